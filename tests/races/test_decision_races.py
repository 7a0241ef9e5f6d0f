"""Two members of staff, two workers, one person with two tabs: at the same moment, each on an own connection."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import approve, decline
from delegates.badges.issue import issue
from delegates.bulk import order_decisions
from delegates.changes import accept, ask, refuse
from delegates.models import Badge, Registration, StageRule, Transition
from delegates.registration import begin, submit, withdraw
from delegates.reminders import remind_unfinished
from delegates.steps import Step
from delegates.transitions import Move
from tests.delegates.drafts import AUGUST, make_draft, make_submitted
from tests.factories import make_category, make_meeting, make_staff, make_user

pytestmark = pytest.mark.locks


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make_meeting()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads that start together; what each returned, or the Refused that it raised."""
    results: list[Any] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = jobs[place]()
        except Refused as refused:
            results[place] = refused.code
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_approvers_at_once_make_one_decision_and_one_badge():
    row, staff = make_submitted(), [make_staff() for _ in range(4)]

    results = at_once(*[lambda one=one: approve(row, actor=one, at=AUGUST) for one in staff])

    assert sorted(result if isinstance(result, str) else "done" for result in results) == ["already"] * 3 + ["done"]
    assert Badge.objects.count() == 1
    assert Transition.objects.filter(to_state="approved").count() == 1
    assert AuditEvent.objects.filter(action="registration.approve").count() == 1


def test_approval_against_refusal_of_the_same_version_lets_one_win():
    row, one, other = make_submitted(), make_staff(), make_staff()
    seen = row.version

    results = at_once(
        lambda: approve(row, actor=one, at=AUGUST, version=seen),
        lambda: decline(row, reason="Full", actor=other, at=AUGUST, version=seen),
    )

    row.refresh_from_db()
    assert [isinstance(result, Registration) for result in results].count(True) == 1
    assert next(result for result in results if isinstance(result, str)) in ("changed_meanwhile", "wrong_state")
    assert row.version == seen + 1


def test_approval_against_withdrawal_leaves_no_valid_badge_of_somebody_who_left():
    row, staff = make_submitted(), make_staff()

    at_once(
        lambda: approve(row, actor=staff, at=AUGUST),
        lambda: withdraw(row, actor=row.user, at=AUGUST),
    )

    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert not Badge.objects.valid().exists()


def test_one_badge_issued_by_four_workers_is_drawn_and_told_once():
    row = approve(make_submitted(), actor=make_staff(), at=AUGUST)
    badge = Badge.objects.get(registration=row)

    results = at_once(*[lambda: issue(badge.pk)] * 4)

    badge.refresh_from_db()
    assert sorted(results) == [False, False, False, True]
    assert badge.state == "drawn"
    assert Message.objects.filter(kind="approved_badge").count() == 1
    with badge.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_submit_pressed_in_two_tabs_is_one_submission():
    row = make_draft()

    results = at_once(*[lambda: submit(row, actor=row.user, at=AUGUST)] * 4)

    assert all(isinstance(result, Registration) for result in results), results
    assert Message.objects.filter(kind="registration_received").count() == Transition.objects.count() == 1


def test_ten_clicks_on_submit_are_one_transition_and_one_mail():
    StageRule.objects.create(stage="endorsed", skip="either")
    row = make_draft(category=make_category("state", stages=["endorsed", "approved"]))

    results = at_once(*[lambda: submit(row, actor=row.user, at=AUGUST)] * 10)

    assert all(isinstance(result, Registration) for result in results), results
    # Without a delegation the endorsement follows by itself, once as well.
    assert list(Transition.objects.values_list("to_state", flat=True)) == ["submitted", "endorsed"]
    assert Message.objects.filter(kind="registration_received").count() == 1
    assert AuditEvent.objects.filter(action__startswith="registration.").count() == 2


def test_ten_clicks_on_approve_are_one_transition_one_badge_and_one_mail():
    row, staff = make_submitted(), make_staff()

    results = at_once(*[lambda: approve(row, actor=staff, at=AUGUST)] * 10)

    assert sorted(result if isinstance(result, str) else "done" for result in results) == ["already"] * 9 + ["done"]
    assert Transition.objects.filter(to_state="approved").count() == 1
    badge = Badge.objects.get()
    assert sorted(at_once(*[lambda: issue(badge.pk)] * 10)) == [False] * 9 + [True]
    assert Message.objects.filter(kind="approved_badge").count() == 1


def test_ten_clicks_on_a_decision_about_many_are_one_job_and_one_decision_each():
    rows, staff = [make_submitted() for _n in range(2)], make_staff()
    chosen = [f"{row.code}:{row.version}" for row in rows]

    jobs = at_once(*[lambda: order_decisions(chosen, decision=Move.APPROVE, actor=staff, token="one", at=AUGUST)] * 10)

    assert len({job.pk for job in jobs}) == Job.objects.count() == 1
    assert sorted(at_once(*[lambda: run(jobs[0].pk)] * 3)) == [False, False, True]
    assert Transition.objects.filter(to_state="approved").count() == 2
    assert Badge.objects.count() == 2


def test_accept_against_refuse_of_the_same_change_lets_one_win():
    row, one, other = approve(make_submitted(), actor=make_staff(), at=AUGUST), make_staff(), make_staff()
    change = ask(row, step=Step.YOU, data={"title": "Dr"}, actor=row.user, at=AUGUST)

    results = at_once(
        lambda: accept(change, actor=one, at=AUGUST),
        lambda: refuse(change, reason="No", actor=other, at=AUGUST),
    )

    assert sorted(result if isinstance(result, str) else "done" for result in results) == ["already", "done"]
    assert Message.objects.filter(kind__startswith="change_").count() == 1


def test_begin_pressed_in_two_tabs_is_one_draft():
    user = make_user()

    results = at_once(*[lambda: begin(user, at=AUGUST)] * 4)

    assert all(isinstance(result, Registration) for result in results), results
    assert Registration.objects.count() == 1


def test_reminders_written_by_two_workers_go_once():
    for _ in range(3):
        make_draft()

    results = at_once(*[lambda: remind_unfinished(at=AUGUST + dt.timedelta(days=4))] * 3)

    assert sum(results) == 3
    assert Message.objects.filter(kind="draft_unfinished").count() == 3
