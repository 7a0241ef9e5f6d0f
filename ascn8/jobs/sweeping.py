"""Jobs that no worker has, found again; results that nobody needs any more, thrown away."""

import datetime as dt
import logging

from django.conf import settings
from django.core.files.storage import default_storage
from kombu.exceptions import OperationalError as BrokerAway

from ascn8.jobs.models import Job
from ascn8.jobs.running import due_jobs
from ascn8.jobs.tasks import run_job

log = logging.getLogger(__name__)

# Results may be fetched for so long; they hold personal data and are kept no longer.
KEPT_FOR = dt.timedelta(days=14)


def sweep_jobs(*, at: dt.datetime) -> dict[str, int]:
    """Wake the workers for what was left, and delete what is old. Returns a count for each."""
    return {"jobs due": _wake(at=at), "jobs deleted": _forget(at=at)}


def _wake(*, at: dt.datetime) -> int:
    pks = due_jobs(at=at)
    try:
        for pk in pks:
            run_job.apply_async((pk,), expires=settings.SWEEP_SECONDS)
    except BrokerAway as error:
        log.warning("the broker is away, jobs wait: %s", error)
    return len(pks)


def _forget(*, at: dt.datetime) -> int:
    old = list(Job.objects.filter(finished_at__lte=at - KEPT_FOR)[:200])
    for job in old:
        job.delete()
        if job.file:
            default_storage.delete(str(job.file))
    return len(old)
