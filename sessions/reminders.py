"""What people are reminded of: the visit in 24 hours, and each evening the programme of tomorrow.

Each once for each person and occasion, whatever restarts: the outbox holds a key only once. Both may run at any time,
twice, late, or in two places; each message is promised in a transaction of its own.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from ascn8.outbox.models import Message
from ascn8.outbox.queueing import enqueue
from delegates.models import Registration
from sessions.models import Session, Signup
from sessions.moments import venue_time
from sessions.programme import Programme, current_programme
from sessions.seat_mails import seat_facts
from sessions.tomorrow import Entry, common_entries, seat_entry

_BEFORE = dt.timedelta(hours=24)
_EVENING = dt.time(19, 0)
_AT_ONCE = 500


def remind_of_visits(*, at: dt.datetime) -> int:
    """Promise a reminder to everybody whose visit leaves within 24 hours. Returns how many were promised now.

    Once for each seat and time of departure: a departure that was moved is reminded of again. Never after it left.
    """
    soon = Signup.objects.filter(
        state=Signup.State.CONFIRMED,
        session__kind=Session.Kind.VISIT,
        session__is_cancelled=False,
        seating__starts_at__gt=at,
        seating__starts_at__lte=at + _BEFORE,
    )
    keys = {_visit_key(code, leaves): pk for pk, code, leaves in soon.values_list("pk", "code", "seating__starts_at")}
    return sum(_remind_of_visit(keys[key], at=at) for key in _unpromised(keys))


def _visit_key(code: str, leaves: dt.datetime) -> str:
    return f"visit24:{code}:{leaves.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def _unpromised(keys: Iterable[str]) -> Iterator[str]:
    """Those of `keys` that the outbox does not know."""
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        known = set(Message.objects.filter(key__in=some).values_list("key", flat=True))
        yield from (key for key in some if key not in known)


@transaction.atomic
def _remind_of_visit(pk: int, *, at: dt.datetime) -> bool:
    """Read again: a seat that was given up, or a departure that was moved, a moment ago is left alone."""
    signup = Signup.objects.select_related("seating__session", "registration__user").get(pk=pk)
    leaves = signup.seating.starts_at
    if not signup.is_confirmed or not at < leaves <= at + _BEFORE:
        return False
    with venue_time():
        message = enqueue(
            key=_visit_key(signup.code, leaves),
            kind="visit_tomorrow",
            template="visit_tomorrow",
            context=seat_facts(signup),
            user=signup.registration.user,
            useful_until=leaves,
            at=at,
        )
    return message is not None


def send_evening_programmes(*, at: dt.datetime) -> int:
    """From 19:00 to midnight at the venue: promise everybody who attends the programme of tomorrow.

    It holds the person's confirmed seats and what is there for everybody. Nobody gets an empty one. Returns how many
    were promised now; what a restart cut off is promised by the next call of the same evening.
    """
    programme = current_programme()
    zone = programme.zone
    now = at.astimezone(zone)
    if now.time() < _EVENING:
        return 0
    day = now.date() + dt.timedelta(days=1)
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=zone)
    common = common_entries(day, programme)
    seats = _seats_between(midnight, midnight + dt.timedelta(days=1), programme)
    people = _without_programme(day)
    if not common:
        people = people.filter(pk__in=seats)
    return sum(
        _send_evening_programme(pk, day, [*common, *seats.get(pk, [])], until=midnight, at=at)
        for pk in people.order_by("pk").values_list("pk", flat=True)
    )


def _seats_between(first: dt.datetime, last: dt.datetime, programme: Programme) -> dict[int, list[Entry]]:
    """The confirmed seats that begin in a span of time, by registration."""
    found = Signup.objects.filter(
        state=Signup.State.CONFIRMED,
        session__is_cancelled=False,
        seating__starts_at__gte=first,
        seating__starts_at__lt=last,
    )
    seats: dict[int, list[Entry]] = {}
    for signup in found.select_related("seating__session__place"):
        seats.setdefault(signup.registration_id, []).append(seat_entry(signup.seating, programme))
    return seats


def _without_programme(day: dt.date) -> QuerySet[Registration]:
    """Everybody who attends and was not yet promised the programme of `day`."""
    promised = Message.objects.filter(key=Concat(Value(_evening_key(day, "")), OuterRef("code")))
    return Registration.objects.attending().filter(~Exists(promised), user__is_active=True)


def _evening_key(day: dt.date, code: str) -> str:
    return f"evening:{day:%Y-%m-%d}:{code}"


@transaction.atomic
def _send_evening_programme(
    pk: int, day: dt.date, entries: list[Entry], *, until: dt.datetime, at: dt.datetime
) -> bool:
    registration = Registration.objects.select_related("user").get(pk=pk)
    with timezone.override(until.tzinfo):
        message = enqueue(
            key=_evening_key(day, registration.code),
            kind="evening_programme",
            template="evening_programme",
            context={
                "registration": registration,
                "day": day,
                "entries": sorted(entries, key=lambda entry: (entry.starts_at, not entry.is_mine)),
            },
            user=registration.user,
            useful_until=until,
            at=at,
        )
    return message is not None
