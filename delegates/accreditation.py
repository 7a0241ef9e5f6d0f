"""Deciding who may come: one by one or many at a time. Every decision is locked, recorded, and told to the person."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block
from delegates import mails
from delegates.attendance import end_attendance
from delegates.badges.orders import order_badge
from delegates.corrections import named_steps, with_steps
from delegates.delegations.leaving import let_go
from delegates.models import Registration, Transition, User
from delegates.models.registration import RegistrationQuerySet
from delegates.papers.letters import order_letters
from delegates.stages import Owner, next_stage
from delegates.steps import Step
from delegates.transitions import MOVE_TO, RULES, Move, duties_of, make_move, pass_by_itself, why_not_move

# The moves that decide; the others belong to the person.
DECISIONS = (Move.ENDORSE, Move.APPROVE, Move.CLEAR, Move.RETURN, Move.DECLINE)
REASON_MAX = 1000


def why_not_decide(registration: Registration, *, decision: Move, actor: User) -> Refused | None:
    """The one reason why `actor` cannot take `decision`; None where nothing stands in the way.

    The disabled button shows it, the action raises it. Load `category`, `delegation` and `principal` with the
    registration: lists ask this per row.
    """
    return why_not_move(registration, move=decision, actor=actor)


def may_decide(actor: User) -> bool:
    """Whether the role of `actor` decides on registrations at all."""
    return bool(duties_of(actor))


def decisions_of(actor: User) -> list[Move]:
    """The decisions that the role of `actor` ever takes."""
    duties = duties_of(actor)
    return [move for move in DECISIONS if duties & RULES[move].who.keys()]


def queue_of(actor: User) -> RegistrationQuerySet:
    """The registrations that wait for somebody with the duties of `actor`; the secretariat's for those who only look.

    Whoever approves and clears finds those to approve here, and those to clear in their own list.
    """
    rows = Registration.objects.all()
    if duties_of(actor) == {Owner.SECURITY}:
        return rows.to_clear()
    return rows.waiting_for_decision()


def next_decision(registration: Registration) -> Move:
    """The move that takes the registration past its next stage; the approval where none comes next."""
    stage = next_stage(registration)
    return MOVE_TO[stage] if stage else Move.APPROVE


def endorse(registration: Registration, *, actor: User, at: dt.datetime, version: int | None = None) -> Registration:
    """Say for the delegation that the person belongs to it; the secretariat in its stead. Raises Refused."""
    return decide(registration, decision=Move.ENDORSE, actor=actor, at=at, version=version)


def approve(registration: Registration, *, actor: User, at: dt.datetime, version: int | None = None) -> Registration:
    """Approve; with the last stage of the category the badge is ordered. Raises Refused.

    `version` is that of the row the reviewer saw: a change made meanwhile is refused with "changed_meanwhile".
    """
    return decide(registration, decision=Move.APPROVE, actor=actor, at=at, version=version)


def clear(registration: Registration, *, actor: User, at: dt.datetime, version: int | None = None) -> Registration:
    """Record the security clearance that some categories ask for after the approval. Raises Refused."""
    return decide(registration, decision=Move.CLEAR, actor=actor, at=at, version=version)


def return_for_correction(
    registration: Registration,
    *,
    reason: str,
    actor: User,
    at: dt.datetime,
    version: int | None = None,
    steps: Mapping[Step, str] | None = None,
) -> Registration:
    """Give the form back to the person, who reads `reason`; only `steps` are open, each with its note. Raises Refused.

    Without `steps` the whole form is open again.
    """
    return decide(registration, decision=Move.RETURN, reason=reason, actor=actor, at=at, version=version, steps=steps)


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
    steps: Mapping[Step, str] | None = None,
) -> Registration:
    """Take one decision on the locked row and return it. Raises Refused; then nothing has changed.

    `steps` belong to a return for correction: those that open again, each with a short note. The note stands in the
    reason that the person reads. What follows by itself (a stage that needs nobody) follows in the same transaction.
    """
    row = Registration.objects.locked(registration.pk)
    named = named_steps(steps or {}) if decision is Move.RETURN else []
    reason = clean_block(with_steps(reason, named, language=row.user.language))[:REASON_MAX]
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
    row.open_steps = named
    passed = make_move(row, move=decision, actor=actor, at=at, reason=reason)
    pass_by_itself(row, at=at)
    _follow_up(row, passed, was_attending=was_attending, at=at)
    let_go(row, actor=actor, at=at)
    return row


def _follow_up(row: Registration, passed: Transition, *, was_attending: bool, at: dt.datetime) -> None:
    """What a decision sets off: the badge or its end, and the mail. All rows of the same transaction."""
    if row.is_attending:
        order_badge(row, at=at)  # its mail leaves when it is drawn
        order_letters(row, at=at)
        return
    if was_attending:
        end_attendance(row, at=at)
    mails.decided(row, passed, at=at)
