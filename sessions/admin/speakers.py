"""Speakers in the secretariat's panel."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, two_lines
from sessions.admin.checking import AppearancesOfSpeaker
from sessions.admin.facts import AvailabilityInline
from sessions.admin.forms import SpeakerForm
from sessions.models import Appearance, Speaker


class SessionInline(admin.TabularInline):
    model = Appearance
    formset = AppearancesOfSpeaker
    verbose_name = _("session")
    verbose_name_plural = _("sessions")
    fields = ["session", "role", "position"]
    autocomplete_fields = ["session"]
    extra = 0


@admin.register(Speaker)
class SpeakerAdmin(PanelAdmin):
    form = SpeakerForm
    list_display = ["shown", "native_name", "shown_work", "country", "number_sessions", "has_photo", "has_registration"]
    list_filter = ["country"]
    list_select_related = ["country"]
    search_fields = ["name", "native_name", "organisation", "code"]
    autocomplete_fields = ["country", "registration"]
    inlines = [SessionInline, AvailabilityInline]
    readonly_fields = ["code"]
    empty_text = _("Add the people who appear in the programme; they need no account.")
    fieldsets = [
        (None, {"fields": [("title", "name"), "native_name", ("position", "organisation"), "country", "code"]}),
        (_("Shown on the page"), {"fields": ["photo", "biography_en", "biography_ms"]}),
        (_("Registration"), {"fields": ["registration"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        found: QuerySet[Any] = (
            super().get_queryset(request).annotate(count=Count("appearances__session", distinct=True))
        )
        return found

    @admin.display(description=_("speaker"), ordering="name")
    def shown(self, row: Speaker) -> SafeString:
        return two_lines(row, row.code)

    @admin.display(description=_("work"), ordering="organisation")
    def shown_work(self, row: Speaker) -> SafeString:
        return two_lines(row.organisation or "–", row.position)

    @admin.display(description=_("sessions"), ordering="count")
    def number_sessions(self, row: Any) -> int:
        return int(row.count)

    @admin.display(description=_("photo"), boolean=True)
    def has_photo(self, row: Speaker) -> bool:
        return bool(row.photo)

    @admin.display(description=_("registered"), boolean=True, ordering="registration")
    def has_registration(self, row: Speaker) -> bool:
        return row.registration_id is not None
