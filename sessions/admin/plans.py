"""Planned releases in the secretariat's panel: the list, and the button that takes one back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from delegates.signed_in import account_of
from sessions.models import PlannedRelease
from sessions.releases.planning import cancel_plan, why_not_cancel

_STATES = {
    PlannedRelease.State.PLANNED: ("info", "clock"),
    PlannedRelease.State.PUBLISHED: ("good", "circle-check"),
    PlannedRelease.State.REFUSED: ("bad", "circle-alert"),
    PlannedRelease.State.CANCELLED: ("neutral", "x"),
}


@admin.register(PlannedRelease)
class PlannedReleaseAdmin(ReadOnlyAdmin):
    list_title = _("Planned releases")
    list_display = ["due", "what", "note", "state_word", "planned_by", "outcome"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["planned_by", "release"]
    fields = ["due_at", "day", "note_en", "note_ms", "state", "planned_at", "planned_by", "finished_at", "reason"]
    empty_text = _("Nothing is planned. On the page that publishes, choose a later time.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.cancel_view)
        return [path("<slug:code>/cancel/", view, name="agenda_plannedrelease_cancel"), *super().get_urls()]

    def cancel_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask once, then let it not happen."""
        if not request.user.has_perm("agenda.publish_release"):
            raise PermissionDenied
        row = get_object_or_404(PlannedRelease, code=code)
        if request.method == "POST":
            try:
                cancel_plan(code=code, actor=account_of(request), at=timezone.now())
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                self.message_user(request, _("The plan is cancelled: nothing publishes itself then."))
            return redirect("admin:agenda_plannedrelease_changelist")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Cancel the planned release"),
            "plan": row,
            "why_not": why_not_cancel(row),
        }
        return TemplateResponse(request, "admin/agenda/plannedrelease/cancel.html", context)

    @admin.display(description=_("publishes itself at"), ordering="due_at")
    def due(self, row: PlannedRelease) -> str:
        return date_format(timezone.localtime(row.due_at), "D j M Y, H:i")

    @admin.display(description=_("what"))
    def what(self, row: PlannedRelease) -> str:
        return date_format(row.day, "l j F") if row.day else gettext("The whole programme")

    @admin.display(description=_("note"))
    def note(self, row: PlannedRelease) -> str:
        return pick(row, "note")

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: PlannedRelease) -> SafeString:
        tone, icon = _STATES[PlannedRelease.State(row.state)]
        return tag(row.get_state_display(), tone, icon)

    @admin.display(description=_("what came of it"))
    def outcome(self, row: PlannedRelease) -> SafeString | str:
        if row.state == PlannedRelease.State.PLANNED:
            url = reverse("admin:agenda_plannedrelease_cancel", args=[row.code])
            return format_html('<a href="{}">{}</a>', url, gettext("Cancel"))
        if row.release:
            url = reverse("admin:agenda_release_change", args=[row.release_id])
            return format_html('<a href="{}">{}</a>', url, row.release)
        return row.reason or "–"
