"""The draft of the programme in the secretariat's panel: sessions, places, tracks."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, tag, two_lines
from ascn8.lib.errors import Refused
from sessions.admin.board import BoardPages
from sessions.admin.checking import AppearancesOfSession, TellsProblems, problems_of, tell_new_problems
from sessions.admin.facts import ClosureInline
from sessions.admin.forms import PlaceForm, SessionForm, TrackForm
from sessions.admin.session_pages import session_urls
from sessions.admin.versions import VersionedAdmin
from sessions.interpreting.turns import language_code
from sessions.models import Appearance, Interpretation, Place, Session, Track
from sessions.speaking.reading import concerns, has_objector


class DayFilter(admin.SimpleListFilter):
    """The days on which sessions begin, on the panel's clock; and those without a time."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        days = Session.objects.timed().datetimes("starts_at", "day")
        return [*((f"{day:%Y-%m-%d}", date_format(day, "D j M")) for day in days), ("none", _("without a time"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        if self.value() == "none":
            return queryset.filter(starts_at__isnull=True)
        try:
            day = dt.date.fromisoformat(self.value() or "")
        except ValueError:
            return queryset
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        return queryset.filter(starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=1))


class AppearanceInline(admin.TabularInline):
    model = Appearance
    formset = AppearancesOfSession
    verbose_name = _("speaker")
    verbose_name_plural = _("speakers, in the order in which their names are read out")
    fields = ["position", "speaker", "role"]
    autocomplete_fields = ["speaker"]
    extra = 0


class InterpretationForm(forms.ModelForm):
    """A code of a language as it is kept everywhere; which channel is free, the formset says."""

    class Meta:
        model = Interpretation
        fields = ["language", "channel"]

    def clean_language(self) -> str:
        try:
            return language_code(self.cleaned_data["language"])
        except Refused as refused:
            raise ValidationError(refused.message) from None


class InterpretationInline(admin.TabularInline):
    model = Interpretation
    form = InterpretationForm
    fields = ["language", "channel"]
    extra = 0


@admin.register(Session)
class SessionAdmin(VersionedAdmin, BoardPages, PanelAdmin):
    form = SessionForm
    list_display = ["shown", "shown_kind", "shown_time", "place", "track", "shown_speakers", "shown_state"]
    list_filter = [DayFilter, "kind", "place", "track", "is_open", "is_cancelled"]
    list_select_related = ["place", "track"]
    search_fields = ["title_en", "title_ms", "code", "appearances__speaker__name"]
    autocomplete_fields = ["track", "place"]
    filter_horizontal = ["required_categories"]
    inlines = [AppearanceInline, InterpretationInline]
    readonly_fields = ["code", "shown_problems", "shown_concerns"]
    empty_text = _("Add the first session, or import a schedule with `manage.py import_schedule`.")
    fieldsets = [
        (None, {"fields": ["kind", "title_en", "title_ms", "subtitle", "code", "seen_version"]}),
        (
            _("When and where"),
            {"fields": [("starts_at", "ends_at"), "place", ("shares_place", "expected"), "track", "shown_problems"]},
        ),
        (
            _("Who may come"),
            {
                "fields": [
                    *(("is_open", "is_cancelled", "is_recorded"), "shown_concerns", "language", "required_categories"),
                ]
            },
        ),
        (_("Texts"), {"fields": ["abstract_en", "abstract_ms", "description_en", "description_ms"]}),
        (_("More"), {"fields": ["links", "papers_due_at", "bring_en", "bring_ms"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*session_urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        people = Prefetch("appearances", Appearance.objects.select_related("speaker"))
        rows: QuerySet[Any] = super().get_queryset(request).annotate(objected=has_objector())
        return rows.prefetch_related(people)

    @admin.display(description=_("session"), ordering="title_en")
    def shown(self, row: Session) -> SafeString:
        return two_lines(row, row.code)

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, row: Session) -> SafeString:
        return format_html('<span class="kind kind-{}">{}</span>', row.kind, row.get_kind_display())

    @admin.display(description=_("time"), ordering="starts_at")
    def shown_time(self, row: Session) -> SafeString | str:
        if not row.starts_at or not row.ends_at:
            return tag(gettext("no time yet"), "warn")
        start, end = (timezone.localtime(moment) for moment in (row.starts_at, row.ends_at))
        clock = format_html('<time datetime="{}">{}</time>', start.isoformat(), f"{start:%H:%M}–{end:%H:%M}")
        return two_lines(clock, format_html("<time>{}</time>", date_format(start, "D j M")))

    @admin.display(description=_("what its people say"))
    def shown_concerns(self, row: Session) -> SafeString | str:
        """Who objects to the recording, and who declined."""
        found = concerns(row) if row.pk else None
        if not found:
            return "–"
        said = [(tag(_("Not to be recorded"), "bad", "camera"), speaker) for speaker in found.objecting]
        said += [(tag(_("Declined"), "warn", "x"), part.speaker) for part in found.declined]
        said += [(tag(_("Not heard about the recording"), "info", "hourglass"), who) for who in found.unanswered]
        return format_html_join(mark_safe("<br>"), "{} {}", said)

    @admin.display(description=_("speakers"))
    def shown_speakers(self, row: Session) -> str:
        return ", ".join(str(appearance.speaker) for appearance in row.appearances.all())

    @admin.display(description=_("state"), ordering="is_cancelled")
    def shown_state(self, row: Session) -> SafeString | str:
        if row.is_cancelled:
            return tag(gettext("Cancelled"), "bad", "x")
        if getattr(row, "objected", False):
            return tag(gettext("Recorded against a speaker's wish"), "bad", "camera")
        return "" if row.is_open else tag(gettext("By invitation"), "neutral", "lock")

    @admin.display(description=_("problems"))
    def shown_problems(self, row: Session) -> SafeString | str:
        return problems_of(row) if row.pk else "–"

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        text = gettext("The public sees it after the next release.")
        self.message_user(request, text, messages.INFO)
        if isinstance(form, SessionForm) and form.draft:
            tell_new_problems(request, form.draft, form.instance)


@admin.register(Place)
class PlaceAdmin(TellsProblems):
    form = PlaceForm
    list_display = ["name_en", "name_ms", "is_outside", "capacity", "address", "number_sessions", "position"]
    list_filter = ["is_outside"]
    search_fields = ["name_en", "name_ms", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [ClosureInline]
    empty_text = _("Add the rooms of the venue, and the places outside it that people visit.")
    fieldsets = [
        (None, {"fields": [("name_en", "name_ms"), "slug", "position", ("is_outside", "capacity", "fire_limit")]}),
        (_("Where it is"), {"fields": ["address", ("latitude", "longitude")]}),
        (_("Accessibility"), {"fields": ["access_en", "access_ms"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        found: QuerySet[Any] = super().get_queryset(request).annotate(count=Count("sessions"))
        return found

    @admin.display(description=_("sessions"), ordering="count")
    def number_sessions(self, row: Any) -> int:
        return int(row.count)


@admin.register(Track)
class TrackAdmin(PanelAdmin):
    form = TrackForm
    list_display = ["name_en", "name_ms", "focus_area", "number_sessions", "position"]
    list_select_related = ["focus_area"]
    search_fields = ["name_en", "name_ms", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = [("name_en", "name_ms"), "slug", "focus_area", "position"]
    empty_text = _("Tracks are the strands of the programme; at this meeting one for each focus area.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Track]:
        found: QuerySet[Any] = super().get_queryset(request).annotate(count=Count("sessions"))
        return found

    @admin.display(description=_("sessions"), ordering="count")
    def number_sessions(self, row: Any) -> int:
        return int(row.count)


def published_sentence(number: int, count: int) -> str:
    """What is said after publishing."""
    text = ngettext(
        "Release %(number)d is published: %(count)d session. Pages and calendars show it now.",
        "Release %(number)d is published: %(count)d sessions. Pages and calendars show it now.",
        count,
    )
    return text % {"number": number, "count": count}
