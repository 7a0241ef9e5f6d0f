"""The states of a registration and the moves between them: the one table of what is legal, and for whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import ChangeRequest, Nomination, Registration, Transition, User
from delegates.models.registration import Standing, State
from delegates.photos import discard
from delegates.stages import CLEAR, DECIDE, STAGES, Owner, next_stage, stage_rules, stages_of, why_passed_by_itself


class Move(TextChoices):
    """What people do to a registration."""

    SUBMIT = "submit", pgettext_lazy("registration", "Submit")
    ENDORSE = "endorse", pgettext_lazy("registration", "Endorse")
    APPROVE = "approve", pgettext_lazy("registration", "Approve")
    CLEAR = "clear", pgettext_lazy("registration", "Clear")
    RETURN = "return", pgettext_lazy("registration", "Return for correction")
    DECLINE = "decline", pgettext_lazy("registration", "Decline")
    CORRECT = "correct", pgettext_lazy("registration", "Correct and submit again")
    WITHDRAW = "withdraw", pgettext_lazy("registration", "Withdraw")
    REOPEN = "reopen", pgettext_lazy("registration", "Register again")


States = frozenset[State]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a move leads, and who may make it from which states. A reason is written for the person to read."""

    leads_to: State
    who: Mapping[Owner, States]
    needs_reason: bool = False

    @property
    def taken_from(self) -> States:
        """Every state from which somebody may make the move."""
        return frozenset().union(*self.who.values())


def _from(*states: State) -> States:
    return frozenset(states)


IN_REVIEW = _from(State.SUBMITTED, State.ENDORSED, State.WAITING)
ACCEPTED = _from(State.APPROVED, State.CLEARED)
_WITH_THE_PERSON = _from(State.DRAFT, State.RETURNED)
_LIVE = IN_REVIEW | ACCEPTED | _WITH_THE_PERSON

# Moves x from-states x to-state x who may x reason needed. Stages stand in their order under the rules of
# delegates/stages.py: the owner of a stage acts only where that stage comes next.
RULES: dict[Move, Rule] = {
    Move.SUBMIT: Rule(
        State.SUBMITTED,
        {
            Owner.PERSON: _WITH_THE_PERSON,
            Owner.FOCAL_POINT: _WITH_THE_PERSON,
            Owner.SECRETARIAT: _WITH_THE_PERSON,
            Owner.SYSTEM: _WITH_THE_PERSON,
        },
    ),
    Move.ENDORSE: Rule(
        State.ENDORSED,
        {
            Owner.FOCAL_POINT: _from(State.SUBMITTED),
            Owner.SECRETARIAT: _from(State.SUBMITTED),
            Owner.SYSTEM: _from(State.SUBMITTED),
        },
    ),
    Move.APPROVE: Rule(State.APPROVED, {Owner.SECRETARIAT: IN_REVIEW}),
    Move.CLEAR: Rule(State.CLEARED, {Owner.SECURITY: _from(State.APPROVED), Owner.SYSTEM: _from(State.APPROVED)}),
    # Also after an approval or a refusal: a mistake of ours must be mendable.
    Move.RETURN: Rule(State.RETURNED, {Owner.SECRETARIAT: IN_REVIEW | ACCEPTED | {State.DECLINED}}, needs_reason=True),
    Move.DECLINE: Rule(
        State.DECLINED,
        {
            Owner.SECRETARIAT: IN_REVIEW | ACCEPTED | {State.RETURNED},
            Owner.FOCAL_POINT: _from(State.SUBMITTED),
            Owner.SECURITY: _from(State.APPROVED),
        },
        needs_reason=True,
    ),
    Move.CORRECT: Rule(State.RETURNED, {Owner.PERSON: _from(State.DECLINED)}),
    Move.WITHDRAW: Rule(
        State.WITHDRAWN,
        {Owner.PERSON: _LIVE, Owner.FOCAL_POINT: _LIVE, Owner.SECRETARIAT: _LIVE, Owner.SYSTEM: _LIVE},
    ),
    Move.REOPEN: Rule(State.DRAFT, {Owner.PERSON: _from(State.WITHDRAWN)}),
}

# The move that takes a registration past a stage.
MOVE_TO: dict[State, Move] = {RULES[move].leads_to: move for move in (Move.ENDORSE, Move.APPROVE, Move.CLEAR)}
_DECIDING = frozenset({*MOVE_TO.values(), Move.RETURN, Move.DECLINE})
_ENDING = frozenset({Move.DECLINE, Move.WITHDRAW})
# They act on the one stage that is theirs and have no say outside it.
_OWN_STAGE_ONLY = frozenset({Owner.FOCAL_POINT, Owner.SECURITY})


def why_not_move(registration: Registration, *, move: Move, actor: User | None = None) -> Refused | None:
    """The reason why `move` cannot be made on the registration as it stands now; None where it can.

    With `actor` also whether that person may: a decision is never one's own. Load `category`, `delegation` and
    `principal` with the registration: lists ask this per row.
    """
    if actor is not None and (refused := _why_not_by(registration, move, actor)):
        return refused
    if registration.state == RULES[move].leads_to:
        return Refused(
            _("The registration of %(name)s is already in the state “%(state)s”.") % _words(registration),
            code="already",
        )
    if move not in _ENDING and (refused := _why_not_alone(registration)):
        return refused
    if registration.state not in RULES[move].taken_from:
        return Refused(
            _("This cannot be done with the registration of %(name)s: its state is “%(state)s”.")
            % _words(registration),
            code="wrong_state",
        )
    if move in MOVE_TO.values() and (refused := _why_not_stage(registration, RULES[move].leads_to)):
        return refused
    return _why_not_from_here(registration, move, actor) if actor is not None else None


def make_move(
    registration: Registration, *, move: Move, actor: User | None, at: dt.datetime, reason: str = ""
) -> Transition:
    """Change the state of a locked row, with its history and its audit row. Raises Refused where it is not legal.

    Who may is asked before, by `why_not_move`. An open change after the approval ends with the acceptance.
    """
    if refused := why_not_move(registration, move=move):
        raise refused
    before, after = State(registration.state), RULES[move].leads_to
    registration.state = after
    registration.version += 1
    registration.changed_at = registration.state_since = at
    if move is Move.SUBMIT:
        registration.submitted_at = at
    elif move in (Move.APPROVE, Move.CLEAR, Move.DECLINE, Move.RETURN):
        registration.decided_at = at
    if move is Move.REOPEN:
        registration.standing = Standing.MEMBER  # who is head is said by a nomination, and that one is over
    elif before is State.DECLINED:
        _leave_a_taken_place(registration)
    if move is not Move.RETURN:
        registration.open_steps = []
    registration.save(
        update_fields=[
            "state", "version", "changed_at", "submitted_at", "decided_at", "state_since", "standing", "open_steps",
        ]
    )  # fmt: skip
    if before in ACCEPTED and after not in ACCEPTED:
        _end_open_change(registration, at=at)
    record(at=at, action=f"registration.{move}", subject=f"registration {registration.code}", actor=actor)
    return Transition.objects.create(
        registration=registration, from_state=before, to_state=after, at=at, actor=actor, reason=reason
    )


def pass_by_itself(registration: Registration, *, at: dt.datetime) -> list[Transition]:
    """Take a locked row past the stages that need nobody, each with its reason; most often there is none."""
    passed: list[Transition] = []
    rules = stage_rules()
    while stage := next_stage(registration):
        why = why_passed_by_itself(registration, stage=stage, rule=rules[stage])
        if not why or why_not_move(registration, move=MOVE_TO[stage]):
            break
        passed.append(make_move(registration, move=MOVE_TO[stage], actor=None, at=at, reason=why))
    return passed


def roles_of(registration: Registration, actor: User) -> set[Owner]:
    """What `actor` is to this registration."""
    found = set()
    if registration.user_id == actor.pk:
        found.add(Owner.PERSON)
    if registration.delegation is not None and registration.delegation.focal_points.filter(pk=actor.pk).exists():
        found.add(Owner.FOCAL_POINT)
    return found | duties_of(actor)


def duties_of(actor: User) -> set[Owner]:
    """What `actor` is to every registration."""
    duties = {Owner.SECRETARIAT: DECIDE, Owner.SECURITY: CLEAR}
    return {owner for owner, permission in duties.items() if actor.has_perm(permission)}


def is_own(registration: Registration, actor: User) -> bool:
    """Whether the registration is that of `actor` or of somebody who accompanies them."""
    principal = registration.principal
    return registration.user_id == actor.pk or (principal is not None and principal.user_id == actor.pk)


def _why_not_by(registration: Registration, move: Move, actor: User) -> Refused | None:
    """Whether a person like `actor` ever makes this move on this registration."""
    allowed = RULES[move].who.keys()
    # Duties come with the account; the focal points are asked for only where nothing else allows it.
    if not allowed & duties_of(actor) and not allowed & roles_of(registration, actor):
        words = (
            _("Your role does not decide on registrations.")
            if move in _DECIDING
            else _("Only the person, the focal point of the delegation or the secretariat can do this.")
        )
        return Refused(words, code="not_allowed")
    if move in _DECIDING and is_own(registration, actor):
        return Refused(
            _(
                "You cannot decide on your own registration or on that of somebody who accompanies you. "
                "Ask a colleague."
            ),
            code="own_registration",
        )
    return None


def _why_not_alone(registration: Registration) -> Refused | None:
    """Who accompanies somebody comes with that person or not at all."""
    principal = registration.principal
    if principal is None or principal.state not in (State.DECLINED, State.WITHDRAWN):
        return None
    return Refused(
        _("%(name)s accompanies %(principal)s, whose registration is over. Decide on that one first.")
        % {"name": registration.full_name or registration.code, "principal": principal},
        code="principal_over",
    )


def _why_not_from_here(registration: Registration, move: Move, actor: User) -> Refused | None:
    """Whether `actor` makes a move, which is legal for somebody, from the present state."""
    state, coming = State(registration.state), next_stage(registration)
    acting = {
        owner
        for owner, states in RULES[move].who.items()
        if state in states
        and (move not in _DECIDING or owner not in _OWN_STAGE_ONLY or (coming and STAGES[coming].owner is owner))
    }
    if acting & duties_of(actor) or acting & roles_of(registration, actor):
        return None
    return Refused(
        _("The registration of %(name)s is not with you now: its state is “%(state)s”.") % _words(registration),
        code="not_yours_now",
    )


def _why_not_stage(registration: Registration, stage: State) -> Refused | None:
    path = [State.SUBMITTED, *stages_of(registration.category)]
    if stage not in path:
        return Refused(
            _("The category of %(name)s has no stage “%(stage)s”.")
            % {"name": registration.full_name, "stage": stage.label},
            code="no_such_stage",
        )
    # Somebody on the waiting list has passed no stage yet; a category that changed may have dropped the one before.
    if State(registration.state) is State.WAITING or next_stage(registration) is stage:
        return None
    before = path[path.index(stage) - 1]
    return Refused(
        _("%(name)s must first reach the state “%(stage)s”.") % {"name": registration.full_name, "stage": before.label},
        code="stage_missing",
    )


def _leave_a_taken_place(registration: Registration) -> None:
    """Who comes back after somebody else became head (or alternate) of the delegation comes back as a member."""
    if registration.standing == Standing.MEMBER or registration.delegation_id is None:
        return
    same = {"delegation": registration.delegation_id, "standing": registration.standing}
    others = Registration.objects.filter(**same).exclude(state__in=[State.DECLINED, State.WITHDRAWN])
    named = Nomination.objects.live().filter(**same)
    if others.exclude(pk=registration.pk).exists() or named.exclude(registration=registration).exists():
        registration.standing = Standing.MEMBER


def _end_open_change(registration: Registration, *, at: dt.datetime) -> None:
    for change in registration.changes.filter(state=ChangeRequest.State.OPEN):
        discard([change.photo.name, change.photo_print.name])
        change.state, change.decided_at = ChangeRequest.State.WITHDRAWN, at
        change.photo = change.photo_print = change.sealed = change.key_id = ""
        change.save()


def _words(registration: Registration) -> dict[str, str]:
    return {"name": registration.full_name or registration.code, "state": str(State(registration.state).label)}
