"""States x moves x roles: what may happen is written here by hand, and everything else changes nothing.

The table below is independent of the one in the code: a change of either alone fails here.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import decide
from delegates.models import Badge, Letter, Registration, Transition, User
from delegates.models.registration import State
from delegates.registration import begin, submit, take_up_again, withdraw
from delegates.transitions import Move, why_not_move
from tests.delegates.drafts import AUGUST, make_draft
from tests.factories import make_category, make_delegation, make_meeting, make_registration, make_staff, make_user

LATER = AUGUST + dt.timedelta(hours=1)

LIVE = "draft submitted endorsed approved cleared returned waiting"
# role -> move -> the states from which that role may make it. The category passes all three stages.
ALLOWED: dict[str, dict[str, str]] = {
    "the person": {"submit": "draft returned", "correct": "declined", "withdraw": LIVE, "reopen": "withdrawn"},
    "another person": {},
    "own focal point": {
        "submit": "draft returned", "endorse": "submitted", "decline": "submitted", "withdraw": LIVE,
    },
    "other focal point": {},
    "Registration": {
        "submit": "draft returned", "endorse": "submitted", "approve": "endorsed waiting",
        "return": "submitted endorsed waiting approved cleared declined",
        "decline": "submitted endorsed waiting approved cleared returned", "withdraw": LIVE,
    },
    "Security": {"clear": "approved", "decline": "approved"},
    "Programme": {},
    "Exhibition": {},
    "Protocol": {},
    "Door": {},
    "superuser": {
        "submit": "draft returned", "endorse": "submitted", "approve": "endorsed waiting", "clear": "approved",
        "return": "submitted endorsed waiting approved cleared declined",
        "decline": "submitted endorsed waiting approved cleared returned", "withdraw": LIVE,
    },
    # Somebody with every duty, on the own registration and on that of somebody who accompanies them.
    "approver on the own": {
        "submit": "draft returned", "correct": "declined", "withdraw": LIVE, "reopen": "withdrawn",
    },
    "approver on a companion": {"submit": "draft returned", "withdraw": LIVE},
}  # fmt: skip
LEADS_TO = {
    "submit": "submitted", "endorse": "endorsed", "approve": "approved", "clear": "cleared", "return": "returned",
    "decline": "declined", "correct": "returned", "withdraw": "withdrawn", "reopen": "draft",
}  # fmt: skip
# Pressed once more by whoever may press it: nothing happens, and nobody is told off.
PRESSED_AGAIN = {
    ("submit", "submitted"), ("submit", "endorsed"), ("submit", "waiting"),
    ("withdraw", "withdrawn"), ("correct", "returned"),
}  # fmt: skip


@pytest.fixture
def row(db) -> Registration:
    """A complete registration of a delegation with a focal point."""
    make_meeting()
    category = make_category("all", stages=["endorsed", "approved", "cleared"])
    made = make_draft(category=category)
    delegation = make_delegation(focal_points=(make_user("own-focal@example.org"),))
    make_delegation(focal_points=(make_user("other-focal@example.org"),))
    Registration.objects.filter(pk=made.pk).update(delegation=delegation, submitted_at=AUGUST)
    return made


def actor_of(role: str, row: Registration) -> User:
    """Somebody in that role; changes the row where the role is about whose it is."""
    if role == "the person":
        return row.user
    if role == "own focal point":
        return User.objects.get(email="own-focal@example.org")
    if role == "other focal point":
        return User.objects.get(email="other-focal@example.org")
    if role == "another person":
        return make_registration().user
    if role == "approver on the own":
        User.objects.filter(pk=row.user_id).update(is_staff=True, is_superuser=True)
        return User.objects.get(pk=row.user_id)
    if role == "approver on a companion":
        chief = make_staff("superuser")
        Registration.objects.filter(pk=row.pk).update(principal=make_registration(chief))
        return chief
    return make_staff(role)


def press(move: Move, row: Registration, actor: User) -> object:
    """The activity that makes the move."""
    if move is Move.SUBMIT:
        return submit(row, actor=actor, at=LATER)
    if move is Move.WITHDRAW:
        return withdraw(row, actor=actor, at=LATER)
    if move is Move.CORRECT:
        return take_up_again(row, actor=actor, at=LATER)
    if move is Move.REOPEN:
        if refused := why_not_move(row, move=move, actor=actor):
            raise refused
        return begin(actor, at=LATER)
    return decide(row, decision=move, reason="Because.", actor=actor, at=LATER)


def everything(row: Registration) -> dict[str, Any]:
    """What a refused move must leave as it was."""
    return {
        "row": Registration.objects.filter(pk=row.pk).values().get(),
        "transitions": list(Transition.objects.values_list("pk", "to_state", "reason")),
        "badges": list(Badge.objects.values_list("pk", "state", "voided_at", "ordered_at")),
        "letters": list(Letter.objects.values_list("pk", "state")),
        "messages": list(Message.objects.values_list("key", flat=True)),
        "audit": AuditEvent.objects.count(),
    }


def outcome(action: Callable[[], object]) -> str:
    """“done”, or what the refusal says."""
    try:
        action()
    except Refused as refused:
        return str(refused)
    return "done"


@pytest.mark.parametrize("role", list(ALLOWED))
def test_every_move_from_every_state_by(role: str, row: Registration):
    actor = actor_of(role, row)
    wrong = []
    for state in State:
        for move in Move:
            with transaction.atomic():
                Registration.objects.filter(pk=row.pk).update(state=state)
                now = Registration.objects.select_related("category", "delegation", "principal", "user").get(pk=row.pk)
                before = everything(now)
                said = outcome(lambda move=move, now=now: press(move, now, actor))
                after = everything(now)
                wrong += judged(role, move.value, state.value, said, before, after)
                transaction.set_rollback(True)

    assert wrong == []


def judged(role: str, move: str, state: str, said: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is wrong with one cell of the matrix."""
    cell = f"{role}: {move} from {state}"
    if state in ALLOWED[role].get(move, "").split():
        reached = after["row"]["state"]
        told = len(after["transitions"]) - len(before["transitions"])
        good = said == "done" and reached == LEADS_TO[move] and told == 1 and after["audit"] > before["audit"]
        return [] if good else [f"{cell}: {said}, {reached}, {told} transitions"]
    faults = [] if after == before else [f"{cell}: something changed"]
    is_refused = said not in ("done", "")
    if not is_refused and (move, state) not in PRESSED_AGAIN:
        faults.append(f"{cell}: no reason was given")
    return faults


def test_the_table_above_names_every_role_and_move():
    assert set(LEADS_TO) == {move.value for move in Move}
    named = {move for moves in ALLOWED.values() for move in moves}
    assert named == set(LEADS_TO)
