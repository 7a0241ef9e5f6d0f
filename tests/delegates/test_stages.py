"""Stages: which comes next, what is passed by itself, whose turn it is, how long it waits, what opens again."""

import datetime as dt

import pytest
from django.test import Client

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import approve, clear, decide, decline, endorse, queue_of, return_for_correction
from delegates.corrections import open_steps
from delegates.models import Badge, Nomination, Registration, StageRule
from delegates.models.registration import State
from delegates.reference import load_categories_and_consents
from delegates.registration import save_step, submit, take_up_again
from delegates.stages import STAGES, clock_of, next_stage, stage_rules
from delegates.steps import Step
from delegates.transitions import RULES, Move
from tests.delegates.drafts import AUGUST, make_draft, make_submitted
from tests.factories import make_category, make_delegation, make_meeting, make_registration, make_staff, make_user

LATER = AUGUST + dt.timedelta(hours=1)
ALL = ["endorsed", "approved", "cleared"]


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.code


def rule(stage="endorsed", skip="either", days=2):
    return StageRule.objects.create(stage=stage, skip=skip, target_days=days)


def handed_in(*, delegation=None, stages=("endorsed", "approved"), nominated=False) -> Registration:
    row = make_draft(category=make_category("state", stages=list(stages)))
    Registration.objects.filter(pk=row.pk).update(delegation=delegation)
    if nominated:
        Nomination.objects.create(
            delegation=delegation, category=row.category, state="accepted", registration=row, created_at=AUGUST
        )
    return submit(row, actor=row.user, at=AUGUST)


# --- The path ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stages", "state", "expected"),
    [
        (ALL, "submitted", "endorsed"),
        (ALL, "waiting", "endorsed"),
        (ALL, "endorsed", "approved"),
        (ALL, "approved", "cleared"),
        (ALL, "cleared", None),
        (["approved"], "submitted", "approved"),
        # The category was changed after the endorsement: the approval comes all the same.
        (["approved"], "endorsed", "approved"),
        (["approved"], "approved", None),
        (["approved", "cleared"], "approved", "cleared"),
        (ALL, "draft", None),
        (ALL, "returned", None),
        (ALL, "declined", None),
        (ALL, "withdrawn", None),
    ],
)
def test_next_stage(stages, state, expected):
    assert next_stage(Registration(state=state, category=make_category("x", stages=stages))) == expected


def test_reference_data_gives_every_category_its_stages():
    load_categories_and_consents(at=AUGUST)

    stages = {row.slug: row.stages for row in type(make_category()).objects.all()}
    assert stages["delegate"] == stages["head-of-delegation"] == ["endorsed", "approved"]
    assert stages["media"] == stages["crew"] == ["approved", "cleared"]
    assert stages["speaker"] == ["approved"]
    assert {r.stage: r.skip for r in StageRule.objects.all()} == {
        "endorsed": "either", "approved": "never", "cleared": "never",
    }  # fmt: skip


# --- Passed by itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("skip", "delegation", "nominated", "state"),
    [
        ("either", None, False, "endorsed"),
        ("no_delegation", None, False, "endorsed"),
        ("nominated", None, False, "submitted"),
        ("never", None, False, "submitted"),
        ("either", "without", False, "endorsed"),
        ("either", "with", False, "submitted"),
        ("either", "with", True, "endorsed"),
        ("nominated", "with", True, "endorsed"),
        ("no_delegation", "with", True, "submitted"),
        ("never", "with", True, "submitted"),
    ],
)
def test_endorsement_is_passed_by_itself_where_the_rule_says_so(skip, delegation, nominated, state):
    rule(skip=skip)
    focal = (make_user(),) if delegation == "with" else ()
    row = handed_in(delegation=make_delegation(focal_points=focal) if delegation else None, nominated=nominated)

    assert row.state == state
    last = row.transitions.last()
    assert last.actor is None or state == "submitted"
    assert last.reason.startswith("Passed by itself:") == (state == "endorsed")
    assert Message.objects.filter(kind="registration_received").count() == 1


def test_the_approval_is_never_passed_by_itself_whatever_the_row_says():
    rule(stage="approved")

    assert handed_in(stages=["approved"]).state == "submitted"


def test_a_clearance_that_needs_nobody_follows_the_approval_with_the_badge():
    rule(stage="cleared", skip="no_delegation")
    row = handed_in(stages=["approved", "cleared"])

    approve(row, actor=make_staff(), at=LATER)

    row.refresh_from_db()
    assert (row.state, row.transitions.last().actor) == ("cleared", None)
    assert Badge.objects.get().registration == row
    assert not Message.objects.filter(kind="registration_passed").exists()


def test_submit_pressed_again_after_a_skip_changes_nothing():
    rule()
    row = handed_in()

    again = submit(row, actor=row.user, at=LATER)

    assert (again.state, again.transitions.count()) == ("endorsed", 2)


# --- Whose turn it is -------------------------------------------------------------------------------------------


def test_each_queue_holds_what_its_owner_does_next():
    state, media = make_category("state", stages=["endorsed", "approved"]), make_category("media", stages=ALL[1:])
    with_focal = make_delegation(focal_points=(make_user(),))
    at_focal = make_registration(state="submitted", category=state, delegation=with_focal)
    orphan = make_registration(state="submitted", category=state, delegation=make_delegation())
    alone = make_registration(state="submitted", category=state)
    endorsed = make_registration(state="endorsed", category=state, delegation=with_focal)
    plain = make_registration(state="submitted", delegation=with_focal)
    to_clear = make_registration(state="approved", category=media)
    make_registration(state="approved"), make_registration(state="cleared", category=media)

    rows = Registration.objects
    assert set(rows.waiting_for_decision()) == {orphan, alone, endorsed, plain}
    assert set(rows.waiting_for_focal_point()) == {at_focal}
    assert set(rows.to_endorse()) == {at_focal, orphan, alone}
    assert set(rows.to_clear()) == set(queue_of(make_staff("Security"))) == {to_clear}
    assert set(queue_of(make_staff())) == set(rows.waiting_for_decision())


def test_filters_count_by_whose_turn_it_is(client: Client):
    state = make_category("state", stages=["endorsed", "approved"])
    make_registration(state="submitted", category=state, delegation=make_delegation(focal_points=(make_user(),)))
    make_registration(state="submitted")
    make_registration(category=make_category("media", stages=ALL[1:]))
    client.force_login(make_staff())

    page = client.get("/admin/delegates/registration/")

    spec = next(one for one in page.context["cl"].filter_specs if one.parameter_name == "queue")
    words = [str(choice["display"]) for choice in spec.choices(page.context["cl"])]
    counted = [
        "Waiting for a decision (1)",
        "With the focal point (1)",
        "To clear (1)",
        "Submitted (2)",
        "Approved (1)",
    ]
    assert set(counted) <= set(words)
    shown = {
        queue: client.get(f"/admin/delegates/registration/?queue={queue}").context["cl"].result_count
        for queue in ("waiting", "endorse", "clear", "submitted", "approved", "all")
    }
    assert shown == {"waiting": 1, "endorse": 1, "clear": 1, "submitted": 2, "approved": 1, "all": 3}


# --- The clock --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("waited", "words", "late"), [
    (dt.timedelta(hours=3), "waits 0 days, target 2", False),
    (dt.timedelta(days=1, hours=1), "waits 1 day, target 2", False),
    (dt.timedelta(days=3), "waits 3 days, target 2", True),
])  # fmt: skip
def test_clock_says_how_long_and_turns_red(client: Client, waited, words, late):
    rule(stage="approved", skip="never")
    row = make_registration(state="submitted", submitted_at=AUGUST)

    clock = clock_of(row, rules=stage_rules(), at=AUGUST + waited)

    assert (clock.words, clock.is_late, clock.stage) == (words, late, "approved")


def test_clock_runs_from_the_last_stage_and_is_shown_in_list_and_review(client: Client):
    row = make_submitted(category=make_category("media", stages=ALL[1:]))
    approve(row, actor=make_staff(), at=LATER)
    row.refresh_from_db()

    assert clock_of(row, rules=stage_rules(), at=LATER + dt.timedelta(days=1)).since == LATER
    client.force_login(make_staff("Security"))
    assert "target 2" in client.get("/admin/delegates/registration/").content.decode()
    assert "target 2" in client.get(f"/admin/delegates/registration/{row.code}/review/").content.decode()


def test_nobody_waits_for_what_is_decided():
    for state in ("draft", "approved", "declined", "withdrawn", "returned"):
        assert clock_of(make_registration(state=state), rules=stage_rules(), at=LATER) is None


# --- Security and focal points ----------------------------------------------------------------------------------


def test_security_clears_and_refuses_only_what_is_to_clear(client: Client):
    guard, media = make_staff("Security"), make_category("media", stages=ALL[1:])
    waiting, plain = make_registration(category=media), make_registration(state="submitted", category=media)
    client.force_login(guard)

    page = client.get(f"/admin/delegates/registration/{waiting.code}/review/").content.decode()
    assert ">Clear</button>" in page.replace("</svg>", "").replace("\n", "")
    assert 'value="return"' not in page
    answer = client.post(f"/admin/delegates/registration/{waiting.code}/review/", {"decision": "clear", "version": 1})
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "cleared"
    assert refusal(decline, plain, reason="No", actor=guard, at=LATER) == "not_yours_now"
    assert refusal(decline, make_registration(), reason="No", actor=guard, at=LATER) == "not_yours_now"
    assert refusal(return_for_correction, plain, reason="No", actor=guard, at=LATER) == "not_allowed"


def test_a_focal_point_endorses_the_own_delegation_and_the_secretariat_in_their_stead():
    focal, stranger = make_user(), make_user()
    state = make_category("state", stages=["endorsed", "approved"])
    delegation = make_delegation(focal_points=(focal,))
    make_delegation(focal_points=(stranger,))
    one, other = (make_registration(state="submitted", category=state, delegation=delegation) for _n in range(2))

    assert refusal(endorse, one, actor=stranger, at=LATER) == "not_allowed"
    assert endorse(one, actor=focal, at=LATER).state == "endorsed"
    assert endorse(other, actor=make_staff(), at=LATER).state == "endorsed"
    assert refusal(decline, one, reason="No", actor=focal, at=LATER) == "not_yours_now"


def test_nobody_decides_on_those_who_accompany_them():
    chief = make_staff("superuser")
    own = make_registration(chief, state="submitted")
    companion = make_registration(make_user(), state="submitted", principal=own)

    for decision in (Move.APPROVE, Move.RETURN, Move.DECLINE):
        assert refusal(decide, companion, decision=decision, reason="x", actor=chief, at=LATER) == "own_registration"


# --- Return by steps --------------------------------------------------------------------------------------------


def test_a_return_names_the_steps_and_only_they_open_again():
    row = make_submitted()

    return_for_correction(
        row,
        reason="Please look again.",
        steps={Step.PHOTO: "face too small", Step.YOU: ""},
        actor=make_staff(),
        at=LATER,
    )

    row.refresh_from_db()
    assert row.open_steps == [{"step": "you", "note": ""}, {"step": "photo", "note": "face too small"}]
    assert row.transitions.last().reason == "Please look again.\n\nYour name\nPhotograph: face too small"
    assert "Photograph: face too small" in Message.objects.get(kind="registration_returned").text
    assert open_steps(row, list(Step), at=LATER)[:1] == [Step.YOU]
    assert refusal(save_step, row, step=Step.CONTACT, data={"phone": "+60123456789"}, at=LATER) == "step_closed"
    save_step(row, step=Step.YOU, data={"given_name": "Sopheap"}, at=LATER)
    again = submit(row, actor=row.user, at=LATER)
    assert (again.state, again.open_steps) == ("submitted", [])


def test_what_is_not_finished_is_open_even_where_it_was_not_named():
    row = make_submitted()
    return_for_correction(row, reason="x", steps={Step.PHOTO: "dark"}, actor=make_staff(), at=LATER)
    Registration.objects.filter(pk=row.pk).update(phone="")
    row.refresh_from_db()

    save_step(row, step=Step.CONTACT, data={"phone": "+60123456789"}, at=LATER)


def test_pages_of_closed_steps_say_why_and_the_stepper_what(client: Client):
    row = make_submitted()
    return_for_correction(row, reason="", steps={Step.PHOTO: "face too small"}, actor=make_staff(), at=LATER)
    client.force_login(row.user)

    closed = client.get("/register/contact/")
    assert closed.status_code == 409
    assert "This step has been checked and stays as it is. Correct this one: Photograph." in closed.content.decode()
    assert client.post("/register/contact/", {"phone": "+60123456789"}).status_code == 409
    opened = client.get("/register/photo/").content.decode()
    assert "face too small" in opened
    assert client.get("/me/").context["next"]["url"] == "/register/photo/"


def test_the_decision_form_has_a_tick_and_a_note_for_each_step(client: Client):
    row = make_submitted()
    client.force_login(make_staff())
    address = f"/admin/delegates/registration/{row.code}/review/"
    assert 'name="open_photo"' in client.get(address).content.decode()
    sent = {"decision": "return", "version": row.version, "reason": "", "note": ""}

    nothing = client.post(address, sent)
    only_a_tick = client.post(address, {**sent, "open_photo": "on"})
    assert nothing.status_code == only_a_tick.status_code == 422
    assert "write a short note on a step" in only_a_tick.content.decode()
    assert client.post(address, {**sent, "note_photo": "face too small"}).status_code == 302

    row.refresh_from_db()
    assert row.open_steps == [{"step": "photo", "note": "face too small"}]


def test_a_reason_about_one_step_opens_that_one(client: Client):
    row = make_submitted()
    client.force_login(make_staff())

    client.post(f"/admin/delegates/registration/{row.code}/review/",
                {"decision": "return", "version": row.version, "reason": "photo", "note": ""})  # fmt: skip

    row.refresh_from_db()
    assert row.open_steps == [{"step": "photo", "note": ""}]


# --- Correct after a refusal ------------------------------------------------------------------------------------


def test_a_declined_person_corrects_and_submits_the_same_record(client: Client):
    row = make_submitted()
    decline(row, reason="All places are taken.", actor=make_staff(), at=LATER)
    client.force_login(row.user)
    assert "Correct and submit again" in client.get("/me/").content.decode()

    answer = client.post("/me/correct/", follow=True)

    row.refresh_from_db()
    assert (answer.status_code, row.state, row.open_steps) == (200, "returned", [])
    assert "All places are taken." in client.get("/register/you/").content.decode()
    assert submit(row, actor=row.user, at=LATER).state == "submitted"
    assert Registration.objects.count() == 1


def test_nobody_else_takes_up_a_declined_registration():
    row = make_registration(state="declined")

    assert refusal(take_up_again, row, actor=make_user(), at=LATER) == "not_allowed"
    assert refusal(take_up_again, make_registration(), actor=row.user, at=LATER) == "not_allowed"


def test_who_comes_back_after_another_became_head_is_a_member():
    delegation = make_delegation()
    row = make_registration(state="declined", delegation=delegation, standing="head")
    make_registration(delegation=delegation, standing="head")

    assert take_up_again(row, actor=row.user, at=LATER).standing == "member"


# --- The page ---------------------------------------------------------------------------------------------------


def test_how_accreditation_runs_is_drawn_and_said_from_the_table(client: Client):
    load_categories_and_consents(at=AUGUST)
    client.force_login(make_staff())

    page = client.get("/admin/delegates/stagerule/").content.decode()

    assert page.count('class="flow-box') == len(State) - 1  # no move leads to the waiting list
    assert '<title id="flow-t">' in page
    for move in Move:
        assert str(move.label) in page
    assert "Submitted → Endorsed" not in page
    assert "Endorsed → Approved" in page
    assert "style=" not in page


def test_rules_are_edited_there_and_the_approval_stays_a_decision(client: Client):
    load_categories_and_consents(at=AUGUST)
    client.force_login(make_staff())

    client.post("/admin/delegates/stagerule/endorsed/change/", {"target_days": 5, "skip": "never"})
    refused = client.post("/admin/delegates/stagerule/approved/change/", {"target_days": 1, "skip": "either"})

    assert stage_rules()[State.ENDORSED].target_days == 5
    assert "Nobody comes without an approval" in refused.content.decode()
    assert stage_rules()[State.APPROVED].skip == "never"


def test_every_stage_has_a_move_and_an_owner():
    assert {RULES[move].leads_to for move in (Move.ENDORSE, Move.APPROVE, Move.CLEAR)} == set(STAGES)
    for move in (Move.ENDORSE, Move.APPROVE, Move.CLEAR):
        assert STAGES[RULES[move].leads_to].owner in RULES[move].who


def test_clear_is_the_last_stage_by_security_only():
    row = make_registration(category=make_category("media", stages=ALL[1:]))

    assert refusal(clear, row, actor=make_staff(), at=LATER) == "not_allowed"
    assert clear(row, actor=make_staff("Security"), at=LATER).is_attending
