"""Deciding who may come: one by one or many at a time. Every decision is locked, recorded, and told to the person."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block
from delegates import mails
from delegates.attendance import end_attendance
from delegates.badges.orders import order_badge
from delegates.models import Registration, Transition, User
from delegates.papers.letters import order_letters
from delegates.transitions import RULES, Move, make_move, why_not_move

# The moves that staff make; the others belong to the person.
DECISIONS = (Move.APPROVE, Move.CLEAR, Move.RETURN, Move.DECLINE)
PERMISSION = "delegates.decide_registration"
REASON_MAX = 1000


@dataclass(frozen=True, slots=True)
class Blocked:
    """A registration that a decision cannot be taken on, and why, in words."""

    registration: Registration
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on many would do."""

    can: list[Registration]
    cannot: list[Blocked]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one of many: done now, already so before (`again`), or refused with `reason`."""

    registration: Registration
    done: bool
    again: bool = False
    reason: str = ""


def why_not_decide(registration: Registration, *, decision: Move, actor: User) -> Refused | None:
    """The one reason why `actor` cannot take `decision`; None where nothing stands in the way.

    The disabled button shows it, the action raises it. Load `category` with the registration: lists ask this per row.
    """
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not decide on registrations."), code="not_allowed")
    if registration.user_id == actor.pk:
        return Refused(_("You cannot decide on your own registration. Ask a colleague."), code="own_registration")
    return why_not_move(registration, move=decision)


def approve(registration: Registration, *, actor: User, at: dt.datetime, version: int | None = None) -> Registration:
    """Approve; with the last stage of the category the badge is ordered. Raises Refused.

    `version` is that of the row the reviewer saw: a change made meanwhile is refused with "changed_meanwhile".
    """
    return decide(registration, decision=Move.APPROVE, actor=actor, at=at, version=version)


def clear(registration: Registration, *, actor: User, at: dt.datetime, version: int | None = None) -> Registration:
    """Record the security clearance that some categories ask for after the approval. Raises Refused."""
    return decide(registration, decision=Move.CLEAR, actor=actor, at=at, version=version)


def return_for_correction(
    registration: Registration, *, reason: str, actor: User, at: dt.datetime, version: int | None = None
) -> Registration:
    """Give the form back to the person, who reads `reason`. Raises Refused."""
    return decide(registration, decision=Move.RETURN, reason=reason, actor=actor, at=at, version=version)


def decline(
    registration: Registration, *, reason: str, actor: User, at: dt.datetime, version: int | None = None
) -> Registration:
    """Decline; the person reads `reason`. After an approval the badge becomes void and seats are freed."""
    return decide(registration, decision=Move.DECLINE, reason=reason, actor=actor, at=at, version=version)


@transaction.atomic
def decide(
    registration: Registration,
    *,
    decision: Move,
    actor: User,
    at: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> Registration:
    """Take one decision on the locked row and return it. Raises Refused; then nothing has changed."""
    row = Registration.objects.locked(registration.pk)
    reason = clean_block(reason)[:REASON_MAX]
    if refused := why_not_decide(row, decision=decision, actor=actor):
        raise refused
    if version is not None and version != row.version:
        raise Refused(
            _("Somebody changed this registration while you were reading it. Read it again, then decide."),
            code="changed_meanwhile",
        )
    if RULES[decision].needs_reason and not reason:
        raise Refused(_("Write a reason: the person reads it."), code="reason_missing")
    was_attending = row.is_attending
    passed = make_move(row, move=decision, actor=actor, at=at, reason=reason)
    _follow_up(row, passed, was_attending=was_attending, at=at)
    return row


def preview(registrations: Iterable[Registration], *, decision: Move, actor: User) -> Preview:
    """Sort out which of `registrations` the decision can be taken on. Changes nothing."""
    found = Preview([], [])
    for registration in registrations:
        refused = why_not_decide(registration, decision=decision, actor=actor)
        if refused:
            found.cannot.append(Blocked(registration, str(refused)))
        else:
            found.can.append(registration)
    return found


def decide_many(
    registrations: Sequence[Registration], *, decision: Move, actor: User, at: dt.datetime, reason: str = ""
) -> list[Outcome]:
    """Take the decision on each, every one in its own transaction, and say what happened to each.

    May be run again after a crash: what was done before is reported as done `again` and tells nobody twice.
    """
    return [_decide_one(row, decision=decision, actor=actor, at=at, reason=reason) for row in registrations]


def _decide_one(row: Registration, *, decision: Move, actor: User, at: dt.datetime, reason: str) -> Outcome:
    try:
        decided = decide(row, decision=decision, actor=actor, at=at, reason=reason)
    except Refused as refused:
        again = refused.code == "already"
        return Outcome(row, done=again, again=again, reason=str(refused))
    return Outcome(decided, done=True)


def _follow_up(row: Registration, passed: Transition, *, was_attending: bool, at: dt.datetime) -> None:
    """What a decision sets off: the badge or its end, and the mail. All rows of the same transaction."""
    if row.is_attending:
        order_badge(row, at=at)  # its mail leaves when it is drawn
        order_letters(row, at=at)
        return
    if was_attending:
        end_attendance(row, at=at)
    mails.decided(row, passed, at=at)
