"""Who is asking: for views that only signed-in people reach."""

from django.http import HttpRequest

from delegates.models import User


def account_of(request: HttpRequest) -> User:
    """The account behind the request. Views call it behind LoginRequiredMiddleware; a stranger here is a bug."""
    if not isinstance(request.user, User):
        raise TypeError("this view is open to strangers; it must not ask who is signed in")
    return request.user
