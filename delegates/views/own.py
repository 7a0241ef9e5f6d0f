"""The person behind a request, and the registration that belongs to the person."""

from typing import cast

from django.http import HttpRequest

from delegates.models import Registration, User


def account(request: HttpRequest) -> User:
    """The account that is signed in. For views that are not public: there is always one."""
    return cast("User", request.user)


def own_registration(request: HttpRequest) -> Registration | None:
    """The registration of the person who asks, with what its pages show; None for strangers and beginners."""
    if not request.user.is_authenticated:
        return None
    rows = Registration.objects.select_related("user", "category", "country", "city__country", "delegation")
    return rows.filter(user=request.user).first()
