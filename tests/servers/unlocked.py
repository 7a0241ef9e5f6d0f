"""The site without what guards the seats, for the negative control alone: no row lock, no condition on the counter.

The test also drops the constraints. What is left is "look, then write", as sign-ups are often written.
"""

from typing import Any

from django.db.models import F, QuerySet

from ascn8.wsgi import application
from sessions import seats
from sessions.models import Seating

__all__ = ["application"]


def _no_lock(self: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
    return self


def _no_condition(seating: Seating, number: int) -> None:
    Seating.objects.filter(pk=seating.pk).update(confirmed=F("confirmed") + number)
    seating.confirmed += number


QuerySet.select_for_update = _no_lock  # type: ignore[method-assign]
seats.count_up = _no_condition
