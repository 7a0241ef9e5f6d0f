"""The programme on paper in the secretariat's panel: what was printed, and the page that prints."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ascn8.jobs.models import Job
from ascn8.lib.adminpages import ReadOnlyAdmin, tag, two_lines
from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.signed_in import account_of
from sessions.models import PrintedProgramme, Track
from sessions.print.orders import KINDS, Order
from sessions.print.pages import send
from sessions.print.printing import address_of, ask_for_print, why_not_print
from sessions.programme import current_programme


class PrintForm(forms.Form):
    """What is printed, for whom."""

    kind = forms.ChoiceField(
        label=_("Form"),
        choices=[(f"{form}/{paper}", words) for (form, paper), words in KINDS.items()],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=_("Days"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all of them."),
    )
    tracks = forms.MultipleChoiceField(
        label=_("Tracks"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: the whole programme."),
    )
    is_draft = forms.BooleanField(
        label=_("The draft, not the published programme"),
        required=False,
        help_text=_("For proofs in the house: each page says that it is a draft, and nobody outside can fetch it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = sorted({*current_meeting().days, *current_programme().days})
        self.fields["days"].choices = [(str(day), date_format(day, "l j F Y")) for day in days]  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["tracks"].choices = [(track.slug, str(track)) for track in Track.objects.all()]  # type: ignore[attr-defined]  # the same

    def order(self) -> Order:
        """What was chosen."""
        form, paper = self.cleaned_data["kind"].split("/")
        return Order(
            form=form,
            paper=paper,
            language=self.cleaned_data["language"],
            days=tuple(self.cleaned_data["days"]),
            tracks=tuple(self.cleaned_data["tracks"]),
            is_draft=self.cleaned_data["is_draft"],
        )


@admin.register(PrintedProgramme)
class PrintedProgrammeAdmin(ReadOnlyAdmin):
    list_title = _("Programme on paper")
    list_display = ["what", "language", "state", "chosen", "pages", "weight", "made_at", "download"]
    list_display_links = None
    list_filter = ["form", "language", "is_public"]
    empty_text = _("Nothing is printed yet. After a release the files for everybody come by themselves.")
    fields = ["what", "language", "state", "chosen", "pages", "weight", "made_at", "download"]
    readonly_fields = ["what", "state", "chosen", "weight", "download"]

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("print/", inside(self.print_view), name="agenda_printedprogramme_print"),
            path("<slug:code>/programme.pdf", inside(self.file_view), name="agenda_printedprogramme_file"),
            *super().get_urls(),
        ]

    def print_view(self, request: HttpRequest) -> HttpResponse:
        """Choose and print; a file that is there already is shown at once."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        first = {"kind": next(iter(self._kinds())), "language": (get_language() or "en")[:2]}
        form = PrintForm(request.POST or None, initial=first)
        if request.method == "POST" and form.is_valid():
            try:
                found = ask_for_print(form.order(), actor=account_of(request), at=timezone.now())
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                return self._found(request, found)
        return TemplateResponse(request, "admin/agenda/printedprogramme/print.html", self._context(request, form))

    def file_view(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """A file, drafts too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return send(request, get_object_or_404(PrintedProgramme, code=code), public=False)

    @admin.display(description=_("form"), ordering="form")
    def what(self, row: PrintedProgramme) -> SafeString:
        return two_lines(row.get_form_display(), row.get_paper_display())

    @admin.display(description=_("of"), ordering="release")
    def state(self, row: PrintedProgramme) -> SafeString:
        if row.is_draft:
            return tag(_("Draft"), "warn", "square-pen")
        release = _("Release %(number)s") % {"number": row.release}
        return tag(release, "good" if row.is_public else "neutral", "megaphone" if row.is_public else "")

    @admin.display(description=_("days and tracks"))
    def chosen(self, row: PrintedProgramme) -> str:
        return ", ".join([*row.days, *row.tracks]) or str(_("everything"))

    @admin.display(description=_("size"), ordering="size")
    def weight(self, row: PrintedProgramme) -> str:
        return filesizeformat(row.size)

    @admin.display(description=_("file"))
    def download(self, row: PrintedProgramme) -> SafeString:
        words = _("Open the PDF")
        return format_html('<a class="button button-quiet button-small" href="{}">{}</a>', address_of(row), words)

    def _found(self, request: HttpRequest, found: Job | PrintedProgramme) -> HttpResponse:
        if isinstance(found, Job):
            return redirect("job", found.code)
        self.message_user(request, _("This is printed already. The file is in the list."))
        return redirect("admin:agenda_printedprogramme_changelist")

    def _context(self, request: HttpRequest, form: PrintForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Print the programme"),
            "opts": self.opts,
            "form": form,
            "why_not": why_not_print(actor=account_of(request), is_draft=True),
        }

    def _kinds(self) -> list[str]:
        return [f"{form}/{paper}" for form, paper in KINDS]
