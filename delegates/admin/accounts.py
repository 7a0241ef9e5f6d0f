"""Accounts: who may sign in, and with which roles."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.adminpages import PanelAdmin, tag
from delegates.models import User


class RolesField(ModelMultipleChoiceField):
    """The names of the roles in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return gettext(obj.name)


class RoleFilter(admin.SimpleListFilter):
    """Who works here, and who only comes."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[User]) -> list[tuple[str, Any]]:
        names = User.groups.rel.model.objects.order_by("name").values_list("name", flat=True)  # type: ignore[attr-defined]
        return [("staff", _("All staff")), *((name, gettext(name)) for name in names)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() is None:
            return queryset
        return queryset.filter(is_staff=True) if self.value() == "staff" else queryset.filter(groups__name=self.value())


@admin.register(User)
class AccountAdmin(PanelAdmin):
    """People make their own accounts; passwords are theirs and are neither shown nor set here."""

    list_display = ["email", "person", "roles", "language", "may_sign_in", "last_login", "date_joined"]
    list_filter = [RoleFilter, "is_active", "language"]
    search_fields = ["email", "registrations__search"]
    empty_text = _("People make their accounts on the public site.")
    fieldsets = [
        (None, {"fields": ["email", "person", "language"]}),
        (_("May do"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("When"), {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = ["email", "person", "date_joined", "last_login"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Few roles, ticked side by side."""
        if db_field.name == "groups":
            return db_field.formfield(
                form_class=RolesField, widget=CheckboxSelectMultiple, help_text="", required=False
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("registrations", "groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only somebody who may do everything gives away that power or a role."""
        fixed = list(self.readonly_fields)
        if not request.user.is_superuser:
            fixed += ["is_staff", "is_superuser", "groups"]
        return fixed

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            at=timezone.now(),
            action="account.change",
            subject=f"account {obj.pk}",
            actor=request.user,
            fields=sorted(form.changed_data),
        )

    @admin.display(description=_("person"))
    def person(self, user: User) -> SafeString | str:
        own = next((row for row in user.registrations.all() if row.principal_id is None), None)
        return format_html("{}", own) if own else "–"

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [gettext(group.name) for group in user.groups.all()]
        return ", ".join([str(_("May do everything"))] if user.is_superuser else names) or "–"

    @admin.display(description=_("may sign in"), ordering="is_active")
    def may_sign_in(self, user: User) -> SafeString:
        return tag(_("yes"), "good", "check") if user.is_active else tag(_("no"), "bad", "x")
