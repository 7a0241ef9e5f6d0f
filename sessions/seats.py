"""The seats of a seating, held under lock: which rows to lock, and who gets a seat that is free.

Everything that changes who sits where (sessions/signups.py) locks first and fills last. Three guards stand behind each
other: the row locks, the counter's conditional UPDATE, and the constraint `seating_never_oversold`.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from delegates.models import Registration
from sessions.models import Seating, Signup

# No decision about seats and no mail about them reads these.
_LONG_TEXTS = [f"session__{name}_{code}" for name in ("abstract", "description") for code in ("en", "ms")]


def lock_around(keys: Collection[int]) -> list[Seating]:
    """Lock what a change at the seatings `keys` can touch; return these and those that overlap them, in key order.

    Whoever gives up a seat becomes free for every seating at that time, so those are filled too; and filling one of
    them looks at the seats people hold in its own neighbours. Hence two rings are locked and the first is returned.
    One query in key order: two changes wait for each other, they never hold what the other needs.
    """
    first_ring = _overlapping(Seating.objects.filter(pk__in=keys))
    locked = list(
        Seating.objects.filter(Exists(_overlapping(Seating.objects.filter(Exists(first_ring)))))
        .select_for_update(of=("self",), no_key=True)
        .select_related("session")
        .defer(*_LONG_TEXTS)
        .order_by("pk")
    )
    changed = [seating for seating in locked if seating.pk in keys]
    return [seating for seating in locked if any(seating.overlaps(other) for other in changed)]


def lock_all() -> list[Seating]:
    """Lock every seating, for a change of times: whoever asks `lock_around` meanwhile sees the new times."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Row locks are not enough: a waiting `lock_around` has chosen its rows by the old times.
            cursor.execute(f"LOCK TABLE {Seating._meta.db_table} IN EXCLUSIVE MODE")
    return list(Seating.objects.select_related("session").order_by("pk"))


def fill(seatings: Iterable[Seating], *, at: dt.datetime) -> list[Signup]:
    """Give every free seat of the locked `seatings` to the first in its queue who can take it; return who got one.

    Passed over, with their ticket kept: people who hold a confirmed seat at the same time, and people whose
    accreditation is not complete. Seatings that have begun or are cancelled are left as they are.
    The number of queries depends on how many seatings have something to give, never on the length of a queue.
    """
    open_now = [s for s in seatings if s.free > 0 and s.starts_at > at and not s.session.is_cancelled]
    if len(open_now) > 1:
        wanted = set(_eligible(open_now).order_by().values_list("seating", flat=True).distinct())
        open_now = [seating for seating in open_now if seating.pk in wanted]
    return [signup for seating in open_now for signup in _seat_first(seating, at=at)]


def _seat_first(seating: Seating, *, at: dt.datetime) -> list[Signup]:
    first = list(_eligible([seating]).select_related("registration__user").order_by("ticket")[: seating.free])
    if not first:
        return []
    count_up(seating, len(first))
    Signup.objects.filter(pk__in=[signup.pk for signup in first]).update(state=Signup.State.CONFIRMED, changed_at=at)
    for signup in first:
        signup.state, signup.changed_at, signup.seating = Signup.State.CONFIRMED, at, seating
    return first


def count_up(seating: Seating, number: int) -> None:
    """Take `number` seats of a locked seating. The condition can only fail where the lock did not hold."""
    taken = Seating.objects.filter(pk=seating.pk, confirmed__lte=F("capacity") - number)
    if not taken.update(confirmed=F("confirmed") + number):
        raise RuntimeError(f"seating {seating.code} would be oversold: was it locked?")
    seating.confirmed += number


def count_down(seating: Seating, number: int) -> None:
    """Give back `number` seats of a locked seating."""
    Seating.objects.filter(pk=seating.pk).update(confirmed=F("confirmed") - number)
    seating.confirmed -= number


def _eligible(seatings: Collection[Seating]) -> QuerySet[Signup]:
    """Who waits for one of `seatings` and could take a seat now."""
    clash = Signup.objects.filter(
        registration=OuterRef("registration"),
        state=Signup.State.CONFIRMED,
        seating__starts_at__lt=OuterRef("seating__ends_at"),
        seating__ends_at__gt=OuterRef("seating__starts_at"),
    )
    return Signup.objects.filter(
        ~Exists(clash),
        seating__in=seatings,
        state=Signup.State.WAITING,
        registration__in=Registration.objects.attending(),
    )


def _overlapping(inner: QuerySet[Seating]) -> QuerySet[Seating]:
    """Those of `inner` that overlap the row of the query around it, for use in Exists."""
    return inner.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
