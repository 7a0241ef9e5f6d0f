"""The list of participants: versions that are made by a job, each a snapshot with its PDF. Rows are only added."""

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from ascn8.lib.text import clean_line
from delegates.models import ParticipantList, Registration, User
from delegates.papers.list_pdf import Version, draw_list
from delegates.papers.snapshot import Snapshot, take_snapshot

PERMISSION = "delegates.add_participantlist"
JOB = "delegates.participant_list"

Kind = ParticipantList.Kind


def latest_list() -> ParticipantList | None:
    """The version that holds now."""
    return ParticipantList.objects.order_by("-number").first()


def list_title(row: ParticipantList) -> str:
    """ "Provisional list", "Revised list 2", "Final list": numbered within its kind."""
    revision = int(row.snapshot["revision"])
    words = {Kind.PROVISIONAL: _("Provisional list"), Kind.REVISED: _("Revised list"), Kind.FINAL: _("Final list")}
    title = words[Kind(row.kind)]
    return f"{title} {revision}" if revision > 1 or row.kind == Kind.REVISED else title


def why_not_make(*, actor: User, kind: Kind | None = None) -> Refused | None:
    """The one reason why no version (of this kind) can be made now; None where it can."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not make the list of participants."), code="not_allowed")
    kinds = set(ParticipantList.objects.values_list("kind", flat=True))
    latest = latest_list()
    if latest and latest.kind == Kind.FINAL and latest.reopened_at is None:
        return Refused(
            _("The list is final. Open it again first, if it really has to change."),
            code="final",
        )
    if kind == Kind.PROVISIONAL and kinds - {Kind.PROVISIONAL.value}:
        return Refused(_("There is a later version already: nothing provisional comes after it."), code="too_late")
    if kind == Kind.REVISED and not kinds:
        return Refused(_("There is nothing to revise yet. Make a provisional list first."), code="nothing_to_revise")
    return None


@transaction.atomic
def ask_for_list(*, kind: Kind, note: str, after: int, actor: User, at: dt.datetime) -> Job:
    """Have the version made that comes after the number `after`. Raises Refused.

    However often it is asked for, there is one next version: a second press gets the job of the first.
    """
    prefix = f"participants:{after}:"
    asked = Job.objects.filter(kind=JOB, key__startswith=prefix)
    if (job := asked.exclude(state=Job.State.FAILED).first()) is not None:
        return job
    if refused := why_not_make(actor=actor, kind=kind):
        raise refused
    latest = latest_list()
    if after != (latest.number if latest else 0):
        raise Refused(
            _("A colleague made another version meanwhile. Read what changed, then make the next one."),
            code="changed_meanwhile",
        )
    return start_job(
        kind=JOB,
        title=_("List of participants"),
        input={"kind": str(kind), "note": clean_line(note)[:200], "after": after},
        owner=actor,
        at=at,
        # By the failures, not by all: whoever presses at the same moment must come to the same key.
        key=f"{prefix}{asked.filter(state=Job.State.FAILED).count()}",
        in_panel=True,
    )


@transaction.atomic
def reopen(row: ParticipantList, *, actor: User, at: dt.datetime) -> ParticipantList:
    """Allow versions after a final one. A second press changes nothing. Raises Refused."""
    now = ParticipantList.objects.select_for_update().get(pk=row.pk)
    if refused := why_not_reopen(now, actor=actor):
        raise refused
    if now.reopened_at is None:
        now.reopened_at, now.reopened_by = at, actor
        now.save(update_fields=["reopened_at", "reopened_by"])
        record(at=at, action="participants.reopen", subject=f"list {now.code}", actor=actor, number=now.number)
    return now


def why_not_reopen(row: ParticipantList, *, actor: User) -> Refused | None:
    """The one reason why this version cannot be opened again."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not make the list of participants."), code="not_allowed")
    latest = latest_list()
    if row.kind != Kind.FINAL or latest is None or latest.pk != row.pk:
        return Refused(_("Only the final version, while it is the latest, can be opened again."), code="not_final")
    return None


@job_kind(JOB)
def make_list(progress: Progress) -> Result:
    """Take the snapshot, draw the PDF, add the row. A second run of the same job finds the row of the first."""
    job = progress.job
    row = ParticipantList.objects.filter(code=job.code).first()
    if row is None:
        row = _make(progress, Kind(job.input["kind"]), str(job.input["note"]), int(job.input["after"]))
    count = int(row.snapshot["people"])
    said = ngettext("%(title)s: %(count)d person.", "%(title)s: %(count)d people.", count)
    address = reverse("admin:delegates_participantlist_change", args=[row.pk])
    return Result(
        summary=said % {"title": list_title(row), "count": count},
        links=[{"url": address, "label": _("Open the list, its files and its differences")}],
    )


def _make(progress: Progress, kind: Kind, note: str, after: int) -> ParticipantList:
    at = timezone.now()
    progress.step(0, 3, _("reading the people"))
    former = ParticipantList.objects.filter(number=after).first()
    snapshot = take_snapshot(revision=ParticipantList.objects.filter(kind=kind).count() + 1)
    if not snapshot["people"]:
        raise Refused(
            _("Nobody stands in the list: nobody is accredited yet, or nobody agreed to be listed."), code="nobody"
        )
    progress.step(1, 3, _("drawing the pages"))
    name = f"lists/{progress.job.code}.pdf"
    row = ParticipantList(
        code=progress.job.code, number=after + 1, kind=kind, note=note, snapshot=snapshot, pdf=name, made_at=at
    )
    row.made_by_id = progress.job.owner_id
    store_whole(default_storage, name, draw_list(_version(row, former)))
    progress.step(2, 3, _("writing it down"))
    _add(row, at=at)
    return row


@transaction.atomic
def _add(row: ParticipantList, *, at: dt.datetime) -> None:
    row.save(force_insert=True)
    record(
        at=at,
        action="participants.make",
        subject=f"list {row.code}",
        actor=row.made_by,
        number=row.number,
        kind=str(row.kind),
        people=int(row.snapshot["people"]),
    )


def _version(row: ParticipantList, former: ParticipantList | None) -> Version:
    return Version(
        kind=str(row.kind),
        note=row.note,
        made_at=row.made_at,
        snapshot=row.snapshot,
        title=lambda: list_title(row),
        former=former.snapshot if former else None,
        former_title=(lambda: list_title(former)) if former else str,
    )


def current_snapshot() -> Snapshot:
    """What the next version would hold if it were made now."""
    return take_snapshot()


@transaction.atomic
def set_listed_as(registration: Registration, *, listed_as: str, actor: Any, at: dt.datetime) -> Registration:
    """Keep how the person wants to stand in the list; empty: title and names. The next version shows it."""
    row = Registration.objects.locked(registration.pk)
    wanted = clean_line(listed_as)[:160]
    if row.listed_as != wanted:
        row.listed_as, row.changed_at = wanted, at
        row.version += 1
        row.save(update_fields=["listed_as", "changed_at", "version"])
        record(at=at, action="registration.listed_as", subject=f"registration {row.code}", actor=actor)
    return row
