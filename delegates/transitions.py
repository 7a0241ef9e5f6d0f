"""The states of a registration and the moves between them: the only place that knows which are legal."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import Registration, Transition, User
from delegates.models.registration import State


class Move(TextChoices):
    """What people do to a registration."""

    SUBMIT = "submit", pgettext_lazy("registration", "Submit")
    ENDORSE = "endorse", pgettext_lazy("registration", "Endorse")
    APPROVE = "approve", pgettext_lazy("registration", "Approve")
    CLEAR = "clear", pgettext_lazy("registration", "Clear")
    RETURN = "return", pgettext_lazy("registration", "Return for correction")
    DECLINE = "decline", pgettext_lazy("registration", "Decline")
    WITHDRAW = "withdraw", pgettext_lazy("registration", "Withdraw")
    REOPEN = "reopen", pgettext_lazy("registration", "Register again")


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a move may be made, and where it leads. A reason is written for the person to read."""

    taken_from: frozenset[State]
    leads_to: State
    needs_reason: bool = False


_IN_REVIEW = frozenset({State.SUBMITTED, State.ENDORSED, State.WAITING})
_ACCEPTED = frozenset({State.APPROVED, State.CLEARED})

RULES: dict[Move, Rule] = {
    Move.SUBMIT: Rule(frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED),
    Move.ENDORSE: Rule(frozenset({State.SUBMITTED}), State.ENDORSED),
    Move.APPROVE: Rule(_IN_REVIEW, State.APPROVED),
    Move.CLEAR: Rule(frozenset({State.APPROVED}), State.CLEARED),
    # Also after an approval or a refusal: a mistake of ours must be mendable.
    Move.RETURN: Rule(_IN_REVIEW | _ACCEPTED | {State.DECLINED}, State.RETURNED, needs_reason=True),
    Move.DECLINE: Rule(_IN_REVIEW | _ACCEPTED | {State.RETURNED}, State.DECLINED, needs_reason=True),
    Move.WITHDRAW: Rule(_IN_REVIEW | _ACCEPTED | {State.DRAFT, State.RETURNED}, State.WITHDRAWN),
    Move.REOPEN: Rule(frozenset({State.WITHDRAWN}), State.DRAFT),
}

_STAGES = frozenset({Move.ENDORSE, Move.APPROVE, Move.CLEAR})


def why_not_move(registration: Registration, *, move: Move) -> Refused | None:
    """The reason why `move` is not legal from where the registration stands now; None where it is."""
    if registration.state == RULES[move].leads_to:
        return Refused(
            _("The registration of %(name)s is already in the state “%(state)s”.") % _words(registration),
            code="already",
        )
    if registration.state not in RULES[move].taken_from:
        return Refused(
            _("This cannot be done with the registration of %(name)s: its state is “%(state)s”.")
            % _words(registration),
            code="wrong_state",
        )
    if move in _STAGES:
        return _why_not_stage(registration, RULES[move].leads_to)
    return None


def make_move(
    registration: Registration, *, move: Move, actor: User | None, at: dt.datetime, reason: str = ""
) -> Transition:
    """Change the state of a locked row, with its history and its audit row. Raises Refused where it is not legal."""
    if refused := why_not_move(registration, move=move):
        raise refused
    before, after = registration.state, RULES[move].leads_to
    registration.state = after
    registration.version += 1
    registration.changed_at = registration.state_since = at
    if move is Move.SUBMIT:
        registration.submitted_at = at
    elif move in (Move.APPROVE, Move.CLEAR, Move.DECLINE, Move.RETURN):
        registration.decided_at = at
    registration.save(update_fields=["state", "version", "changed_at", "submitted_at", "decided_at", "state_since"])
    record(at=at, action=f"registration.{move}", subject=f"registration {registration.code}", actor=actor)
    return Transition.objects.create(
        registration=registration, from_state=before, to_state=after, at=at, actor=actor, reason=reason
    )


def _why_not_stage(registration: Registration, stage: State) -> Refused | None:
    path = [State.SUBMITTED.value, *(registration.category.stages if registration.category else [])]
    if stage not in path:
        return Refused(
            _("The category of %(name)s has no stage “%(stage)s”.")
            % {"name": registration.full_name, "stage": stage.label},
            code="no_such_stage",
        )
    before = State(path[path.index(stage) - 1])
    # Somebody on the waiting list has passed no stage yet.
    if State(registration.state) in (before, State.WAITING):
        return None
    return Refused(
        _("%(name)s must first reach the state “%(stage)s”.") % {"name": registration.full_name, "stage": before.label},
        code="stage_missing",
    )


def _words(registration: Registration) -> dict[str, str]:
    return {"name": registration.full_name or registration.code, "state": str(State(registration.state).label)}
