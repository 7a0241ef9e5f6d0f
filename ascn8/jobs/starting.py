"""Asking for long work: a row, written in the transaction that decides."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from ascn8.jobs.models import Job
from ascn8.jobs.tasks import run_job
from ascn8.lib.waking import wake


def start_job(
    *,
    kind: str,
    title: str,
    input: dict[str, Any],
    owner: Any,
    at: dt.datetime,
    key: str = "",
    in_panel: bool = False,
) -> Job:
    """Ask for a job and return it; where `key` was asked for before, return that one and start nothing.

    `title` says what is done, in the language of whoever asked. A worker begins after the commit.
    """
    if key and (known := Job.objects.filter(key=key).first()):
        return known
    job = Job(
        kind=kind,
        title=title[:200],
        input=input,
        owner=owner,
        key=key,
        in_panel=in_panel,
        language=(translation.get_language() or "en")[:2],
        created_at=at,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        if not key:
            raise
        return Job.objects.get(key=key)
    wake(run_job, job.pk)
    return job
