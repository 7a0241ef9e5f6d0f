"""The same list imported, the same pair merged, from several tabs and workers at the same moment."""

import pytest

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.outbox.models import Message
from delegates.importing.jobs import ask_for_check, ask_for_import
from delegates.importing.receiving import receive
from delegates.importing.running import import_list
from delegates.merging import merge
from delegates.models import DuplicatePair, PeopleFile, Registration, Transition, User
from tests.delegates.drafts import AUGUST
from tests.delegates.importing.lists import csv_of, whole
from tests.factories import make_category, make_country, make_meeting, make_registration, make_staff
from tests.races.test_decision_races import at_once

pytestmark = pytest.mark.locks
PEOPLE = 30


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make_meeting()
    make_country("KH")
    make_category()


def checked(actor: User) -> PeopleFile:
    data = csv_of(*(whole(n) for n in range(PEOPLE)))
    file = receive(data=data, name="list.csv", actor=actor, at=AUGUST)
    PeopleFile.objects.update(category=make_category())
    run(ask_for_check(file, actor=actor, at=AUGUST).pk)
    return PeopleFile.objects.get()


def test_ten_double_clicks_on_import_are_one_import():
    actor = make_staff()
    file = checked(actor)

    jobs = at_once(*[lambda: ask_for_import(file, mode="all", actor=actor, at=AUGUST)] * 10)
    at_once(*[lambda: run(jobs[0].pk)] * 4)

    assert len({job.pk for job in jobs}) == 1, jobs
    assert Job.objects.filter(kind="people.import").count() == 1
    assert Registration.objects.count() == PEOPLE
    assert Transition.objects.count() == PEOPLE
    assert not Message.objects.exists()


def test_one_list_written_by_four_workers_is_written_once():
    file = checked(make_staff())

    def write():
        # Each worker has the row, and so the open file, to itself.
        mine = PeopleFile.objects.get(pk=file.pk)
        return import_list(mine, mode="all", actor=None, at=AUGUST, step=lambda done, total, note: None)

    results = at_once(*[write] * 4)

    assert sorted(result if isinstance(result, str) else "done" for result in results) == ["done"] + ["same_file"] * 3
    assert Registration.objects.count() == PEOPLE


def test_a_pair_merged_from_both_sides_at_once_has_one_that_stays():
    first, second, actors = make_registration(), make_registration(), [make_staff(), make_staff()]
    pair = DuplicatePair.objects.create(first=first, second=second, reason="passport", found_at=AUGUST)

    results = at_once(
        lambda: merge(pair, keep=first.code, take=[], actor=actors[0], at=AUGUST),
        lambda: merge(pair, keep=second.code, take=[], actor=actors[1], at=AUGUST),
    )

    assert sorted(result if isinstance(result, str) else "done" for result in results) == ["already", "done"]
    assert Registration.objects.filter(state="withdrawn").count() == 1
    assert Message.objects.filter(kind="registrations_merged").count() == 2
