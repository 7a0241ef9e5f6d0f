"""Telling people of a release: once the secretariat has seen whom it concerns, each gets one digest.

It covers everything since the last release that people were told of, so that what came and went again is not told.
`tell` decides, a job writes the mails: each has the key of the release and the person, so that a second press, a killed
worker, or two workers never write two.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.jobs.models import Job
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from sessions.models import Release
from sessions.release import lock_releases
from sessions.releases.concerning import Digest, digests, fingerprint
from sessions.releases.history import programme_of, releases

JOB = "programme.tell"
Telling = Release.Telling


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be told of what. `since` is the release (0: none) from which the differences are counted."""

    since: int
    people: tuple[Digest, ...]

    @property
    def seen(self) -> str:
        """What the button sends back: nobody is told by a list that nobody saw."""
        return f"{self.since}-{fingerprint(self.people)}"


def preview(release: Release, *, with_skipped: bool = False) -> Preview:
    """Whom `release` concerns, counted from the last release that was told; or skipped, unless `with_skipped`."""
    since = told_before(release.number, with_skipped=with_skipped)
    return Preview(since, digests(programme_of(release.number), programme_of(since)))


def told_before(number: int, *, with_skipped: bool = False) -> int:
    """The release before `number` up to which people know the programme; 0 where nobody was ever told."""
    known = [Telling.TOLD] if with_skipped else [Telling.TOLD, Telling.SKIPPED]
    rows = Release.objects.filter(number__lt=number, telling__in=known).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def why_not_tell(release: Release) -> Refused | None:
    """Why people cannot be told of `release` now, or None."""
    if release.telling == Telling.TOLD:
        return Refused(_("People were told of this release already."), code="told_already")
    if Release.objects.filter(number__gt=release.number).exists():
        return Refused(
            _("A later release is out. Tell people of the latest one: it covers this one too."), code="not_latest"
        )
    return None


@transaction.atomic
def tell(*, number: int, seen: str, actor: Any, at: dt.datetime, with_skipped: bool = False) -> Job:
    """Have everybody told whom the release `number` concerns; a second press gets the job of the first.

    `seen` is that of the preview. Raises Refused where `why_not_tell` has a reason, nobody is concerned, or the list
    has changed meanwhile.
    """
    lock_releases()
    if (job := Job.objects.filter(key=_job_key(number)).first()) is not None:
        return job
    release = _release(number)
    if reason := why_not_tell(release):
        raise reason
    found = preview(release, with_skipped=with_skipped)
    if not found.people:
        raise Refused(_("What changed concerns nobody in particular, so there is nobody to tell."), code="nobody")
    if found.seen != seen:
        raise Refused(
            _("Who is concerned has changed since you saw the list. Look at it again, then tell them."),
            code="changed_meanwhile",
        )
    _mark(Telling.TOLD, number, actor=actor, at=at)
    record(at=at, actor=actor, action="programme.tell", subject=f"release {number}", people=len(found.people))
    return start_job(
        kind=JOB,
        title=str(_("Telling people of %(release)s") % {"release": release}),
        input={"release": number, "since": found.since, "people": [digest.key for digest in found.people]},
        owner=actor,
        at=at,
        key=_job_key(number),
        in_panel=True,
    )


@transaction.atomic
def skip(*, number: int, actor: Any, at: dt.datetime) -> None:
    """Tell nobody of the release `number`, nor of those before that nobody was told of. Raises Refused as `tell`."""
    lock_releases()
    release = _release(number)
    if release.telling == Telling.SKIPPED:
        return
    if reason := why_not_tell(release):
        raise reason
    _mark(Telling.SKIPPED, number, actor=actor, at=at)
    record(at=at, actor=actor, action="programme.tell_nobody", subject=f"release {number}")


def job_of(number: int) -> Job | None:
    """The work of telling people of the release `number`, where somebody asked for it."""
    return Job.objects.filter(key=_job_key(number)).first()


def _job_key(number: int) -> str:
    return f"tell:{number}"


def _release(number: int) -> Release:
    return releases().get(number=number)


def _mark(telling: Telling, number: int, *, actor: Any, at: dt.datetime) -> None:
    """This one, and those before that wait: the differences are counted over all of them."""
    waiting = Release.objects.filter(number__lt=number, telling=Telling.PENDING)
    for rows in (waiting, Release.objects.filter(number=number)):
        rows.update(telling=telling, told_at=at, told_by=actor)
