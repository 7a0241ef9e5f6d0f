"""The registration that belongs to the person behind a request."""

from django.http import HttpRequest

from delegates.models import Registration


def own_registration(request: HttpRequest) -> Registration | None:
    """The registration of the person who asks, with what its pages show; None for strangers and beginners."""
    if not request.user.is_authenticated:
        return None
    rows = Registration.objects.select_related("user", "category", "country", "city__country", "delegation")
    return rows.filter(user=request.user, principal__isnull=True).first()
