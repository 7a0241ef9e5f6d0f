"""The exhibition in the secretariat's panel."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from ascn8.lib.adminpages import PanelAdmin, state_tag
from ascn8.lib.errors import Refused
from ascn8.meeting.versions import bump
from delegates.signed_in import account_of
from exhibition.booths import assign, block, vacate
from exhibition.forms import BoothForm
from exhibition.listings import open_listing
from exhibition.models import Booth, Exhibitor, ExhibitorMember, Hall, Listing


class MemberInline(admin.TabularInline):
    model = ExhibitorMember
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Exhibitor)
class ExhibitorAdmin(PanelAdmin):
    list_display = ["name", "kind", "country", "booth_numbers", "code"]
    empty_text = gettext_lazy("Add the first exhibitor, or import a list with `manage.py import_exhibitors`.")
    list_filter = ["kind", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["country", "city"]
    fields = ["name", "kind", "country", "city", "code"]
    readonly_fields = ["code"]
    inlines = [MemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exhibitor]:
        return super().get_queryset(request).prefetch_related("booths")

    @admin.display(description=gettext_lazy("booths"))
    def booth_numbers(self, exhibitor: Exhibitor) -> str:
        return ", ".join(booth.number for booth in exhibitor.booths.all()) or "–"

    def save_model(self, request: HttpRequest, obj: Exhibitor, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        open_listing(exhibitor=obj, at=timezone.now())
        bump("exhibition")


@admin.register(Listing)
class ListingAdmin(PanelAdmin):
    """Texts are the exhibitor's; staff open the same form from here, hide or show the page."""

    list_display = ["exhibitor", "is_published", "tagline_en", "changed_at"]
    empty_text = gettext_lazy("A listing begins with its exhibitor: add exhibitors first.")
    list_filter = ["is_published", "focus_areas"]
    list_select_related = ["exhibitor"]
    search_fields = ["exhibitor__name", "search"]
    fields = ["exhibitor", "slug", "is_published", "tagline_en", "tagline_ms", "description_en", "description_ms"]
    readonly_fields = ["exhibitor", "tagline_en", "tagline_ms", "description_en", "description_ms"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bump("exhibition")


@admin.register(Booth)
class BoothAdmin(PanelAdmin):
    form = BoothForm
    list_display = ["number", "hall", "state_word", "exhibitor", "size"]
    empty_text = gettext_lazy("Draw the hall first, then add its booths.")
    list_filter = ["state", "hall"]
    list_select_related = ["hall", "exhibitor"]
    search_fields = ["number", "exhibitor__name"]
    autocomplete_fields = ["exhibitor"]
    actions = ["vacate_booths", "block_booths", "free_booths"]

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, booth: Booth) -> SafeString:
        return state_tag(booth.state, booth.get_state_display())

    @admin.display(description=gettext_lazy("size"))
    def size(self, booth: Booth) -> str:
        return f"{booth.width / 100:g} × {booth.depth / 100:g} m"

    def save_model(self, request: HttpRequest, obj: Booth, form: Any, change: bool) -> None:
        """The place on the plan is saved as it is; who holds the booth changes only through the activities."""
        wanted, obj.exhibitor_id = obj.exhibitor, form.initial.get("exhibitor")
        super().save_model(request, obj, form, change)
        bump("exhibition")
        if wanted and wanted.pk != obj.exhibitor_id:
            assign(booth=obj, exhibitor=wanted, actor=account_of(request), at=timezone.now())
        elif not wanted:
            vacate(booth=obj, actor=account_of(request), at=timezone.now())

    @admin.action(description=gettext_lazy("Vacate the selected booths"), permissions=["assign"])
    def vacate_booths(self, request: HttpRequest, queryset: QuerySet[Booth]) -> None:
        self._each(request, queryset, lambda booth: vacate(booth=booth, actor=account_of(request), at=timezone.now()))

    @admin.action(description=gettext_lazy("Block the selected booths"), permissions=["assign"])
    def block_booths(self, request: HttpRequest, queryset: QuerySet[Booth]) -> None:
        at = timezone.now()
        self._each(request, queryset, lambda booth: block(booth=booth, blocked=True, actor=account_of(request), at=at))

    @admin.action(description=gettext_lazy("Put the selected blocked booths back"), permissions=["assign"])
    def free_booths(self, request: HttpRequest, queryset: QuerySet[Booth]) -> None:
        at = timezone.now()
        self._each(request, queryset, lambda booth: block(booth=booth, blocked=False, actor=account_of(request), at=at))

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("exhibition.assign_booth")

    def _each(self, request: HttpRequest, queryset: QuerySet[Booth], change: Any) -> None:
        done = 0
        for booth in queryset:
            try:
                change(booth)
                done += 1
            except Refused as refusal:
                self.message_user(request, refusal.message, messages.ERROR)
        text = ngettext("%(count)d booth changed.", "%(count)d booths changed.", done) % {"count": done}
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)


@admin.register(Hall)
class HallAdmin(PanelAdmin):
    list_display = ["__str__", "width", "depth"]
    empty_text = gettext_lazy("Add the hall with its size; booths are placed on it.")
    search_fields = ["name_en", "slug"]

    def save_model(self, request: HttpRequest, obj: Hall, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bump("exhibition")
