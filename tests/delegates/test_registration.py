"""Registering: what is kept, what is asked before it is handed in, what ends it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import approve, return_for_correction
from delegates.models import Badge, Consent, Registration
from delegates.registration import (
    attach_photo,
    begin,
    correct,
    hold_step,
    save_step,
    submit,
    why_not_begin,
    why_not_submit,
    withdraw,
)
from delegates.signals import registration_withdrawn
from delegates.steps import Step, done_steps, missing_steps
from tests.delegates.drafts import AUGUST, make_draft, make_submitted, make_texts, picture
from tests.factories import make_category, make_delegation, make_meeting, make_registration, make_staff, make_user

LATER = AUGUST + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.code


# --- Beginning --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [(1, 10, "not_open_yet"), (-10, -1, "closed"), (-10, 0, "closed"), (0, 1, None)],
    ids=["before", "after", "at the closing second", "at the opening second"],
)
def test_why_not_begin_follows_the_window_of_the_meeting(opens, closes, code):
    make_meeting(
        registration_opens_at=AUGUST + dt.timedelta(days=opens),
        registration_closes_at=AUGUST + dt.timedelta(days=closes),
    )

    refused = why_not_begin(at=AUGUST)

    assert (refused.code if refused else None) == code


def test_begin_twice_gives_one_draft():
    user = make_user()

    assert begin(user, at=AUGUST) == begin(user, at=LATER)
    assert Registration.objects.get().state == "draft"


def test_begin_after_a_withdrawal_opens_the_same_row_with_what_was_typed():
    row = make_submitted()
    withdraw(row, actor=row.user, at=LATER)

    again = begin(row.user, at=LATER)

    assert (again.pk, again.state, again.given_name) == (row.pk, "draft", "Sophea")


def test_begin_after_the_window_is_refused_and_makes_nothing():
    make_meeting(registration_closes_at=AUGUST)

    assert refusal(begin, make_user(), at=AUGUST) == "closed"
    assert not Registration.objects.exists()


# --- Steps ------------------------------------------------------------------------------------------------------


def test_save_step_writes_only_the_fields_of_its_step():
    row = begin(make_user(), at=AUGUST)

    save_step(row, step=Step.YOU, data={"given_name": "Aye", "state": "approved", "organisation": "x"}, at=LATER)

    row.refresh_from_db()
    assert (row.given_name, row.state, row.organisation, row.changed_at) == ("Aye", "draft", "", LATER)


def test_save_step_stores_what_the_row_is_sorted_and_searched_by():
    row = make_draft(given_name="Đặng Thị", family_name="Ngọc", delegation=make_delegation("Bandar Contoh"))

    row.refresh_from_db()
    assert row.sort_name == "ngoc dang thi"
    for word in ["dang thi", "ngoc", "majlis bandaran", "cambodia", "kemboja", "bandar contoh", row.user.email]:
        assert word in row.search


def test_save_step_raises_the_version_each_time():
    row = begin(make_user(), at=AUGUST)

    first = save_step(row, step=Step.YOU, data={"given_name": "A"}, at=AUGUST).version
    second = save_step(row, step=Step.YOU, data={"given_name": "B"}, at=AUGUST).version

    assert second == first + 1


def test_save_step_is_refused_while_somebody_decides():
    row = make_submitted()

    assert refusal(save_step, row, step=Step.YOU, data={"given_name": "X"}, at=LATER) == "not_editable"


def test_hold_step_keeps_what_did_not_pass_until_it_passes():
    row = begin(make_user(), at=AUGUST)

    hold_step(
        row, step=Step.YOU, typed={"family_name": "Chan", "given_name": "", "csrfmiddlewaretoken": "x"}, at=AUGUST
    )
    row.refresh_from_db()
    assert row.held == {"you": {"family_name": "Chan", "given_name": ""}}
    assert Step.YOU not in done_steps(row, at=AUGUST)

    save_step(row, step=Step.YOU, data={"given_name": "A", "family_name": "Chan", "badge_name": "A"}, at=AUGUST)
    row.refresh_from_db()
    assert row.held == {}
    assert Step.YOU in done_steps(row, at=AUGUST)


def test_hold_step_never_keeps_needs_that_nobody_agreed_to():
    row = begin(make_user(), at=AUGUST)

    hold_step(row, step=Step.NEEDS, typed={"diet": "vegan", "access_needs": "a wheelchair"}, at=AUGUST)

    row.refresh_from_db()
    assert row.held == {}


def test_missing_steps_names_them_in_order():
    make_texts()
    row = begin(make_user(), at=AUGUST)

    assert missing_steps(row, at=AUGUST) == [Step.YOU, Step.WORK, Step.PHOTO, Step.CONTACT, Step.CONSENT]
    assert missing_steps(make_draft(), at=AUGUST) == []


def test_missing_steps_asks_no_photo_of_a_category_without_one():
    make_texts()
    row = begin(make_user(), at=AUGUST)
    save_step(row, step=Step.WORK, data={"category": make_category("crew", needs_photo=False)}, at=AUGUST)

    row.refresh_from_db()
    assert Step.PHOTO not in missing_steps(row, at=AUGUST)


# --- Photo ------------------------------------------------------------------------------------------------------


def test_attach_photo_keeps_a_second_small_copy_and_drops_the_former_files(
    private_files, django_capture_on_commit_callbacks
):
    row = make_draft()
    former = {row.photo.name, row.photo_print.name}

    with django_capture_on_commit_callbacks(execute=True):
        row = attach_photo(row, upload=picture(900, 1200), box=None, at=LATER)

    kept = {f"photos/{path.name}" for path in (private_files / "photos").iterdir()}
    assert kept == {row.photo.name, row.photo_print.name}
    assert not kept & former


def test_attach_photo_is_refused_after_the_submission():
    row = make_submitted()

    assert refusal(attach_photo, row, upload=picture(), box=None, at=LATER) == "not_editable"


# --- Submitting -------------------------------------------------------------------------------------------------


def test_submit_promises_a_confirmation_and_writes_history_and_audit():
    row = make_draft()

    submit(row, actor=row.user, at=LATER)

    row.refresh_from_db()
    [passed] = row.transitions.all()
    assert (row.state, row.submitted_at) == ("submitted", LATER)
    assert (passed.from_state, passed.to_state, passed.actor) == ("draft", "submitted", row.user)
    assert Message.objects.get().key == f"received:{row.code}:{passed.pk}"
    assert AuditEvent.objects.get().action == "registration.submit"


def test_submit_pressed_twice_tells_once():
    row = make_draft()

    submit(row, actor=row.user, at=LATER)
    submit(row, actor=row.user, at=LATER)

    assert Message.objects.count() == row.transitions.count() == 1


def test_submit_of_an_unfinished_draft_says_which_steps_are_missing():
    row = make_draft()
    row.phone = ""
    row.save()

    refused = why_not_submit(row, at=LATER)

    assert refused.code == "incomplete"
    assert str(refused) == "One step is not finished: Contact."
    assert refusal(submit, row, actor=row.user, at=LATER) == "incomplete"


def test_submit_after_the_window_is_refused_but_a_correction_may_come_late():
    draft, returned = make_draft(), make_submitted()
    return_for_correction(returned, reason="The photo is dark.", actor=make_staff(), at=AUGUST)
    make_meeting(registration_closes_at=AUGUST)

    assert refusal(submit, draft, actor=draft.user, at=LATER) == "closed"
    assert submit(returned, actor=returned.user, at=LATER).state == "submitted"


def test_a_submitted_registration_without_a_name_is_refused_by_the_database():
    row = make_submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(given_name="")


# --- Withdrawing ------------------------------------------------------------------------------------------------


def test_withdraw_voids_the_badge_and_tells_the_other_apps():
    row = make_submitted()
    approve(row, actor=make_staff(), at=AUGUST)
    heard = []

    def receiver(registration, at, **more):
        heard.append((registration.pk, at))

    registration_withdrawn.connect(receiver)

    withdraw(row, actor=row.user, at=LATER)
    registration_withdrawn.disconnect(receiver)

    assert heard == [(row.pk, LATER)]
    assert Badge.objects.get().voided_at == LATER
    assert Message.objects.filter(kind="registration_withdrawn").count() == 1


def test_withdraw_of_a_draft_tells_nobody():
    row = make_draft()

    withdraw(row, actor=row.user, at=LATER)
    withdraw(row, actor=row.user, at=LATER)

    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert not Message.objects.exists()


# --- Corrections by staff ---------------------------------------------------------------------------------------


def test_correct_orders_the_badge_again_when_it_shows_the_change():
    row = make_submitted()
    staff = make_staff()
    approve(row, actor=staff, at=AUGUST)
    Badge.objects.update(ordered_at=AUGUST - dt.timedelta(days=1))

    correct(row, data={"phone": "+60123456789"}, actor=staff, at=LATER)
    assert Badge.objects.get().ordered_at < LATER

    correct(row, data={"badge_name": "Sophea Chan"}, actor=staff, at=LATER)
    assert Badge.objects.get().ordered_at == LATER
    assert AuditEvent.objects.filter(action="registration.correct").first().detail == {"fields": ["badge_name"]}


def test_correct_of_an_older_version_is_refused():
    row = make_submitted()
    seen = Registration.objects.get().version
    correct(row, data={"title": "Dr"}, actor=make_staff(), at=LATER, version=seen)

    assert (
        refusal(correct, row, data={"title": "Ms"}, actor=make_staff(), at=LATER, version=seen) == "changed_meanwhile"
    )


def test_correct_takes_no_state():
    with pytest.raises(ValueError, match="state"):
        correct(make_submitted(), data={"state": "approved"}, actor=make_staff(), at=LATER)


# --- Consent ----------------------------------------------------------------------------------------------------


def test_answers_are_added_never_changed_and_the_latest_counts():
    texts, row = make_texts(), begin(make_user(), at=AUGUST)

    for given, at in [(True, AUGUST), (True, AUGUST), (False, LATER)]:
        save_step(row, step=Step.CONSENT, data={}, answers={texts["privacy"]: given}, language="ms", at=at)

    rows = list(Consent.objects.order_by("pk").values_list("given", "language", "at"))
    assert rows == [(True, "ms", AUGUST), (False, "ms", LATER)]
    assert Step.CONSENT in missing_steps(row, at=LATER)


def test_a_new_version_of_a_needed_text_has_to_be_answered_again():
    row, texts = make_draft(), make_texts()
    assert missing_steps(row, at=LATER) == []

    newer = texts["privacy"]
    newer.pk, newer.version, newer.published_at = None, 2, LATER
    newer.save()

    assert missing_steps(row, at=AUGUST) == []
    assert missing_steps(row, at=LATER) == [Step.CONSENT]


def test_accompanying_persons_follow_into_another_delegation():
    make_meeting()
    old, new = make_delegation("Old"), make_delegation("New")
    row = make_registration(delegation=old)
    companion = make_registration(row.user, principal=row, delegation=old)

    correct(row, data={"delegation": new}, actor=make_staff(), at=AUGUST)

    companion.refresh_from_db()
    assert companion.delegation == new
    assert "new" in companion.search.split()
