"""Delegations and categories."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, two_lines
from ascn8.lib.fields import LineField
from delegates.admin.shown import category_tag
from delegates.delegations.focal_points import set_focal_points
from delegates.models import Category, Delegation, DelegationPlaces, Registration
from delegates.models.delegation import STAGES
from delegates.models.registration import State
from delegates.signed_in import account_of

_BEYOND_DRAFT = ~Q(registrations__state__in=[Registration.State.DRAFT, Registration.State.WITHDRAWN])
_ACCEPTED = Q(registrations__state__in=[Registration.State.APPROVED, Registration.State.CLEARED])


class PlacesInline(admin.TabularInline[DelegationPlaces, Delegation]):
    """Places per category; a category without a row has no limit."""

    model = DelegationPlaces
    extra = 0
    verbose_name = _("category")
    verbose_name_plural = _("Places per category (no row: no limit)")


@admin.register(Delegation)
class DelegationAdmin(PanelAdmin):
    inlines = [PlacesInline]
    list_display = ["name_words", "kind", "country", "number_registered", "number_approved", "focal_points_words"]
    list_filter = ["kind", ("country", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["country", "city", "parent"]
    search_fields = ["name_en", "name_ms", "code"]
    autocomplete_fields = ["country", "city", "parent", "focal_points"]
    empty_text = _("Add the delegations of the Member States first; cities are part of them.")
    readonly_fields = ["code", "members"]
    fieldsets = [
        (None, {"fields": ["code", "kind", ("name_en", "name_ms")]}),
        (_("Where from"), {"fields": ["country", "city", "parent"]}),
        (_("People"), {"fields": ["focal_points", "members"]}),
        (_("Deadlines"), {"fields": ["nominates_until", "seals_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        rows: QuerySet[Delegation] = super().get_queryset(request).prefetch_related("focal_points")
        return rows.annotate(
            registered=Count("registrations", filter=_BEYOND_DRAFT, distinct=True),
            approved=Count("registrations", filter=_ACCEPTED, distinct=True),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The focal points are changed by the activity, which keeps and tells it, not by the form."""
        wanted = form.cleaned_data.pop("focal_points", None)
        super().save_related(request, form, formsets, change)
        if wanted is not None:
            set_focal_points(form.instance, users=wanted, actor=account_of(request), at=timezone.now())

    @admin.display(description=_("name"), ordering="name_en")
    def name_words(self, row: Delegation) -> SafeString:
        return two_lines(row, row.parent or "")

    @admin.display(description=_("registered"), ordering="registered")
    def number_registered(self, row: Any) -> int:
        return int(row.registered)

    @admin.display(description=_("approved"), ordering="approved")
    def number_approved(self, row: Any) -> int:
        return int(row.approved)

    @admin.display(description=_("focal points"))
    def focal_points_words(self, row: Delegation) -> str:
        return ", ".join(user.email for user in row.focal_points.all()) or "–"

    @admin.display(description=_("members"))
    def members(self, row: Delegation) -> SafeString | str:
        if row.pk is None:
            return "–"
        address = reverse("admin:delegates_registration_changelist")
        words = _("Show everybody of this delegation")
        return format_html('<a href="{}?queue=all&amp;delegation={}">{}</a>', address, row.code, words)


class CategoryForm(forms.ModelForm[Category]):
    """Stages are ticked, zones written with commas."""

    stages = forms.MultipleChoiceField(
        label=_("Stages"),
        choices=[(stage, State(stage).label) for stage in STAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    zones = LineField(label=_("Zones"), required=False, max_length=200, help_text=_("With commas: plenary, press"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["zones"] = ", ".join(self.initial.get("zones") or [])

    def clean_zones(self) -> list[str]:
        return [zone.strip() for zone in self.cleaned_data["zones"].split(",") if zone.strip()]


@admin.register(Category)
class CategoryAdmin(PanelAdmin):
    form = CategoryForm
    list_display = ["shown", "stages_words", "zones_words", "is_open", "needs_photo", "number_people"]
    list_filter = ["is_open", "needs_photo"]
    search_fields = ["name_en", "name_ms", "slug"]
    empty_text = _(
        "Categories say what somebody is accredited as. `manage.py load_reference_data` makes the usual ones."
    )
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": [("name_en", "name_ms"), "slug", "position"]}),
        (_("On the badge"), {"fields": [("colour", "text_colour"), "zones"]}),
        (_("Accreditation"), {"fields": ["stages", "is_open", "needs_photo"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        rows: QuerySet[Category] = super().get_queryset(request)
        return rows.annotate(people=Count("registrations", filter=_BEYOND_DRAFT))

    @admin.display(description=_("category"), ordering="position")
    def shown(self, row: Category) -> SafeString:
        return category_tag(row)

    @admin.display(description=_("stages"))
    def stages_words(self, row: Category) -> str:
        return " → ".join(str(Registration.State(stage).label) for stage in row.stages)

    @admin.display(description=_("zones"))
    def zones_words(self, row: Category) -> str:
        return ", ".join(row.zones) or "–"

    @admin.display(description=_("people"), ordering="people")
    def number_people(self, row: Any) -> int:
        return int(row.people)
