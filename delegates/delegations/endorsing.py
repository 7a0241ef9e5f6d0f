"""Whether somebody who registered alone belongs to the delegation: its focal point says so."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block
from delegates import mails
from delegates.delegations.guarding import lock, why_not_change
from delegates.delegations.leaving import let_go
from delegates.delegations.nominating import told, write
from delegates.delegations.places import has_room
from delegates.models import Delegation, Nomination, Registration, User
from delegates.models.nomination import HOLDS_A_PLACE, NominationState
from delegates.models.registration import State
from delegates.transitions import Move, is_own, make_move, why_not_move

_REASON_MAX = 1000


def why_not_decide(registration: Registration, *, move: Move, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why `actor` cannot endorse (or refuse) this member of the delegation."""
    if registration.delegation is None:
        return Refused(_("This person belongs to no delegation."), code="no_delegation")
    if refused := why_not_change(registration.delegation, actor=actor, at=at):
        return refused
    if is_own(registration, actor):
        return Refused(
            _("You cannot decide on your own registration. Ask another focal point or the secretariat."),
            code="own_registration",
        )
    if registration.state != State.SUBMITTED:
        return Refused(_("This registration does not wait for your delegation now."), code="wrong_state")
    if "endorsed" not in (registration.category.stages if registration.category else []):
        return Refused(_("People of this category need no endorsement; the secretariat decides."), code="no_such_stage")
    return why_not_move(registration, move=move, actor=actor)


@transaction.atomic
def endorse(registration: Registration, *, actor: User, at: dt.datetime) -> Nomination:
    """Say that the person belongs to the delegation and takes a place. Raises Refused.

    Where no place is left the secretariat is asked for one: the nomination is then REQUESTED and the registration
    waits. A second press on either changes nothing.
    """
    delegation, row = _locked(registration)
    known = Nomination.objects.filter(registration=row).select_related("category").first()
    if known and (row.state == State.ENDORSED or known.state == NominationState.REQUESTED):
        return known
    if refused := why_not_decide(row, move=Move.ENDORSE, actor=actor, at=at):
        raise refused
    nomination = known or Nomination(delegation=delegation, created_at=at, registration=row)
    if nomination.pk is None or not _is_for(nomination, row):
        _take_place(nomination, row, delegation, actor=actor, at=at)
    if nomination.state == NominationState.REQUESTED:
        told(nomination, "delegation.endorse_request", actor=actor, at=at)
        return nomination
    passed = make_move(row, move=Move.ENDORSE, actor=actor, at=at)
    mails.decided(row, passed, at=at)
    return nomination


@transaction.atomic
def refuse(registration: Registration, *, reason: str, actor: User, at: dt.datetime) -> Registration:
    """Say that the person does not come for the delegation; the person reads `reason`. Raises Refused."""
    _delegation, row = _locked(registration)
    if row.state == State.DECLINED:
        return row
    if refused := why_not_decide(row, move=Move.DECLINE, actor=actor, at=at):
        raise refused
    reason = clean_block(reason)[:_REASON_MAX]
    if not reason:
        raise Refused(_("Write a reason: the person reads it."), code="reason_missing")
    passed = make_move(row, move=Move.DECLINE, actor=actor, at=at, reason=reason)
    let_go(row, actor=actor, at=at)
    mails.decided(row, passed, at=at)
    return row


def _is_for(nomination: Nomination, row: Registration) -> bool:
    """Whether it holds the very place that the person would take."""
    same = (nomination.delegation_id, nomination.category_id) == (row.delegation_id, row.category_id)
    return same and nomination.state in HOLDS_A_PLACE


def _take_place(
    nomination: Nomination, row: Registration, delegation: Delegation, *, actor: User, at: dt.datetime
) -> None:
    if row.category is None:
        raise Refused(_("This person has chosen no category yet."), code="no_category")
    room = has_room(delegation, row.category)
    nomination.delegation, nomination.category = delegation, row.category
    nomination.state = NominationState.ACCEPTED if room else NominationState.REQUESTED
    nomination.name = row.full_name[:160]
    nomination.created_by, nomination.answered_at = actor, at
    write(nomination)


def _locked(registration: Registration) -> tuple[Delegation, Registration]:
    if registration.delegation_id is None:
        raise Refused(_("This person belongs to no delegation."), code="no_delegation")
    delegation = lock(Delegation(pk=registration.delegation_id))
    return delegation, Registration.objects.locked(registration.pk)
