"""Long work: done once, found again, told to its owner only."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from ascn8.jobs import kinds
from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import MOST_ATTEMPTS, STALE, Progress, due_jobs, run
from ascn8.jobs.starting import start_job
from ascn8.jobs.sweeping import KEPT_FOR, sweep_jobs
from ascn8.lib.errors import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A kind of job that does what the test puts into `does`; the list of kinds is as before afterwards."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    state: dict[str, object] = {"runs": 0, "does": lambda progress: Result(summary="All done")}

    @job_kind("tests.work")
    def work(progress: Progress) -> Result:
        state["runs"] = int(state["runs"]) + 1  # type: ignore[call-overload]
        return state["does"](progress)  # type: ignore[operator]

    return state


def started(**fields: object) -> Job:
    make.make_meeting()
    defaults = {"kind": "tests.work", "title": "Work", "input": {}, "owner": make.make_user(), "at": timezone.now()}
    return start_job(**{**defaults, **fields})


def test_a_job_runs_once_and_keeps_its_result(kind):
    job = started()

    assert run(job.pk) is True
    assert run(job.pk) is False

    job.refresh_from_db()
    assert (job.state, job.output["summary"], kind["runs"]) == ("done", "All done", 1)
    assert job.finished_at is not None


def test_the_same_key_is_one_job(kind):
    owner = make.make_user()

    first, second = started(owner=owner, key="import:1"), started(owner=owner, key="import:1")

    assert first.pk == second.pk
    assert Job.objects.count() == 1


def test_a_refusal_ends_the_job_with_its_sentence(kind):
    def refuse(progress: Progress) -> Result:
        raise Refused("The file is empty. Choose another one.", code="empty")

    kind["does"] = refuse
    job = started()
    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.output["summary"]) == ("failed", "The file is empty. Choose another one.")


def test_a_fault_is_tried_three_times_and_then_told(kind):
    def fail(progress: Progress) -> Result:
        raise ValueError("a bug")

    kind["does"] = fail
    job = started()
    for _turn in range(MOST_ATTEMPTS + 1):
        run(job.pk)

    job.refresh_from_db()
    assert (job.state, kind["runs"]) == ("failed", MOST_ATTEMPTS)
    assert job.code in job.output["summary"]


def test_a_worker_that_died_is_followed_by_another_and_then_hands_nothing_in(kind):
    """The first worker is slow, not dead: when it comes back, the job is somebody else's."""
    job = started()

    def overtaken(progress: Progress) -> Result:
        if progress.job.attempts == 1:
            Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - STALE - dt.timedelta(seconds=1))
            assert run(job.pk) is True
            progress.step(1, 1)
        return Result(summary=f"by worker {progress.job.attempts}")

    kind["does"] = overtaken

    assert run(job.pk) is False
    job.refresh_from_db()
    assert job.output["summary"] == "by worker 2"


def test_the_sweep_finds_what_was_left_and_nothing_else(kind):
    now = timezone.now()
    waits, fresh, dead, alive = (started(at=now - dt.timedelta(minutes=age)) for age in (1, 0, 5, 5))
    Job.objects.filter(pk=dead.pk).update(state="running", beat_at=now - STALE)
    Job.objects.filter(pk=alive.pk).update(state="running", beat_at=now)

    assert due_jobs(at=now) == [dead.pk, waits.pk]
    assert fresh.pk not in due_jobs(at=now)


def test_old_results_are_thrown_away_with_their_file(kind):
    name = default_storage.save("jobs/list.csv", ContentFile(b"x"))
    kind["does"] = lambda progress: Result(file=name, file_name="list.csv")
    job = started()
    run(job.pk)

    sweep_jobs(at=timezone.now() + KEPT_FOR + dt.timedelta(minutes=1))

    assert not Job.objects.filter(pk=job.pk).exists()
    assert not default_storage.exists(name)


def test_only_the_owner_reads_the_page_and_the_file(kind, client: Client):
    name = default_storage.save("jobs/list.csv", ContentFile(b"a,b"))
    kind["does"] = lambda progress: Result(
        "Two rows", ["Name", "Result"], [["Contoh", "Done"]], file=name, file_name="l.csv"
    )
    job = started()
    run(job.pk)

    client.force_login(make.make_user())
    assert client.get(f"/jobs/{job.code}/").status_code == 404
    assert client.get(f"/jobs/{job.code}/file/").status_code == 404

    client.force_login(job.owner)
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert "Two rows" in page
    assert "Contoh" in page
    file = client.get(f"/jobs/{job.code}/file/")
    assert (file.content, file["Content-Disposition"]) == (b"a,b", 'attachment; filename="l.csv"')


def test_a_job_that_runs_asks_for_itself_again_with_and_without_scripts(kind, client: Client):
    job = started()
    client.force_login(job.owner)

    page = client.get(f"/jobs/{job.code}/").content.decode()

    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_who_left_the_panel_has_left_its_results(kind, client: Client):
    name = default_storage.save("jobs/list.csv", ContentFile(b"a,b"))
    kind["does"] = lambda progress: Result(file=name, file_name="list.csv")
    owner = make.make_staff()
    job = started(owner=owner, in_panel=True)
    run(job.pk)
    client.force_login(owner)
    assert client.get(f"/jobs/{job.code}/file/").status_code == 200

    owner.is_staff = False
    owner.save()

    assert client.get(f"/jobs/{job.code}/").status_code == 404
    assert client.get(f"/jobs/{job.code}/file/").status_code == 404
