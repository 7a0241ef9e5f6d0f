"""Lists as long work: asked for by a button, done by a worker, told on the job's page."""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from ascn8.outbox.models import Message
from delegates import mails
from delegates.importing.receiving import PERMISSION
from delegates.importing.running import Report, check, import_list, summary_of, why_not_import
from delegates.models import PeopleFile, Registration, User
from delegates.models.registration import State


def ask_for_check(file: PeopleFile, *, actor: User, at: dt.datetime) -> Job:
    """Have a list checked: what an import would do with every row."""
    job = start_job(
        kind="people.check",
        title=_("Checking the list “%(name)s”") % {"name": file.name},
        input={"file": file.code},
        owner=actor,
        at=at,
        in_panel=True,
    )
    PeopleFile.objects.filter(pk=file.pk).update(job=job)
    return job


@transaction.atomic
def ask_for_import(file: PeopleFile, *, mode: str, actor: User, at: dt.datetime) -> Job:
    """Have a checked list imported. Ten presses are one import. Raises Refused."""
    row = PeopleFile.objects.select_for_update().get(pk=file.pk)
    # Read after the lock, not joined to it: a join would show the job as it was before we waited.
    before = row.job
    if before and before.kind == "people.import" and before.state != Job.State.FAILED:
        return before
    if refused := why_not_import(row, mode=mode, actor=actor):
        raise refused
    job = start_job(
        kind="people.import",
        title=_("Importing the list “%(name)s”") % {"name": row.name},
        input={"file": row.code, "mode": mode},
        owner=actor,
        at=at,
        key=f"people.import:{row.code}:{before.pk if before else 0}",
        in_panel=True,
    )
    row.job = job
    row.save(update_fields=["job"])
    return job


def why_not_invite(file: PeopleFile, *, actor: User) -> Refused | None:
    """The one reason why the people of an imported list cannot be written to now."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not import lists of people."), code="not_allowed")
    if file.state != PeopleFile.State.IMPORTED:
        return Refused(_("Import the list first; then its people can be invited."), code="not_imported")
    if not _uninvited(file).exists():
        return Refused(_("Everybody of this list has been written to, or has signed in already."), code="nobody_left")
    return None


def ask_for_invitations(file: PeopleFile, *, actor: User, at: dt.datetime) -> Job:
    """Have everybody of an imported list told that they are registered, once each. Raises Refused."""
    if refused := why_not_invite(file, actor=actor):
        raise refused
    return start_job(
        kind="people.invite",
        title=_("Inviting the people of “%(name)s”") % {"name": file.name},
        input={"file": file.code},
        owner=actor,
        at=at,
        in_panel=True,
    )


@job_kind("people.check")
def run_check(progress: Progress) -> Result:
    """The dry run of a list."""
    file = _file(progress)
    report = check(file, at=timezone.now(), step=progress.step)
    return _result(progress, file, report.summary, _store(progress, report))


@job_kind("people.import")
def run_import(progress: Progress) -> Result:
    """The import of a list. Run again after a worker died between its commit and its end, it finds the work done."""
    file, name = _file(progress), _report_name(progress)
    if file.state == PeopleFile.State.IMPORTED and file.job_id == progress.job.pk:
        return _result(progress, file, summary_of(file.counts), name)

    def finish(report: Report) -> None:
        _store(progress, report)
        progress.step(len(report.people), len(report.people))

    report = import_list(
        file,
        mode=progress.job.input["mode"],
        actor=progress.job.owner,
        at=timezone.now(),
        step=progress.step,
        finish=finish,
    )
    return _result(progress, file, report.summary, name)


@job_kind("people.invite")
def run_invitations(progress: Progress) -> Result:
    """A mail to everybody of the list who never signed in; nobody gets two."""
    rows = list(_uninvited(_file(progress)).select_related("user", "people_file"))
    promised = 0
    for number, row in enumerate(rows, 1):
        promised += mails.invited(row, at=timezone.now())
        progress.step(number, len(rows))
    summary = ngettext("%(number)d person is written to.", "%(number)d people are written to.", promised)
    return Result(summary=summary % {"number": promised})


def _uninvited(file: PeopleFile) -> QuerySet[Registration]:
    told = Message.objects.filter(key=Concat(Value("invited:"), OuterRef("code")))
    waiting = [State.DRAFT, State.SUBMITTED]
    rows = Registration.objects.filter(people_file=file, user__last_login__isnull=True, state__in=waiting)
    return rows.filter(~Exists(told))


def _file(progress: Progress) -> PeopleFile:
    found = PeopleFile.objects.select_related("category", "imported_by").filter(code=progress.job.input["file"]).first()
    if found is None:
        raise Refused(_("This list is not here any more."), code="file_gone")
    return found


def _report_name(progress: Progress) -> str:
    return f"jobs/people-{progress.job.code}.csv"


def _store(progress: Progress, report: Report) -> str:
    name = _report_name(progress)
    store_whole(default_storage, name, report.as_csv())
    return name


def _result(progress: Progress, file: PeopleFile, summary: str, name: str) -> Result:
    address = reverse("admin:delegates_peoplefile_report", args=[file.code])
    return Result(
        summary=summary,
        links=[{"url": address, "label": _("Read what becomes of each row, and go on")}],
        file=name,
        file_name=f"{slugify(file.name.rsplit('.', 1)[0])[:60] or 'list'}-report.csv",
    )
