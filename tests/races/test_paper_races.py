"""Numbers without a gap, one letter and one list, however many press at the same moment."""

import pytest
from django.db import transaction

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from delegates.models import Consent, Letter, NumberSeries, ParticipantList, Registration, Travel
from delegates.papers.issuing import issue_letter
from delegates.papers.letters import ask_for_letter, end_letters, make_anew
from delegates.papers.numbers import next_number
from delegates.papers.participants import ask_for_list
from tests import factories as make
from tests.delegates.drafts import AUGUST
from tests.races.test_decision_races import at_once

pytestmark = pytest.mark.locks


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make.make_meeting()


def test_twenty_threads_take_numbers_without_a_gap():
    def take(fails: bool) -> int | str:
        with transaction.atomic():
            number = next_number("L/2025")
            if fails:
                transaction.set_rollback(True)
                return "given back"
            return number

    results = at_once(*[lambda fails=place % 5 == 0: take(fails) for place in range(20)])

    assert sorted(one for one in results if one != "given back") == list(range(1, 17))
    assert NumberSeries.objects.get().last == 16


def test_twenty_people_ask_at_once_and_the_letters_are_numbered_without_a_gap():
    rows = [make.make_registration() for _ in range(20)]

    results = at_once(
        *[lambda row=row: ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=AUGUST) for row in rows]
    )

    assert all(isinstance(result, Letter) for result in results), results
    numbers = sorted(Letter.objects.values_list("number", flat=True))
    assert numbers == [f"ASCN8/L/2025/{number:04d}" for number in range(1, 21)]


def test_ten_presses_ask_for_one_letter():
    row = make.make_registration()

    results = at_once(*[lambda: ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=AUGUST)] * 10)

    assert all(isinstance(result, Letter) for result in results), results
    assert Letter.objects.count() == Travel.objects.count() == 1


def test_ten_presses_make_one_letter_anew():
    row, staff = make.make_registration(), make.make_staff()
    letter = ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=AUGUST)
    issue_letter(letter.pk)

    results = at_once(*[lambda: make_anew(letter, actor=staff, at=AUGUST)] * 10)

    assert [result for result in results if isinstance(result, str)] == ["not_in_force"] * 9, results
    assert Letter.objects.count() == 2
    assert Letter.objects.current().count() == 1


def test_four_workers_draw_a_letter_once():
    row = make.make_registration()
    letter = ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=AUGUST)

    results = at_once(*[lambda: issue_letter(letter.pk)] * 4)

    assert sorted(results) == [False, False, False, True]


def test_a_letter_drawn_against_the_end_of_attendance_leaves_no_file():
    row = make.make_registration()
    letter = ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=AUGUST)

    def end() -> None:
        with transaction.atomic():
            now = Registration.objects.locked(row.pk)
            now.state = "withdrawn"
            now.save()
            end_letters(now, at=AUGUST)

    at_once(lambda: issue_letter(letter.pk), end)

    letter.refresh_from_db()
    assert (letter.state, letter.file) == ("void", "")


def test_ten_presses_make_one_list():
    row, staff = make.make_registration(), make.make_staff("Protocol")
    text = make.make_consent_text("list")
    Consent.objects.create(registration=row, text=text, given=True, language="en", at=AUGUST)

    def press() -> Job:
        return ask_for_list(kind=ParticipantList.Kind.PROVISIONAL, note="", after=0, actor=staff, at=AUGUST)

    jobs = at_once(*[press] * 10)
    at_once(*[lambda job=job: run(job.pk) for job in jobs])

    assert {job.pk for job in jobs} == {Job.objects.get().pk}
    assert ParticipantList.objects.count() == 1
