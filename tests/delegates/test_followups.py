"""Tasks after the approval: who owes which, and reminders that name each, seven days and two days before."""

import datetime as dt

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from ascn8.sweeping import remind_all
from delegates.followups import mark_done, owed_by, reopen, why_not_do
from delegates.freezing import frozen_groups, set_freeze_dates, why_not_change
from delegates.models import FollowUp, FollowUpDone, FreezeDate, Registration
from delegates.reminders import remind_of_tasks
from tests import factories as make

# Tasks of the factory are due on 1 September at 18:00.
DUE = make.local(1, 18)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


# --- Who owes what ----------------------------------------------------------------------------------------------


def test_tasks_are_owed_by_those_who_attend_and_whose_category_has_them():
    everybody, media = make.make_follow_up("travel"), make.make_follow_up("travel", slug="cameras")
    media.categories.add(make.make_category("media"))
    row = make.make_registration()
    reporter = make.make_registration(category=make.make_category("media"))
    draft = make.make_registration(state="draft")

    assert owed_by([row, reporter, draft]) == {row.pk: [everybody], reporter.pk: [everybody, media]}


def test_what_is_done_or_not_in_use_is_not_owed():
    task, _other = make.make_follow_up("travel"), make.make_follow_up("travel", slug="old", is_active=False)
    row = make.make_registration()
    mark_done(row, task, at=DUE)
    mark_done(row, task, at=DUE + DAY)

    assert owed_by([row]) == {}
    assert FollowUpDone.objects.get().at == DUE
    assert reopen(row, form=FollowUp.Form.TRAVEL) == 1
    assert owed_by([row]) == {row.pk: [task]}


def test_the_number_of_queries_does_not_depend_on_the_people(django_assert_num_queries):
    make.make_follow_up("travel")
    make.make_follow_up("passport")
    rows = [make.make_registration() for _ in range(3)]

    with django_assert_num_queries(4):
        owed_by(rows)
    with django_assert_num_queries(4):
        owed_by(rows[:1])


def test_who_does_not_attend_is_refused_in_words():
    refused = why_not_do(make.make_registration(state="submitted"), make.make_follow_up("travel"), at=DUE)

    assert refused.code == "not_attending"


# --- Reminders --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "promised"),
    [(7 * DAY + dt.timedelta(seconds=1), 0), (7 * DAY, 1), (3 * DAY, 1), (2 * DAY, 1), (dt.timedelta(0), 0)],
)
def test_the_reminder_comes_within_seven_days(before, promised):
    make.make_follow_up("travel")
    make.make_registration()

    assert remind_of_tasks(at=DUE - before) == promised


def test_it_comes_once_for_each_distance():
    make.make_follow_up("travel")
    row = make.make_registration()
    for days in (7, 6, 5, 3, 2, 1):
        remind_of_tasks(at=DUE - days * DAY)

    assert list(Message.objects.order_by("pk").values_list("key", flat=True)) == [
        f"tasks:{row.code}:202509011000:7",
        f"tasks:{row.code}:202509011000:2",
    ]


def test_it_names_each_open_task_and_no_other():
    done = make.make_follow_up("travel", title_en="Tell us your flights")
    make.make_follow_up("passport", title_en="Your passport")
    make.make_follow_up("travel", slug="badge", title_en="Collect the badge")
    make.make_follow_up("travel", slug="far", title_en="Much later", due_at=DUE + 30 * DAY)
    row = make.make_registration()
    mark_done(row, done, at=DUE - 9 * DAY)

    remind_of_tasks(at=DUE - 7 * DAY)

    text = Message.objects.get().text
    assert "2 things are still to do until Monday 1 September 2025, 18:00" in text
    assert "- Your passport: " in text
    assert "/me/tasks/badge/" in text
    assert "flights" not in text
    assert "Much later" not in text


def test_a_task_done_in_between_makes_no_new_first_reminder():
    first = make.make_follow_up("travel")
    make.make_follow_up("passport")
    row = make.make_registration()
    remind_of_tasks(at=DUE - 7 * DAY)
    mark_done(row, first, at=DUE - 6 * DAY)

    assert remind_of_tasks(at=DUE - 5 * DAY) == 0
    assert remind_of_tasks(at=DUE - 2 * DAY) == 1


def test_a_moved_deadline_is_told_of_again():
    task = make.make_follow_up("travel")
    make.make_registration()
    remind_of_tasks(at=DUE - 7 * DAY)
    FollowUp.objects.filter(pk=task.pk).update(due_at=DUE + 5 * DAY)

    assert remind_of_tasks(at=DUE - DAY) == 1


def test_people_who_owe_nothing_or_do_not_attend_are_left_in_peace():
    task = make.make_follow_up("travel")
    mark_done(make.make_registration(), task, at=DUE)
    for state in ("draft", "submitted", "withdrawn"):
        make.make_registration(state=state)
    make.make_registration(make.make_user(is_active=False))

    assert remind_of_tasks(at=DUE - DAY) == 0


def test_beat_reminds_through_the_same_function():
    make.make_follow_up("travel")
    make.make_registration()

    assert remind_all(at=DUE - DAY)["tasks"] == 1


# --- Freeze dates -----------------------------------------------------------------------------------------------


def test_a_group_is_fixed_from_its_moment_on_and_says_since_when():
    FreezeDate.objects.create(group="name", freezes_at=DUE)

    assert why_not_change(FreezeDate.Group.NAME, at=DUE - dt.timedelta(seconds=1)) is None
    refused = why_not_change(FreezeDate.Group.NAME, at=DUE)
    assert "fixed since 1 September 2025, 18:00" in str(refused)
    assert refused.code == "frozen"
    assert why_not_change(FreezeDate.Group.PHOTO, at=DUE) is None
    assert frozen_groups(at=DUE) == {"name"}


def test_setting_dates_writes_what_changed_and_who_did_it():
    staff = make.make_staff()
    FreezeDate.objects.create(group="photo", freezes_at=DUE)

    dates = {"name": DUE, "photo": None, "travel": None}
    changed = set_freeze_dates(dates=dates, actor=staff, at=DUE)

    assert changed == ["name", "photo"]
    assert list(FreezeDate.objects.values_list("group", flat=True)) == ["name"]
    assert AuditEvent.objects.get(action="freeze.set").actor == staff


def test_staff_set_all_dates_on_one_page_on_the_clock_of_the_venue(client):
    client.force_login(make.make_staff())
    address = "/admin/delegates/freezedate/"
    page = client.get(address).content.decode()

    assert all(f'name="{group}"' in page for group in FreezeDate.Group.values)
    assert client.post(address, {"name": "2025-09-01T18:00"}).status_code == 302
    assert FreezeDate.objects.get().freezes_at == DUE
    assert 'value="2025-09-01T18:00"' in client.get(address).content.decode()


# --- In the panel -----------------------------------------------------------------------------------------------


def test_a_task_that_asks_questions_needs_a_page_of_questions(client):
    client.force_login(make.make_staff())
    task = {
        "title_en": "Visit data",
        "title_ms": "Maklumat lawatan",
        "slug": "visit-data",
        "form": "questions",
        "due_at_0": "2025-09-01",
        "due_at_1": "18:00",
        "position": "1",
        "is_active": "on",
    }

    refused = client.post("/admin/delegates/followup/add/", task)

    assert "Choose the page of questions" in refused.content.decode()
    assert client.post("/admin/delegates/followup/add/", {**task, "form": "travel"}).status_code == 302
    assert FollowUp.objects.get().due_at == DUE


def test_a_task_that_somebody_has_done_cannot_be_deleted(client):
    client.force_login(make.make_staff())
    task = make.make_follow_up("travel")
    mark_done(make.make_registration(), task, at=DUE)

    assert client.get(f"/admin/delegates/followup/{task.pk}/delete/").status_code == 403


def test_the_activity_refuses_a_frozen_task():
    FreezeDate.objects.create(group="travel", freezes_at=DUE)

    refused = why_not_do(make.make_registration(), make.make_follow_up("travel"), at=DUE)

    assert isinstance(refused, Refused)
    assert Registration.objects.count() == 1
