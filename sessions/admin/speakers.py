"""Speakers in the secretariat's panel: the list with what they answered, the form, and the doors to its own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ascn8.lib.adminpages import tag, two_lines
from sessions.admin import speaker_pages as pages
from sessions.admin.checking import AppearancesOfSpeaker, TellsProblems
from sessions.admin.facts import AvailabilityInline
from sessions.admin.forms import SpeakerForm
from sessions.models import Appearance, Speaker
from sessions.speaking import reading
from sessions.speaking.answering import NAMES
from sessions.speaking.inviting import never_invited

_ANSWER_TONES = {"confirmed": ("good", "check"), "declined": ("bad", "x"), "asked": ("warn", "hourglass")}


class AnswerFilter(admin.SimpleListFilter):
    """What came of the question whether they take part."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("published", _("declined, still published")),
            ("declined", _("declined something")),
            ("open", _("not answered yet")),
            ("confirmed", _("confirmed something")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> QuerySet[Speaker]:
        takes_place = Appearance.objects.filter(session__is_cancelled=False)
        found = {
            "published": lambda: reading.declined_and_published(),
            "declined": lambda: reading.declined(),
            "open": lambda: takes_place.filter(answer__in=["", Appearance.Answer.ASKED]),
            "confirmed": lambda: takes_place.filter(answer=Appearance.Answer.CONFIRMED),
        }.get(self.value() or "")
        return queryset.filter(pk__in=found().values("speaker")) if found else queryset


class LetterFilter(admin.SimpleListFilter):
    """How far the invitations are."""

    title = _("invitation")
    parameter_name = "letter"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("never", _("not invited yet")), ("waits", _("waits for an answer")), ("done", _("all answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> QuerySet[Speaker]:
        live: dict[str, Any] = {"invitations__revoked_at__isnull": True, "invitations__sent_at__isnull": False}
        if self.value() == "never":
            return queryset.filter(pk__in=never_invited().values("pk"))
        if self.value() in ("waits", "done"):
            whole = self.value() == "done"
            speakers = Speaker.objects.filter(**live, invitations__completed_at__isnull=not whole)
            return queryset.filter(pk__in=speakers.values("pk"))
        return queryset


class SessionInline(admin.TabularInline):
    model = Appearance
    formset = AppearancesOfSpeaker
    verbose_name = _("session")
    verbose_name_plural = _("sessions")
    fields = ["session", "role", "position", "minutes", "shown_answer"]
    readonly_fields = ["shown_answer"]
    autocomplete_fields = ["session"]
    extra = 0

    @admin.display(description=_("answer"))
    def shown_answer(self, row: Appearance) -> SafeString | str:
        return shown_answer(row)


@admin.register(Speaker)
class SpeakerAdmin(TellsProblems):
    form = SpeakerForm
    list_display = ["shown", "shown_work", "country", "shown_answers", "shown_letter", "shown_recording", "shown_link"]
    list_filter = [AnswerFilter, LetterFilter, "recording", "follows_registration", "country"]
    list_select_related = ["country", "registration"]
    search_fields = ["name", "native_name", "organisation", "code", "email"]
    autocomplete_fields = ["country"]
    inlines = [SessionInline, AvailabilityInline]
    readonly_fields = ["code", "shown_link", "shown_letter", "recording_answered_at"]
    actions = ["invite_them"]
    empty_text = _("Add the people who appear in the programme; they need no account.")
    fieldsets = [
        (None, {"fields": [("title", "name"), "native_name", ("position", "organisation"), "country", "code"]}),
        (_("Shown on the page"), {"fields": ["photo", "biography_en", "biography_ms"]}),
        (
            _("For the secretariat"),
            {"fields": ["email", "shown_letter", ("recording", "recording_answered_at"), "shown_link"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        return reading.with_answers(super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Speaker | None = None) -> list[str]:
        """What comes from the registration is changed there."""
        follows = obj is not None and obj.follows_registration and obj.registration_id
        return [*self.readonly_fields, *NAMES, "country"] if follows else [*self.readonly_fields]

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("invite/", inside(self.invite_many_view), name="agenda_speaker_invite_many"),
            path("list.<slug:kind>", inside(self.list_view), name="agenda_speaker_list"),
            path("<int:pk>/link/", inside(self.link_view), name="agenda_speaker_link"),
            path("<int:pk>/merge/", inside(self.merge_view), name="agenda_speaker_merge"),
            path("<int:pk>/invite/", inside(self.invite_view), name="agenda_speaker_invite"),
            *super().get_urls(),
        ]

    def invite_many_view(self, request: HttpRequest) -> HttpResponse:
        """Who would be written to; and the button."""
        return pages.invite_many(self, request)

    def list_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Everybody with what they do, as a file."""
        return pages.speaker_list(self, request, kind)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which registration this is."""
        return pages.link_page(self, request, pk)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """With which other row this is one person."""
        return pages.merge_page(self, request, pk)

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One letter: send, remind, take back."""
        return pages.invite_one(self, request, pk)

    @admin.action(description=_("Invite them to complete their page"), permissions=["change"])
    def invite_them(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> HttpResponse:
        request.session[pages.CHOSEN] = list(queryset.values_list("code", flat=True)[: pages.MOST])
        return redirect("admin:agenda_speaker_invite_many")

    def save_model(self, request: HttpRequest, obj: Speaker, form: Any, change: bool) -> None:
        """An answer that staff note down has its time, as the speaker's own has."""
        if "recording" in form.changed_data:
            obj.recording_answered_at = timezone.now() if obj.recording else None
        super().save_model(request, obj, form, change)

    @admin.display(description=_("speaker"), ordering="name")
    def shown(self, row: Speaker) -> SafeString:
        return two_lines(row, row.native_name or row.code)

    @admin.display(description=_("work"), ordering="organisation")
    def shown_work(self, row: Speaker) -> SafeString:
        return two_lines(row.organisation or "–", row.position)

    @admin.display(description=_("parts"), ordering="count")
    def shown_answers(self, row: Any) -> SafeString | str:
        """How many parts, and what came of the question."""
        found = [
            (row.confirmed, ngettext("%(number)d confirmed", "%(number)d confirmed", row.confirmed), "confirmed"),
            (row.declined, ngettext("%(number)d declined", "%(number)d declined", row.declined), "declined"),
        ]
        left = row.count - row.confirmed - row.declined
        found.append((left, ngettext("%(number)d open", "%(number)d open", left), "asked"))
        parts = [(tag(words % {"number": number}, *_ANSWER_TONES[name]),) for number, words, name in found if number]
        return format_html_join(" ", "{}", parts) if parts else "–"

    @admin.display(description=_("invitation"))
    def shown_letter(self, row: Any) -> SafeString | str:
        letter = next(iter(row.live), None) if row.pk else None
        if letter is None:
            return tag(_("not invited"), "neutral", "mail")
        if letter.completed_at:
            return two_lines(tag(_("all answered"), "good", "mail-check"), _day(letter.completed_at))
        if letter.reminded_at:
            return two_lines(tag(_("reminded"), "warn", "bell"), _day(letter.reminded_at))
        return two_lines(tag(_("invited"), "info", "send"), _day(letter.sent_at))

    @admin.display(description=_("recording"), ordering="recording")
    def shown_recording(self, row: Speaker) -> SafeString | str:
        if row.recording == Speaker.Recording.NO:
            return tag(_("no"), "bad", "x")
        return tag(_("yes"), "good", "check") if row.recording else "–"

    @admin.display(description=_("registration"), ordering="registration")
    def shown_link(self, row: Speaker) -> SafeString | str:
        if row.registration is None:
            return "–"
        address = reverse("admin:delegates_registration_review", args=[row.registration.code])
        link = format_html('<a href="{}">{}</a>', address, row.registration.code)
        return two_lines(link, _("followed") if row.follows_registration else _("linked only"))


def shown_answer(row: Appearance) -> SafeString | str:
    """The answer as a tag, with the speaker's words beside it."""
    if not row.pk or not row.answer:
        return "–"
    label = tag(row.get_answer_display(), *_ANSWER_TONES[row.answer])
    return format_html("{} <small>{}</small>", label, row.words) if row.words else label


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M, H:i")
