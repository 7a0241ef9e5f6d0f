"""What ends with somebody's registration: the place in the delegation, and the attendance of those who come along."""

import datetime as dt

from delegates.attendance import end_attendance
from delegates.models import Nomination, Registration, User
from delegates.models.nomination import NominationState
from delegates.models.registration import State
from delegates.transitions import RULES, Move, make_move

_OVER = (State.DECLINED, State.WITHDRAWN)


def let_go(row: Registration, *, actor: User | None, at: dt.datetime) -> None:
    """Free the place of somebody who was declined or withdrew, and end the registrations of those who accompany them.

    Call it in the transaction that changed the state of the locked `row`; in every other state it does nothing.
    """
    if row.state not in _OVER:
        return
    over = NominationState.DECLINED if row.state == State.DECLINED else NominationState.WITHDRAWN
    Nomination.objects.live().filter(registration=row).update(state=over, answered_at=at)
    companions = Registration.objects.filter(principal=row).exclude(state__in=_OVER).order_by("pk")
    for pk in companions.values_list("pk", flat=True):
        _end(Registration.objects.locked(pk), State(row.state), actor=actor, at=at)


def _end(companion: Registration, state: State, *, actor: User | None, at: dt.datetime) -> None:
    was_attending = companion.is_attending
    declined = state == State.DECLINED and companion.state in RULES[Move.DECLINE].taken_from
    make_move(companion, move=Move.DECLINE if declined else Move.WITHDRAW, actor=actor, at=at)
    if was_attending:
        end_attendance(companion, at=at)
