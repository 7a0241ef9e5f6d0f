"""The meeting, its countries, cities and focus areas in the secretariat's panel."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, two_lines
from ascn8.meeting.editing import delete_fact, save_fact
from ascn8.meeting.models import City, Country, CountryRole, FocusArea, Meeting


class FactAdmin(PanelAdmin):
    """A change is public at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_fact(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_fact(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            delete_fact(row)


@admin.register(Meeting)
class MeetingAdmin(FactAdmin):
    list_display = ["short_name", "name_words", "starts_on", "ends_on", "venue"]
    empty_text = _("Describe the meeting: until then the public site has nothing to say.")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "short_name",
                    ("name_en", "name_ms"),
                    ("theme_en", "theme_ms"),
                    ("organiser_en", "organiser_ms"),
                ]
            },
        ),
        (_("When"), {"fields": [("starts_on", "ends_on"), "time_zone"]}),
        (_("Where"), {"fields": ["city", "venue", "venue_address", ("venue_latitude", "venue_longitude")]}),
        (_("Registration"), {"fields": ["registration_opens_at", "registration_closes_at", "contact_email"]}),
        (_("Protocol"), {"fields": [("host_country", "host_order")]}),
        (_("Letters"), {"fields": ["signatory_name", ("signatory_title_en", "signatory_title_ms")]}),
        (_("Changes after approval"), {"fields": ["badge_during_review"]}),
        (_("Demonstration"), {"fields": ["is_demo"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one meeting."""
        return super().has_add_permission(request) and not Meeting.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:
        obj.pk = 1
        save_fact(obj)

    @admin.display(description=_("name"))
    def name_words(self, row: Meeting) -> str:
        return row.name


class CountryRoleInline(admin.TabularInline[CountryRole, Country]):
    model = CountryRole
    extra = 0


@admin.register(Country)
class CountryAdmin(FactAdmin):
    list_display = ["name_words", "code", "roles_words", "calling_code"]
    list_filter = ["roles__role"]
    search_fields = ["name_en", "name_ms", "code"]
    inlines = [CountryRoleInline]
    fields = ["code", ("name_en", "name_ms"), "calling_code", "han_variant"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Country]:
        return super().get_queryset(request).prefetch_related("roles")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    @admin.display(description=_("name"), ordering="name_en")
    def name_words(self, row: Country) -> Any:
        return two_lines(row.name_en, row.name_ms if row.name_ms != row.name_en else "")

    @admin.display(description=_("role in ASEAN"))
    def roles_words(self, row: Country) -> str:
        return ", ".join(f"{role.get_role_display()} ({role.since:%Y})" for role in row.roles.all()) or "–"


@admin.register(City)
class CityAdmin(FactAdmin):
    list_display = ["name", "native_name", "country", "joined"]
    list_filter = [("country", admin.RelatedOnlyFieldListFilter), "joined"]
    list_select_related = ["country"]
    search_fields = ["name", "native_name"]
    autocomplete_fields = ["country"]


@admin.register(FocusArea)
class FocusAreaAdmin(FactAdmin):
    list_display = ["name_words", "name_ms", "slug", "icon", "position"]
    search_fields = ["name_en", "name_ms"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = [("name_en", "name_ms"), "slug", "icon", "position"]

    @admin.display(description=_("name"), ordering="position")
    def name_words(self, row: FocusArea) -> str:
        return row.name_en
