"""Papers in the secretariat's panel: the queue, one page for each paper, and who has read it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ascn8.lib.adminpages import ReadOnlyAdmin, tag, two_lines
from ascn8.lib.errors import Refused
from delegates.models import Registration, User
from delegates.signed_in import account_of
from sessions.models import Document, DocumentReading
from sessions.papers import filing, submitting, versions
from sessions.papers.forms import FactsForm, NewForm, SymbolForm, VersionForm, WordsForm
from sessions.papers.opening import read_by
from sessions.papers.symbols import SERIES, next_number

_TONES = {"open": ("good", "globe"), "participants": ("info", "users"), "heads": ("warn", "lock")}
_MOST_READINGS = 200


class SeriesFilter(admin.SimpleListFilter):
    """The series of the symbol."""

    title = _("series")
    parameter_name = "series"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SERIES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(symbol__contains=f"/{self.value()}.") if self.value() in SERIES else queryset


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["shown", "classification_word", "state_word", "shown_embargo", "delegation", "languages", "readers"]
    list_filter = ["state", "classification", SeriesFilter, ("delegation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["delegation"]
    search_fields = ["search", "code"]
    actions = ["publish_them", "withdraw_them"]
    empty_text = _("File the first paper, or wait for what delegations submit: it appears here.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        found = super().get_queryset(request).prefetch_related("files")
        counted: QuerySet[Document] = found.annotate(read=Count("files__readings__user", distinct=True))
        return counted

    def get_urls(self) -> list[URLPattern]:
        make = self.admin_site.admin_view(self.make_view)
        return [path("make/", make, name="agenda_document_make"), *super().get_urls()]

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff changes papers."""
        return request.user.has_perm(filing.PERMISSION)

    # --- The list

    @admin.display(description=_("paper"), ordering="symbol")
    def shown(self, row: Document) -> SafeString:
        return two_lines(row.symbol or _("without a symbol"), row.title_en)

    @admin.display(description=_("who may read it"), ordering="classification")
    def classification_word(self, row: Document) -> SafeString:
        tone, icon = _TONES[row.classification]
        return tag(row.get_classification_display(), tone, icon)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Document) -> SafeString:
        return tag(row.get_state_display(), row.tone, row.icon)

    @admin.display(description=_("embargo"), ordering="embargo_until")
    def shown_embargo(self, row: Document) -> SafeString | str:
        if row.embargo_until is None:
            return "–"
        until = date_format(timezone.localtime(row.embargo_until), "j M, H:i")
        return tag(until, "warn", "clock") if timezone.now() < row.embargo_until else until

    @admin.display(description=_("languages"))
    def languages(self, row: Document) -> str:
        return ", ".join(file.language for file in row.files.all()) or "–"

    @admin.display(description=_("readers"), ordering="read")
    def readers(self, row: Any) -> int:
        return int(row.read)

    @admin.action(description=_("Publish them"), permissions=["work"])
    def publish_them(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """Each for itself: what cannot be published says why, and stops none of the others."""
        done = self._each(request, queryset, filing.publish)
        words = ngettext("%(count)d paper is published.", "%(count)d papers are published.", done)
        self.message_user(request, words % {"count": done}, messages.SUCCESS if done else messages.INFO)

    @admin.action(description=_("Withdraw them: nobody opens them any more"), permissions=["work"])
    def withdraw_them(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        done = self._each(request, queryset, filing.withdraw)
        words = ngettext("%(count)d paper is withdrawn.", "%(count)d papers are withdrawn.", done)
        self.message_user(request, words % {"count": done}, messages.SUCCESS if done else messages.INFO)

    def _each(self, request: HttpRequest, rows: QuerySet[Document], act: Callable[..., Document]) -> int:
        done = 0
        for row in list(rows):
            try:
                act(row, actor=account_of(request), at=timezone.now())
                done += 1
            except Refused as refused:
                self.message_user(request, f"{row.symbol or row.code}: {refused}", messages.ERROR)
        return done

    # --- A new paper

    def make_view(self, request: HttpRequest) -> HttpResponse:
        """File a paper, or something that belongs to one, with its first file."""
        if not self.has_work_permission(request):
            raise PermissionDenied
        form = NewForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect("admin:agenda_document_change", _make(form, actor=account_of(request)).pk)
            except Refused as refused:
                form.add_error("upload" if refused.code in _OF_FILES else None, str(refused))
        context = {
            **self.admin_site.each_context(request),
            "title": _("File a paper"),
            "form": form,
            "next_numbers": [f"{code}.{next_number(code)}" for code in SERIES],
        }
        return TemplateResponse(request, "admin/agenda/document/make.html", context)

    # --- One paper

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The paper with everything that is done to it; each button names one activity."""
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            return redirect("admin:agenda_document_changelist")
        used: dict[str, forms.Form] = {}
        if request.method == "POST":
            if not self.has_work_permission(request):
                raise PermissionDenied
            if self._act(request, row, used):
                return redirect("admin:agenda_document_change", row.pk)
        return TemplateResponse(request, "admin/agenda/document/page.html", self._page(request, row, used))

    def _act(self, request: HttpRequest, row: Document, used: dict[str, forms.Form]) -> bool:
        """Do what the button says. False where a form has errors: it is in `used` then, with what was typed."""
        name = request.POST.get("do", "")
        if name not in _ACTS:
            return True
        form_class, act, said = _ACTS[name]
        form = form_class(request.POST, request.FILES) if form_class else None
        if form is not None and not form.is_valid():
            used[name] = form
            return False
        try:
            act(row, form, request, account_of(request))
            self.message_user(request, str(said), messages.SUCCESS)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            if form is not None:
                used[name] = form
                return False
        return True

    def _page(self, request: HttpRequest, row: Document, used: dict[str, forms.Form]) -> dict[str, Any]:
        actor, sessions = account_of(request), list(row.sessions.all())
        initial = {
            **{name: getattr(row, name) for name in ("title_en", "title_ms", "classification", "embargo_until")},
            "sessions": [session.code for session in sessions],
        }
        first = row.revises or row
        return {
            **self.admin_site.each_context(request),
            "title": row.symbol or _("A submitted paper"),
            "row": row,
            "sessions": sessions,
            "files": row.files.select_related("uploaded_by"),
            "chain": [first, *first.revisions.order_by("revision", "revision_number")],
            "symbol_form": used.get("accept") or SymbolForm(initial=initial),
            "facts_form": used.get("change") or FactsForm(initial=initial),
            "version_form": used.get("add_file") or VersionForm(),
            "words_form": used.get("send_back") or WordsForm(),
            "why_not_answer": filing.why_not_answer(row, actor=actor),
            "why_not_publish": filing.why_not_publish(row, actor=actor),
            "why_not_withdraw": filing.why_not_withdraw(row, actor=actor),
            "why_not_change": filing.why_not_change(row, actor=actor),
            "may_work": self.has_work_permission(request),
            "readings": _readings(row),
            "read_by": read_by(row),
        }


def _readings(row: Document) -> list[tuple[DocumentReading, Registration | None]]:
    """Who opened the paper, the latest first, each with the registration under which staff know the person."""
    found = DocumentReading.objects.filter(file__document=row).select_related("user", "file")[:_MOST_READINGS]
    users = [reading.user_id for reading in found]
    people = Registration.objects.filter(user__in=users, principal__isnull=True).select_related("delegation")
    known = {person.user_id: person for person in people}
    return [(reading, known.get(reading.user_id)) for reading in found]


# Refusals that are about the file, and so stand at it.
_OF_FILES = {"wrong_type", "too_large", "damaged", "document_damaged", "macros", "zip_bomb", "polyglot", "locked"}


def _make(form: NewForm, *, actor: User) -> Document:
    names = ("series", "number", "of", "revision", "upload", "language")
    typed = {name: form.cleaned_data[name] for name in names}
    return versions.file_paper(facts=form.facts(), **typed, actor=actor, at=timezone.now())


def _accept(row: Document, form: Any, _request: HttpRequest, actor: User) -> None:
    typed = form.cleaned_data
    filing.give_symbol(
        row, facts=form.facts(), series=typed["series"], number=typed["number"], actor=actor, at=timezone.now()
    )


def _send_back(row: Document, form: Any, _request: HttpRequest, actor: User) -> None:
    submitting.send_back(row, words=form.cleaned_data["words"], actor=actor, at=timezone.now())


def _change(row: Document, form: Any, _request: HttpRequest, actor: User) -> None:
    filing.change(row, facts=form.facts(), actor=actor, at=timezone.now())


def _add_file(row: Document, form: Any, _request: HttpRequest, actor: User) -> None:
    versions.add_file(row, **form.cleaned_data, actor=actor, at=timezone.now())


def _remove_file(row: Document, _form: Any, request: HttpRequest, actor: User) -> None:
    versions.remove_file(row, code=request.POST.get("file", ""), actor=actor, at=timezone.now())


def _publish(row: Document, _form: Any, _request: HttpRequest, actor: User) -> None:
    filing.publish(row, actor=actor, at=timezone.now())


def _withdraw(row: Document, _form: Any, _request: HttpRequest, actor: User) -> None:
    filing.withdraw(row, actor=actor, at=timezone.now())


_Act = Callable[[Document, Any, HttpRequest, User], None]
# What a button says in `do` -> its form, the activity, and what is said when it is done.
_ACTS: dict[str, tuple[type[forms.Form] | None, _Act, str | Promise]] = {
    "accept": (SymbolForm, _accept, _("It has its symbol. Publish it when it is ready.")),
    "send_back": (WordsForm, _send_back, _("Sent back. The focal points read your words by mail.")),
    "change": (FactsForm, _change, _("Saved.")),
    "add_file": (VersionForm, _add_file, _("The language version is stored.")),
    "remove_file": (None, _remove_file, _("The language version is gone.")),
    "publish": (None, _publish, _("Published.")),
    "withdraw": (None, _withdraw, _("Withdrawn. Nobody opens it any more.")),
}
