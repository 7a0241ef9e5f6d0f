"""Long work as whoever watches over the machine sees it; everybody else sees the own on its page."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.jobs.models import Job
from ascn8.lib.adminpages import ReadOnlyAdmin, tag

_TONES = {
    Job.State.QUEUED: ("neutral", "hourglass"),
    Job.State.RUNNING: ("info", "hourglass"),
    Job.State.DONE: ("good", "circle-check"),
    Job.State.FAILED: ("bad", "circle-alert"),
}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_title = _("Long work")
    list_display = ["what", "owner", "state_word", "how_far", "created_at", "finished_at"]
    list_display_links = None
    list_filter = ["state", "kind"]
    list_select_related = ["owner"]
    search_fields = ["title", "code"]
    empty_text = _("Imports, decisions on many, lists and letters stand here once somebody asks for one.")
    fields = ["title", "kind", "owner", "state", "attempts", "created_at", "finished_at"]

    @admin.display(description=_("what"), ordering="title")
    def what(self, job: Job) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("job", args=[job.code]), job.title)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, job: Job) -> SafeString:
        tone, icon = _TONES[Job.State(job.state)]
        return tag(job.get_state_display(), tone, icon)

    @admin.display(description=_("done"))
    def how_far(self, job: Job) -> str:
        return f"{job.done} / {job.total}" if job.total else "–"
