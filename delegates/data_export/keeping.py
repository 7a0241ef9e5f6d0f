"""The download of one's own data: asked for, kept sealed for a day, handed to nobody else."""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.jobs.models import Job
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from delegates.models import User
from delegates.vault.sealing import unseal

KIND = "personal_data"
# Everything about a person in one file: kept no longer than somebody needs to fetch it.
KEPT_FOR = dt.timedelta(hours=24)


@transaction.atomic
def ask_for_data(user: User, *, at: dt.datetime) -> Job:
    """Have everything put together; while one is being made, that one. Audited."""
    User.objects.select_for_update().get(pk=user.pk)
    mine = Job.objects.filter(kind=KIND, owner=user)
    if under_way := mine.unfinished().first():
        return under_way
    job = start_job(kind=KIND, title=_("Everything about me"), input={}, owner=user, at=at)
    record(at=at, action="data.export", subject=f"account {user.pk}", actor=user, job=job.code)
    return job


def name_of(job: Job) -> str:
    """Where the sealed file of a job lies. Not in `job.file`: whoever watches over jobs must not open it."""
    return f"personal-data/{job.code}"


def files_of(job: Job) -> list[str]:
    """The files of a job that only this module knows of."""
    return [name_of(job)] if job.kind == KIND else []


def latest_of(user: User, *, at: dt.datetime) -> Job | None:
    """The last download that was asked for and is under way or still kept."""
    last = Job.objects.filter(kind=KIND, owner=user).first()
    return last if last and at < last.created_at + KEPT_FOR else None


def contents(job: Job) -> bytes:
    """The ZIP. Raises Refused where it was deleted or is not made yet."""
    name = name_of(job)
    if job.state != Job.State.DONE or not default_storage.exists(name):
        raise Refused(
            _("This download is not here any more: it was kept for one day. Ask for it again."), code="download_gone"
        )
    with default_storage.open(name, "rb") as file:
        key_id, _space, token = file.read().partition(b" ")
    return unseal(token, key_id.decode())


def forget_downloads(*, at: dt.datetime) -> int:
    """Delete what was kept for a day. Returns how many."""
    old = list(Job.objects.filter(kind=KIND, created_at__lte=at - KEPT_FOR)[:200])
    for job in old:
        default_storage.delete(name_of(job))
        job.delete()
    return len(old)
