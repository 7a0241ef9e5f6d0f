"""Who signs in is allauth's business; what somebody may do, and in which roles, is asked once, by one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import CharField, QuerySet, Value


class OneQueryBackend(AuthenticationBackend):
    """allauth's way in, with Django's rules for permissions: the own ones and those of the groups together."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As ModelBackend has it: none for strangers, for the inactive, and for single objects."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rows = list(_all() if user_obj.is_superuser else _given(user_obj))
            user_obj._perm_cache = {f"{app}.{name}" for _role, app, name in rows if name}
            user_obj._role_names = sorted({role for role, _app, _name in rows if role})
        return set(user_obj._perm_cache)


def roles_of(user: Any) -> list[str]:
    """The names of somebody's roles, known with the permissions; none for whoever may do everything anyway."""
    user.get_all_permissions()
    return list(getattr(user, "_role_names", ()))


def _all() -> QuerySet[Any]:
    everything = Permission.objects.order_by().annotate(role=Value("", output_field=CharField()))
    return everything.values_list("role", "content_type__app_label", "codename")


def _given(user: Any) -> QuerySet[Any]:
    """(role, app, permission): those of the groups with the group's name, and the own ones without."""
    groups = Group.objects.filter(user=user).order_by()
    by_role = groups.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    return by_role.union(_all().filter(user=user), all=True)
