"""Releases that publish themselves: once, at their time; a refusal is kept and told."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from ascn8.sweeping import SWEEPS
from sessions.models import PlannedRelease, Release
from sessions.releases import planning
from sessions.releases.planning import cancel_plan, plan, publish_due
from tests.factories import local, make_meeting, make_session, make_user


@pytest.fixture
def planned(db) -> PlannedRelease:
    make_meeting()
    return plan(due_at=local(5, 9), actor=make_user(language="ms"), at=local(4, 9), note_en="On time", note_ms="Tepat")


def test_a_plan_publishes_the_draft_as_it_is_at_its_time(planned):
    assert publish_due(at=local(5, 8, 59)) == 0
    session = make_session(title_en="Added after planning")
    assert SWEEPS["releases"](local(5, 9)) == {"releases": 1}
    planned.refresh_from_db()
    release = Release.objects.get()
    assert (planned.state, planned.release, planned.finished_at) == ("published", release, local(5, 9))
    assert (release.published_by, release.note_en, release.note_ms) == (planned.planned_by, "On time", "Tepat")
    assert [row["code"] for row in release.programme["sessions"]] == [session.code]
    session.title_en = "Changed"
    session.save()
    assert publish_due(at=local(5, 10)) == 0


def test_a_plan_of_a_day_publishes_that_day(planned):
    make_session()
    publish_due(at=local(5, 9))
    make_session(title_en="T")
    make_session(title_en="W", starts_at=local(10, 9))
    plan(due_at=local(6, 9), day=dt.date(2025, 9, 10), actor=None, at=local(5, 10))
    publish_due(at=local(6, 9))
    last = Release.objects.first()
    assert (last.kind, last.day) == ("day", dt.date(2025, 9, 10))
    assert "T" not in [row["title_en"] for row in last.programme["sessions"]]


def test_a_refusal_is_kept_and_told_to_whoever_planned_it_once(planned):
    assert publish_due(at=local(5, 9)) == 0
    assert publish_due(at=local(5, 9)) == 0
    planned.refresh_from_db()
    message = Message.objects.get()
    assert (planned.state, planned.release) == ("refused", None)
    assert planned.reason
    assert (message.recipient, message.key, message.language) == (
        planned.planned_by,
        f"plan_refused:{planned.code}",
        "ms",
    )
    assert planned.reason in message.text
    assert "09:00" in message.text


def test_a_cancelled_plan_publishes_nothing(planned):
    make_session()
    cancel_plan(code=planned.code, actor=None, at=local(4, 10))
    cancel_plan(code=planned.code, actor=None, at=local(4, 11))
    assert publish_due(at=local(5, 9)) == 0
    planned.refresh_from_db()
    assert (planned.state, planned.finished_at) == ("cancelled", local(4, 10))


def test_what_is_done_cannot_be_cancelled_and_the_past_cannot_be_planned(planned):
    make_session()
    publish_due(at=local(5, 9))
    with pytest.raises(Refused, match="done"):
        cancel_plan(code=planned.code, actor=None, at=local(5, 10))
    with pytest.raises(Refused) as caught:
        plan(due_at=local(5, 10), actor=None, at=local(5, 10))
    assert caught.value.code == "too_early"


def test_two_plans_for_one_minute_are_refused(planned):
    with pytest.raises(Refused) as caught:
        plan(due_at=local(5, 9), actor=None, at=local(4, 9))
    assert caught.value.code == "planned_already"


def test_a_fault_of_ours_keeps_no_other_plan_and_is_tried_again(planned, monkeypatch):
    make_session()
    other = plan(due_at=local(5, 10), actor=None, at=local(4, 9))
    publish, broken = planning.publish, [True]

    def fail_once(**facts):
        if broken.pop() if broken else False:
            raise RuntimeError("the disk was full")
        return publish(**facts)

    monkeypatch.setattr(planning, "publish", fail_once)
    assert publish_due(at=local(5, 10)) == 1
    states = [PlannedRelease.objects.get(pk=row.pk).state for row in (planned, other)]
    assert states == ["planned", "published"]
    make_session()
    assert publish_due(at=local(5, 11)) == 1


def _sweep_together(monkeypatch: pytest.MonkeyPatch, sweeps: int) -> list[BaseException]:
    """Both have found the plan before either begins to publish it."""
    met, found = threading.Barrier(sweeps, timeout=10), planning._publish
    faults: list[BaseException] = []

    def wait_for_the_others(pk: int, *, at: dt.datetime) -> bool:
        connection.close()
        met.wait()
        return found(pk, at=at)

    def sweep() -> None:
        try:
            publish_due(at=local(5, 9))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    monkeypatch.setattr(planning, "_publish", wait_for_the_others)
    threads = [threading.Thread(target=sweep) for _ in range(sweeps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_publish_it_once(monkeypatch):
    make_meeting()
    row = plan(due_at=local(5, 9), actor=make_user(), at=local(4, 9))
    make_session()
    assert _sweep_together(monkeypatch, 2) == []
    row.refresh_from_db()
    assert (row.state, Release.objects.count(), Message.objects.count()) == ("published", 1, 0)


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_without_asking_again_under_the_lock_the_second_clock_would_see_a_refusal(monkeypatch):
    """The control: a plan that does not look at its row again turns a published release into a refused one."""
    make_meeting()
    row = plan(due_at=local(5, 9), actor=make_user(), at=local(4, 9))
    make_session()
    rows = list(PlannedRelease.objects.all())
    monkeypatch.setattr(planning.PlannedRelease.objects, "select_for_update", lambda: _Stale(rows))
    _sweep_together(monkeypatch, 2)
    row.refresh_from_db()
    assert row.state == "refused"


class _Stale:
    """Answers with the row as it was read before anybody locked it."""

    def __init__(self, rows: list[PlannedRelease]) -> None:
        self.rows = rows

    def get(self, pk: int) -> PlannedRelease:
        return PlannedRelease(**{f.attname: getattr(self.rows[0], f.attname) for f in PlannedRelease._meta.fields})
