"""Up to which release somebody has looked at the changes, and what has changed for them since."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from delegates.models import User
from sessions.models import ProgrammeLook, Release
from sessions.programme import Programme
from sessions.releases.differences import Difference
from sessions.releases.history import between


@dataclass(frozen=True, slots=True)
class Since:
    """What is different in the release `last` from the release `since`, at which the person looked last."""

    since: int
    last: int
    changes: tuple[Difference, ...]


def since_last_look(user: User, programme: Programme) -> Since:
    """The changes that `user` has not seen. What came and went again is none. At most four queries, however many.

    Who never said so is taken to know the programme as it was when the account was made, or else as first published.
    """
    last = programme.number
    since = min(_looked(user), last)
    return Since(since, last, between(since, last) if 0 < since < last else ())


@transaction.atomic
def look(*, user: User, number: int, at: dt.datetime) -> None:
    """`user` has seen the changes up to the release `number`: the one that was on the page, never an earlier one."""
    known = Release.objects.filter(number=number).exists()
    row = ProgrammeLook.objects.select_for_update().filter(user=user).first()
    if not known or (row and row.number >= number):
        return
    ProgrammeLook.objects.update_or_create(user=user, defaults={"number": number, "looked_at": at})


def _looked(user: User) -> int:
    seen = ProgrammeLook.objects.filter(user=user).values_list("number", flat=True).first()
    if seen is not None:
        return seen
    before = Release.objects.filter(published_at__lte=user.date_joined).order_by("-number")
    return before.values_list("number", flat=True).first() or 1
