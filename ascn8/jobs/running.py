"""Doing long work. Run twice, late, or killed at any line: one worker has the job, and the next one finds it."""

import datetime as dt
import logging

from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ascn8.jobs.kinds import Result, work_of
from ascn8.jobs.models import Job
from ascn8.lib.errors import Refused

log = logging.getLogger(__name__)

State = Job.State

# A worker gives a sign of life every second or two; one that was silent for so long is gone.
STALE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 3
_BEAT = dt.timedelta(seconds=1)


class Lost(Exception):
    """Another worker has taken the job over: this one stops where it stands."""


class Progress:
    """The job as its worker sees it: what was asked for, and where the work stands."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written = job.beat_at or timezone.now()

    def step(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is, at most once a second in the database. Call it often: it is the sign of life.

        Raises Lost where another worker holds the job now.
        """
        now = timezone.now()
        if now - self._written < _BEAT and done not in (0, total):
            return
        self._beat(now, done=done, total=total, note=note[:200])

    def _beat(self, now: dt.datetime, **fields: object) -> None:
        held = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, attempts=self.job.attempts)
        if not held.update(beat_at=now, **fields):
            raise Lost
        self._written = now


def run(job_pk: int) -> bool:
    """Do the job unless somebody else has it. Returns whether this call brought it to an end."""
    job = _claim(job_pk, at=timezone.now())
    if job is None:
        return False
    try:
        with translation.override(job.language):
            result = work_of(job.kind)(Progress(job))
    except Lost:
        return False
    except Refused as refused:
        return _finish(job, State.FAILED, Result(summary=str(refused)))
    except Exception:
        log.exception("job %s (%s) failed", job.code, job.kind)
        return _after_a_failure(job)
    return _finish(job, State.DONE, result)


def due_jobs(*, at: dt.datetime) -> list[int]:
    """Primary keys of jobs that nobody does: waiting for longer than a worker needs, or left by one that died."""
    left = Q(state=State.QUEUED, created_at__lte=at - dt.timedelta(seconds=5))
    left |= Q(state=State.RUNNING, beat_at__lte=at - STALE)
    return list(Job.objects.filter(left).order_by("created_at").values_list("pk", flat=True)[:100])


def _claim(job_pk: int, *, at: dt.datetime) -> Job | None:
    """Take the job by a conditional UPDATE; `attempts` is the fence that a worker who was thought dead runs into."""
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, beat_at__lte=at - STALE)
    job = Job.objects.filter(free, pk=job_pk).first()
    if job is None:
        return None
    same = Job.objects.filter(free, pk=job_pk, attempts=job.attempts)
    if job.attempts >= MOST_ATTEMPTS:
        same.update(state=State.FAILED, finished_at=at, output={"summary": _gave_up(job)})
        return None
    if not same.update(state=State.RUNNING, attempts=job.attempts + 1, beat_at=at):
        return None
    job.state, job.attempts, job.beat_at = State.RUNNING, job.attempts + 1, at
    return job


def _finish(job: Job, state: State, result: Result) -> bool:
    held = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)
    return bool(
        held.update(
            state=state,
            done=F("total") if state is State.DONE else F("done"),
            output=result.as_output(),
            file=result.file,
            file_name=result.file_name,
            note="",
            finished_at=timezone.now(),
        )
    )


def _after_a_failure(job: Job) -> bool:
    """Once more, by the sweep; after the last time the owner reads that it did not work."""
    if job.attempts >= MOST_ATTEMPTS:
        return _finish(job, State.FAILED, Result(summary=_gave_up(job)))
    Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts).update(state=State.QUEUED)
    return False


def _gave_up(job: Job) -> str:
    with translation.override(job.language):
        return _(
            "This did not work, three times over. What was done until then stands. The error is in the log under "
            "the code %(code)s: tell the operator."
        ) % {"code": job.code}
