"""Letters and the list of participants in the secretariat's panel."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from ascn8.lib.sheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from ascn8.meeting.facts import current_meeting
from delegates.admin.shown import names
from delegates.admin.vault import proved_at
from delegates.models import Letter, ParticipantList
from delegates.papers import list_tables
from delegates.papers.letters import make_anew, why_not_anew
from delegates.papers.opening import open_for_staff
from delegates.papers.participants import (
    ask_for_list,
    current_snapshot,
    latest_list,
    list_title,
    reopen,
    why_not_make,
    why_not_reopen,
)
from delegates.papers.snapshot import differences, told_differences
from delegates.signed_in import account_of
from delegates.views.letters import letter_file
from delegates.views.participants import as_download, list_file


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["number", "person_names", "kind", "state_word", "ordered_at", "made_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["registration"]
    search_fields = ["number", "code", "registration__search", "registration__code"]
    empty_text = _("Letters are made with the accreditation of people who asked for one.")
    fields = ["number", "kind", "person", "name", "state_word", "ordered_at", "made_at", "ended_at", "what_to_do"]
    readonly_fields = ["person", "state_word", "what_to_do"]

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("<slug:code>/pdf/", inside(self.pdf_view), name="delegates_letter_pdf"),
            path("<slug:code>/anew/", inside(self.anew_view), name="delegates_letter_anew"),
            *super().get_urls(),
        ]

    def pdf_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The letter as it was drawn. It holds the travel document, so that opening it is a reading."""
        letter = self._found(request, code)
        try:
            pdf = open_for_staff(
                letter, actor=account_of(request), authenticated_at=proved_at(request), at=timezone.now()
            )
        except Refused as refused:
            if refused.code == "not_fresh":
                return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
            self.message_user(request, refused.message, messages.ERROR)
            return redirect("admin:delegates_letter_change", letter.pk)
        return letter_file(letter, pdf)

    def anew_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask once, since the old number is lost by it; then make the letter anew."""
        letter, actor = self._found(request, code), account_of(request)
        if request.method == "POST":
            try:
                fresh = make_anew(letter, actor=actor, at=timezone.now())
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
                return redirect("admin:delegates_letter_change", letter.pk)
            self.message_user(request, _("The letter %(number)s is being made.") % {"number": fresh.number})
            return redirect("admin:delegates_letter_change", fresh.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Make the letter anew"),
            "letter": letter,
            "why_not": why_not_anew(letter, actor=actor),
        }
        return TemplateResponse(request, "admin/delegates/letter/anew.html", context)

    def _found(self, request: HttpRequest, code: str) -> Letter:
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = Letter.objects.visible_to(account_of(request)).select_related("registration__category")
        return get_object_or_404(visible, code=code)

    @admin.display(description=_("name"), ordering="registration__sort_name")
    def person_names(self, letter: Letter) -> SafeString:
        return names(letter.registration)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, letter: Letter) -> SafeString:
        return tag(letter.get_state_display(), letter.tone, letter.icon)

    @admin.display(description=_("person"))
    def person(self, letter: Letter) -> SafeString:
        address = reverse("admin:delegates_registration_review", args=[letter.registration.code])
        return format_html('<a href="{}">{}</a>', address, letter.registration)

    @admin.display(description=_("what to do"))
    def what_to_do(self, letter: Letter) -> SafeString:
        """Open it, check it, make it anew."""
        return mark_safe(render_to_string("admin/delegates/letter/links.html", {"letter": letter}).strip())


class ListForm(forms.Form):
    """Which kind of version is made; `after` is the number of the one that the reader saw."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ParticipantList.Kind.choices, widget=forms.RadioSelect)
    note = LineField(
        label=_("Note"), max_length=200, required=False, help_text=_("Printed under the title, for example why.")
    )
    after = forms.IntegerField(widget=forms.HiddenInput)


@admin.register(ParticipantList)
class ParticipantListAdmin(ReadOnlyAdmin):
    list_display = ["title_word", "people", "note", "made_at", "made_by"]
    list_filter = ["kind"]
    list_select_related = ["made_by"]
    empty_text = _("No list of participants was made yet. Make the provisional one when delegations are known.")
    fields = ["title_word", "people", "note", "made_at", "made_by", "files", "changes"]
    readonly_fields = ["title_word", "people", "files", "changes"]

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("make/", inside(self.make_view), name="delegates_participantlist_make"),
            path("<slug:code>/reopen/", inside(self.reopen_view), name="delegates_participantlist_reopen"),
            path("<slug:code>/list.<slug:form>", inside(self.file_view), name="delegates_participantlist_file"),
            *super().get_urls(),
        ]

    def make_view(self, request: HttpRequest) -> HttpResponse:
        """What the next version would change; and the button."""
        actor, latest = account_of(request), latest_list()
        if not self.has_view_permission(request):
            raise PermissionDenied
        first = {"after": latest.number if latest else 0, "kind": "revised" if latest else "provisional"}
        form = ListForm(request.POST or None, initial=first)
        if request.method == "POST" and form.is_valid():
            try:
                job = ask_for_list(actor=actor, at=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                return redirect("job", job.code)
        return self._make_page(request, form, latest)

    def _make_page(self, request: HttpRequest, form: ListForm, latest: ParticipantList | None) -> HttpResponse:
        snapshot = current_snapshot()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Make a version of the list"),
            "form": form,
            "latest": latest,
            "latest_title": list_title(latest) if latest else "",
            "snapshot": snapshot,
            "changes": told_differences(differences(latest.snapshot, snapshot)) if latest else [],
            "why_not": why_not_make(actor=account_of(request)),
            "may_reopen": latest and why_not_reopen(latest, actor=account_of(request)) is None,
        }
        return TemplateResponse(request, "admin/delegates/participantlist/make.html", context)

    def reopen_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Allow a version after the final one."""
        row = get_object_or_404(self._visible(request), code=code)
        if request.method == "POST":
            try:
                reopen(row, actor=account_of(request), at=timezone.now())
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                self.message_user(request, _("The list is open again."))
        return redirect("admin:delegates_participantlist_make")

    def file_view(self, request: HttpRequest, code: str, form: str) -> HttpResponse:
        """A version as PDF, CSV or XLSX; each download is in the audit trail."""
        row = get_object_or_404(self._visible(request), code=code)
        made = {"pdf": list_file, "csv": _csv, "xlsx": _xlsx}.get(form)
        if made is None:
            raise Http404
        record(
            at=timezone.now(), action="participants.download", subject=f"list {row.code}", actor=request.user, form=form
        )
        return made(row)

    def _visible(self, request: HttpRequest) -> QuerySet[ParticipantList]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return ParticipantList.objects.all()

    @admin.display(description=_("version"), ordering="number")
    def title_word(self, row: ParticipantList) -> str:
        return list_title(row)

    @admin.display(description=_("people"))
    def people(self, row: ParticipantList) -> int:
        return int(row.snapshot["people"])

    @admin.display(description=_("files"))
    def files(self, row: ParticipantList) -> SafeString:
        return mark_safe(render_to_string("admin/delegates/participantlist/files.html", {"list": row}).strip())

    @admin.display(description=_("changes since the version before"))
    def changes(self, row: ParticipantList) -> SafeString:
        former = ParticipantList.objects.filter(number=row.number - 1).first()
        context: dict[str, Any] = {"former": former, "former_title": list_title(former) if former else ""}
        context["changes"] = told_differences(differences(former.snapshot, row.snapshot)) if former else []
        return mark_safe(render_to_string("admin/delegates/participantlist/changes.html", context).strip())


def _csv(row: ParticipantList) -> HttpResponse:
    data = as_csv(list_tables.columns(), list_tables.rows(row.snapshot))
    return as_download(HttpResponse(data, content_type=CSV_TYPE), _file_name(row, "csv"))


def _xlsx(row: ParticipantList) -> HttpResponse:
    data = as_xlsx(list_title(row), list_tables.columns(), list_tables.rows(row.snapshot))
    return as_download(HttpResponse(data, content_type=XLSX_TYPE), _file_name(row, "xlsx"))


def _file_name(row: ParticipantList, ending: str) -> str:
    return f"{current_meeting().short_name}-participants-{row.number}.{ending}"
