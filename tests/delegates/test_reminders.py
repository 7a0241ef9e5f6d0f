"""Reminding people of a registration that they left unfinished: once, and only while it helps."""

import datetime as dt

import pytest

from ascn8.outbox.models import Message
from ascn8.sweeping import remind_all
from delegates.registration import begin, save_step, submit
from delegates.reminders import remind_unfinished
from delegates.steps import Step
from tests.delegates.drafts import AUGUST, make_draft, make_submitted, make_texts
from tests.factories import make_meeting, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()
    make_texts()


@pytest.mark.parametrize(
    ("after", "reminded"), [(2 * DAY, 0), (3 * DAY - dt.timedelta(seconds=1), 0), (3 * DAY, 1), (30 * DAY, 1)]
)
def test_a_draft_is_remembered_after_three_days(after, reminded):
    begin(make_user(), at=AUGUST)

    assert remind_unfinished(at=AUGUST + after) == reminded


def test_the_reminder_says_what_is_missing_in_the_persons_language():
    row = begin(make_user(language="ms"), at=AUGUST)
    save_step(row, step=Step.YOU, data={"given_name": "Aminah", "badge_name": "Aminah"}, at=AUGUST)

    remind_unfinished(at=AUGUST + 4 * DAY)

    message = Message.objects.get()
    assert (message.key, message.language, message.to) == (f"unfinished:{row.code}", "ms", row.user.email)
    assert "Aminah" in message.text
    assert message.text.count("\n- ") == 4
    assert "/ms/register/" in message.text


def test_nobody_is_reminded_twice_even_after_working_on_it_again():
    row = make_draft()
    remind_unfinished(at=AUGUST + 3 * DAY)
    save_step(row, step=Step.CONTACT, data={"phone": "+60123456789"}, at=AUGUST + 4 * DAY)

    assert remind_unfinished(at=AUGUST + 9 * DAY) == 0
    assert Message.objects.count() == 1


def test_people_who_are_done_or_at_work_or_locked_out_are_left_in_peace():
    make_submitted()
    make_draft(at=AUGUST + 2 * DAY)
    make_draft(make_user(is_active=False))
    Message.objects.all().delete()

    assert remind_unfinished(at=AUGUST + 4 * DAY) == 0


def test_nobody_is_reminded_when_registration_is_closed():
    make_draft()
    make_meeting(registration_closes_at=AUGUST + 2 * DAY)

    assert remind_unfinished(at=AUGUST + 4 * DAY) == 0


def test_a_draft_submitted_after_the_reminder_was_planned_is_not_reminded():
    row = make_draft()
    submit(row, actor=row.user, at=AUGUST + DAY)

    assert remind_unfinished(at=AUGUST + 4 * DAY) == 0


def test_beat_reminds_through_the_same_function():
    make_draft()

    assert remind_all(at=AUGUST + 4 * DAY)["unfinished"] == 1
