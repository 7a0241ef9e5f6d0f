"""The secretariat's answer to a request for a further place."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block
from delegates.delegations import mails
from delegates.delegations.nominating import locked, told
from delegates.delegations.places import held
from delegates.models import DelegationPlaces, Nomination, User
from delegates.models.nomination import NominationState

PERMISSION = "delegates.grant_nomination"


def why_not_answer(row: Nomination, *, actor: User) -> Refused | None:
    """The reason why `actor` does not answer this request."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not grant places."), code="not_allowed")
    if row.state != NominationState.REQUESTED:
        return Refused(
            _("This request was answered already, or was taken back. Its state is “%(state)s”.")
            % {"state": row.get_state_display()},
            code="already",
        )
    return None


@transaction.atomic
def grant(nomination: Nomination, *, actor: User, at: dt.datetime, answer: str = "") -> Nomination:
    """Give the place, one more where none is left, and tell the focal points. Raises Refused."""
    row = locked(nomination)
    if refused := why_not_answer(row, actor=actor):
        raise refused
    needed = held(row.delegation, row.category) + 1
    limit = DelegationPlaces.objects.filter(delegation=row.delegation, category=row.category).first()
    if limit and limit.places < needed:
        limit.places = needed
        limit.save(update_fields=["places"])
    row.state = NominationState.ACCEPTED if row.registration_id else NominationState.NAMED
    row.answer = clean_block(answer)[:1000]
    row.save(update_fields=["state", "answer"])
    told(row, "delegation.grant", actor=actor, at=at, places=limit.places if limit else None)
    mails.request_decided(row, granted=True, at=at)
    return row


@transaction.atomic
def refuse(nomination: Nomination, *, answer: str, actor: User, at: dt.datetime) -> Nomination:
    """Refuse the place; the focal points read `answer`. Raises Refused."""
    row = locked(nomination)
    if refused := why_not_answer(row, actor=actor):
        raise refused
    row.answer = clean_block(answer)[:1000]
    if not row.answer:
        raise Refused(_("Write an answer: the focal point reads it."), code="answer_missing")
    row.state, row.answered_at = NominationState.REFUSED, at
    row.save(update_fields=["state", "answer", "answered_at"])
    told(row, "delegation.refuse_place", actor=actor, at=at)
    mails.request_decided(row, granted=False, at=at)
    return row
