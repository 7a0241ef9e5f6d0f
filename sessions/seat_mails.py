"""What people hear about their seats: each movement once, by the key of the outbox."""

import datetime as dt
from collections.abc import Iterable

from ascn8.outbox.queueing import enqueue
from sessions.models import Signup

_TEMPLATES = {
    Signup.State.CONFIRMED: "seat_confirmed",
    Signup.State.WAITING: "seat_waiting",
    Signup.State.WITHDRAWN: "seat_withdrawn",
}


def tell(signups: Iterable[Signup], *, at: dt.datetime) -> None:
    """Promise each person the news of how the claim stands now. Call it in the transaction that moved the claim.

    Of each claim `seating.session` and `registration.user` should be loaded.
    """
    for signup in signups:
        state = Signup.State(signup.state)
        enqueue(
            key=f"seat:{signup.code}:{signup.ticket}:{state}",
            kind=_TEMPLATES[state],
            template=_TEMPLATES[state],
            context=about(signup),
            user=signup.registration.user,
            useful_until=signup.seating.starts_at,
            at=at,
        )


def about(signup: Signup) -> dict[str, object]:
    """What the templates of seat mails are given."""
    return {
        "registration": signup.registration,
        "signup": signup,
        "seating": signup.seating,
        "session": signup.seating.session,
        "visit_path": f"/visits/{signup.seating.session.code}/",
    }
