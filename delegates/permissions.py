"""Who signs in is allauth's business; what somebody may do is asked once a request, by one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class OneQueryBackend(AuthenticationBackend):
    """allauth's way in, with Django's rules for permissions: the own ones and those of the groups together."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As ModelBackend has it: none for strangers, for the inactive, and for single objects."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rows = Permission.objects.order_by()
            if not user_obj.is_superuser:
                rows = rows.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()
            names = rows.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        return set(user_obj._perm_cache)
