"""Badges: what was ordered and what was drawn. They are made by approvals only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from delegates.admin.shown import category_tag, names
from delegates.models import Badge


class ValidFilter(admin.SimpleListFilter):
    """Void badges are kept, because their codes may still be carried."""

    title = _("validity")
    parameter_name = "valid"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Badge]) -> list[tuple[str, Any]]:
        return [("yes", _("valid")), ("no", _("void"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Badge]) -> QuerySet[Badge]:
        if self.value() is None:
            return queryset
        return queryset.filter(voided_at__isnull=self.value() == "yes")


@admin.register(Badge)
class BadgeAdmin(ReadOnlyAdmin):
    list_display = ["names", "category", "delegation", "state_word", "ordered_at", "drawn_at", "code"]
    list_filter = ["state", ValidFilter, ("registration__category", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["registration__category", "registration__delegation"]
    search_fields = ["code", "registration__search", "registration__code"]
    date_hierarchy = None
    empty_text = _("Badges are ordered by approvals. Approve somebody, and the badge is drawn within a minute.")
    fields = ["code", "person", "state_word", "ordered_at", "drawn_at", "voided_at", "fingerprint"]
    readonly_fields = ["person", "state_word"]

    @admin.display(description=_("name"), ordering="registration__sort_name")
    def names(self, badge: Badge) -> SafeString:
        return names(badge.registration)

    @admin.display(description=_("category"), ordering="registration__category__position")
    def category(self, badge: Badge) -> SafeString:
        return category_tag(badge.registration.category)

    @admin.display(description=_("delegation"), ordering="registration__delegation__name_en")
    def delegation(self, badge: Badge) -> object:
        return badge.registration.delegation or badge.registration.organisation

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, badge: Badge) -> SafeString:
        if badge.voided_at:
            return tag(_("void"), "bad", "x")
        if badge.state == Badge.State.DRAWN:
            return tag(badge.get_state_display(), "good", "check")
        return tag(badge.get_state_display(), "info", "clock")

    @admin.display(description=_("person"))
    def person(self, badge: Badge) -> SafeString:
        address = reverse("admin:delegates_registration_review", args=[badge.registration.code])
        return format_html('<a href="{}">{}</a>', address, badge.registration)
