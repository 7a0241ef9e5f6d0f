"""Deciding: who may, from which state, what follows, and that no door leads to a badge before the last stage."""

import datetime as dt

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import (
    approve,
    clear,
    decide,
    decline,
    return_for_correction,
    why_not_decide,
)
from delegates.badges.issue import due_badges, issue
from delegates.badges.orders import order_badge
from delegates.models import Badge, Registration
from delegates.models.registration import State
from delegates.transitions import RULES, Move, why_not_move
from tests.delegates.drafts import AUGUST, make_draft, make_submitted
from tests.factories import make_category, make_meeting, make_registration, make_staff, make_user

LATER = AUGUST + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.code


def two_stages():
    return make_category("media", stages=["approved", "cleared"])


# --- The table of moves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", list(Move))
def test_why_not_move_allows_exactly_what_the_table_says(move):
    category = make_category("all", stages=["endorsed", "approved", "cleared"])
    before = {Move.APPROVE: {State.ENDORSED, State.WAITING}}.get(move, RULES[move].taken_from)

    allowed = {
        state for state in State if why_not_move(Registration(state=state, category=category), move=move) is None
    }

    assert allowed == set(before)


def test_approve_waits_for_the_endorsement_where_the_category_asks_for_it():
    row = make_submitted(category=make_category("city", stages=["endorsed", "approved"]))

    refused = why_not_decide(row, decision=Move.APPROVE, actor=make_staff())

    assert refused.code == "stage_missing"
    assert "Endorsed" in str(refused)


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Programme", "Exhibition", "Protocol", "Door"])
def test_other_roles_do_not_decide(role):
    row = make_submitted()

    assert refusal(approve, row, actor=make_staff(role), at=LATER) == "not_allowed"
    assert Registration.objects.get().state == "submitted"


def test_nobody_decides_on_the_own_registration_not_even_a_superuser():
    chief = make_staff("superuser")
    row = make_submitted(chief)

    assert refusal(approve, row, actor=chief, at=LATER) == "own_registration"


def test_a_delegate_cannot_decide():
    row = make_submitted()

    assert refusal(approve, row, actor=row.user, at=LATER) == "not_allowed"


# --- One by one -------------------------------------------------------------------------------------------------


def test_approve_orders_one_badge_and_records_who_did_it():
    row, staff = make_submitted(), make_staff()

    approve(row, actor=staff, at=LATER)

    row.refresh_from_db()
    passed = row.transitions.last()
    assert (row.state, row.decided_at, row.is_attending) == ("approved", LATER, True)
    assert (passed.from_state, passed.to_state, passed.actor) == ("submitted", "approved", staff)
    assert (Badge.objects.get().state, Badge.objects.get().registration) == ("ordered", row)
    assert AuditEvent.objects.filter(action="registration.approve", actor=staff).count() == 1


def test_approve_twice_is_refused_as_done_and_orders_nothing_more():
    row, staff = make_submitted(), make_staff()
    approve(row, actor=staff, at=LATER)

    assert refusal(approve, row, actor=staff, at=LATER) == "already"
    assert Badge.objects.count() == 1


def test_approve_of_a_draft_is_refused():
    assert refusal(approve, make_draft(), actor=make_staff(), at=LATER) == "wrong_state"


def test_decisions_on_a_version_that_changed_meanwhile_are_refused():
    row, staff = make_submitted(), make_staff()
    seen = row.version
    return_for_correction(row, reason="Dark photo", actor=staff, at=LATER)

    assert refusal(decline, row, reason="No", actor=staff, at=LATER, version=seen) == "changed_meanwhile"


@pytest.mark.parametrize("decision", [Move.RETURN, Move.DECLINE])
@pytest.mark.parametrize("reason", ["", " \n\u200e "])
def test_a_refusal_needs_a_reason(decision, reason):
    row = make_submitted()

    assert refusal(decide, row, decision=decision, actor=make_staff(), at=LATER, reason=reason) == "reason_missing"
    assert Registration.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("action", "state", "kind"),
    [(return_for_correction, "returned", "registration_returned"), (decline, "declined", "registration_declined")],
)
def test_a_refusal_tells_the_person_the_reason(action, state, kind):
    row = make_submitted()

    action(row, reason="The photograph shows\ntwo people.", actor=make_staff(), at=LATER)

    message = Message.objects.get(kind=kind)
    assert Registration.objects.get().state == state
    assert message.key == f"decision:{row.code}:{row.transitions.last().pk}"
    assert "The photograph shows\ntwo people." in message.text


def test_decline_after_the_approval_voids_the_badge():
    row, staff = make_submitted(), make_staff()
    approve(row, actor=staff, at=LATER)

    decline(row, reason="Replaced by a colleague.", actor=staff, at=LATER)

    assert Badge.objects.get().voided_at == LATER
    assert not Registration.objects.attending().exists()


def test_a_second_approval_after_a_correction_makes_a_new_badge_with_a_new_token():
    row, staff = make_submitted(), make_staff()
    approve(row, actor=staff, at=LATER)
    return_for_correction(row, reason="New photo, please.", actor=staff, at=LATER)
    row.refresh_from_db()
    Registration.objects.filter(pk=row.pk).update(state="submitted")

    approve(row, actor=staff, at=LATER)

    first, second = Badge.objects.order_by("pk")
    assert (first.voided_at, second.voided_at) == (LATER, None)
    assert first.token != second.token


# --- No badge before the last stage -----------------------------------------------------------------------------


def test_no_badge_before_the_clearance_by_decision_task_or_sweep(client):
    row, staff = make_submitted(category=two_stages()), make_staff()

    approve(row, actor=staff, at=LATER)

    row.refresh_from_db()
    assert (row.state, row.is_attending) == ("approved", False)
    assert not Registration.objects.attending().exists()
    assert not Badge.objects.exists()
    assert Message.objects.filter(kind="registration_passed").count() == 1
    assert refusal(order_badge, row, at=LATER) == "not_attending"
    forced = Badge.objects.create(registration=row, ordered_at=AUGUST)
    assert issue(forced.pk) is False
    assert due_badges(at=LATER) == []
    client.force_login(row.user)
    assert client.get("/me/badge.pdf").status_code == 409


def test_clear_completes_the_accreditation_and_orders_the_badge():
    row, staff = make_submitted(category=two_stages()), make_staff()
    approve(row, actor=staff, at=LATER)

    clear(row, actor=make_staff("Security"), at=LATER)

    row.refresh_from_db()
    assert (row.state, row.is_attending) == ("cleared", True)
    assert list(Registration.objects.attending()) == [row]
    assert Badge.objects.get().registration == row


def test_clear_is_refused_where_the_category_has_no_such_stage():
    row, staff = make_submitted(), make_staff()
    approve(row, actor=staff, at=LATER)

    assert refusal(clear, row, actor=make_staff("Security"), at=LATER) == "no_such_stage"


@pytest.mark.parametrize("state", [state for state in State if state not in ("approved", "cleared")])
def test_attending_says_the_same_in_the_query_and_on_the_row(state):
    for category in (make_category(), two_stages()):
        for each in (state, State.APPROVED, State.CLEARED):
            make_registration(state=each, category=category)

    rows = Registration.objects.select_related("category")
    assert {row.pk for row in rows if row.is_attending} == set(rows.attending().values_list("pk", flat=True))
    assert rows.attending().count() == 3


def test_somebody_elses_decision_is_not_seen_by_a_stranger():
    make_submitted()

    assert not Registration.objects.visible_to(make_user()).exists()
