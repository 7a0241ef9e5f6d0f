"""What people hear about their seats: each movement once, by the key of the outbox."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ascn8.outbox.queueing import enqueue
from sessions.models import Signup
from sessions.moments import venue_time

_TEMPLATES = {
    Signup.State.CONFIRMED: "seat_confirmed",
    Signup.State.WAITING: "seat_waiting",
    Signup.State.WITHDRAWN: "seat_withdrawn",
}


def tell(signups: Iterable[Signup], *, at: dt.datetime) -> None:
    """Promise each person the news of how the claim stands now. Call it in the transaction that moved the claim.

    Of each claim `seating.session` and `registration.user` should be loaded.
    """
    signups = list(signups)
    if not signups:
        return
    with venue_time():
        for signup in signups:
            _tell_one(signup, at)


def _tell_one(signup: Signup, at: dt.datetime) -> None:
    template = _TEMPLATES[Signup.State(signup.state)]
    enqueue(
        key=f"seat:{signup.code}:{signup.ticket}:{signup.state}",
        kind=template,
        template=template,
        context=seat_facts(signup),
        user=signup.registration.user,
        useful_until=signup.seating.starts_at,
        at=at,
    )


def tell_moved(signups: Iterable[Signup], *, at: dt.datetime) -> None:
    """Promise everybody of a departure the news of its other time, once for each time."""
    with venue_time():
        for signup in signups:
            leaves = signup.seating.starts_at
            enqueue(
                key=f"seat:{signup.code}:{signup.ticket}:moved:{leaves.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}",
                kind="seat_moved",
                template="seat_moved",
                context=seat_facts(signup),
                user=signup.registration.user,
                useful_until=leaves,
                at=at,
            )


def seat_facts(signup: Signup) -> dict[str, Any]:
    """What the templates of seat mails are given."""
    session = signup.seating.session
    return {
        "registration": signup.registration,
        "seating": signup.seating,
        "session": session,
        "is_visit": session.kind == session.Kind.VISIT,
    }
