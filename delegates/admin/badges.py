"""Badges: what was ordered and what was drawn. They are made by approvals only."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from delegates.admin.shown import category_tag, names
from delegates.models import Badge
from delegates.signed_in import account_of


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
    empty_text = _("Badges are ordered by approvals. Approve somebody, and the badge is drawn within a minute.")
    fields = ["code", "person", "state_word", "pdf", "ordered_at", "drawn_at", "voided_at", "fingerprint"]
    readonly_fields = ["person", "state_word", "pdf"]

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view(self.pdf_view)
        return [path("<slug:code>/pdf/", inside, name="delegates_badge_pdf"), *super().get_urls()]

    def pdf_view(self, request: HttpRequest, code: str) -> FileResponse:
        """The badge as it was drawn."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        badge = get_object_or_404(Badge.objects.visible_to(account_of(request)), code=code)
        if not badge.file or not default_storage.exists(str(badge.file)):
            raise Http404
        response = FileResponse(badge.file.open("rb"), content_type="application/pdf", filename=f"{badge.code}.pdf")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

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

    @admin.display(description=_("file"))
    def pdf(self, badge: Badge) -> SafeString | str:
        if badge.state != Badge.State.DRAWN:
            return "–"
        address = reverse("admin:delegates_badge_pdf", args=[badge.code])
        return format_html('<a href="{}">{}</a>', address, _("Open the PDF"))

    @admin.display(description=_("person"))
    def person(self, badge: Badge) -> SafeString:
        address = reverse("admin:delegates_registration_review", args=[badge.registration.code])
        return format_html('<a href="{}">{}</a>', address, badge.registration)
