"""Schedules of other systems as long work: uploaded, read with a report, and taken over once somebody has seen that."""

import datetime as dt

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.codes import new_code
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.models import User
from sessions.exchange.importing import Report, import_schedule
from sessions.exchange.reading import MOST_BYTES

PERMISSIONS = ("agenda.add_session", "agenda.change_session")
_LONGEST_CELL = 400
_WHAT = {
    "track": gettext_noop("track"),
    "place": gettext_noop("place"),
    "speaker": gettext_noop("speaker"),
    "session": gettext_noop("session"),
}
_OUTCOMES = {
    "created": gettext_noop("new"),
    "changed": gettext_noop("changed"),
    "unchanged": gettext_noop("as it is"),
    "missing": gettext_noop("no longer in the file, left as it is"),
}


def ask_for_report(*, data: bytes, name: str, source: str, actor: User, at: dt.datetime) -> Job:
    """Have an uploaded schedule read: what an import would do, row by row. Raises Refused for what is no file."""
    if not data:
        raise Refused(_("The file is empty. Choose another one."), code="empty")
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000},
            code="too_large",
        )
    name = clean_line(name)[:100] or "schedule"
    stored = default_storage.save(f"jobs/{new_code()}.schedule", ContentFile(data))
    job = start_job(
        kind="schedule.check",
        title=_("Reading the schedule “%(name)s”") % {"name": name},
        input={"file": stored, "source": clean_line(source)[:60]},
        owner=actor,
        at=at,
        in_panel=True,
    )
    # The job owns the file from now on, and takes it along when it is forgotten.
    Job.objects.filter(pk=job.pk, file="").update(file=stored, file_name=name)
    return job


def why_not_import(check: Job, *, actor: User) -> Refused | None:
    """The one reason why a schedule that was read cannot be taken over now; None where it can."""
    if not actor.has_perms(PERMISSIONS):
        return Refused(_("Your role does not change the programme."), code="not_allowed")
    if check.state != Job.State.DONE:
        return Refused(_("The schedule is not read yet. Wait until its report is there."), code="not_read")
    if not any(link["url"] == _apply_url(check) for link in check.output.get("links", [])):
        return Refused(_("The file has faults. Mend them and upload it again."), code="has_faults")
    if not default_storage.exists(check.input["file"]):
        return Refused(_("The file was deleted meanwhile. Upload it again."), code="file_gone")
    return None


def ask_for_import(check: Job, *, actor: User, at: dt.datetime) -> Job:
    """Have a schedule taken over that was read before. Ten presses are one import. Raises Refused."""
    if refused := why_not_import(check, actor=actor):
        raise refused
    return start_job(
        kind="schedule.import",
        title=_("Taking over the schedule “%(name)s”") % {"name": check.file_name},
        input={**check.input, "check": check.code},
        owner=actor,
        at=at,
        key=f"schedule.import:{check.code}",
        in_panel=True,
    )


@job_kind("schedule.check")
def check_schedule(progress: Progress) -> Result:
    """Read the file and tell what would happen; nothing is written."""
    job = progress.job
    report = _run(job, dry_run=True)
    name = Job.objects.values_list("file_name", flat=True).get(pk=job.pk)
    links = []
    if not report.faults:
        links.append({"url": _apply_url(job), "label": _("Take it over"), "look": "button"})
    links.append({"url": reverse("admin:agenda_session_import"), "label": _("Upload another file")})
    return _told(report, links, file=job.input["file"], file_name=name)


@job_kind("schedule.import")
def take_schedule(progress: Progress) -> Result:
    """Take the file over into the draft. Run twice, the second time finds everything as it is."""
    report = _run(progress.job, dry_run=False)
    return _told(report, [{"url": reverse("admin:agenda_session_changelist"), "label": _("Show the sessions")}])


def _apply_url(check: Job) -> str:
    """Where a schedule that was read without a fault is taken over; the report links to it only then."""
    return reverse("admin:agenda_session_import_apply", args=[check.code])


def _run(job: Job, *, dry_run: bool) -> Report:
    if not default_storage.exists(job.input["file"]):
        raise Refused(_("The file was deleted meanwhile. Upload it again."), code="file_gone")
    with default_storage.open(job.input["file"], "rb") as stored:
        data = stored.read()
    return import_schedule(data, actor=job.owner, at=timezone.now(), source=str(job.input["source"]), dry_run=dry_run)


def _told(report: Report, links: list[dict[str, str]], *, file: str = "", file_name: str = "") -> Result:
    """The report as a job shows it: faults first, then what was left over, then every row that does something."""
    rows = [[str(fault.line), _("fault"), fault.field, str(fault.message)] for fault in report.faults]
    rows += [["", _("not taken over"), name, str(count)] for name, count in report.left.items()]
    rows += [
        [str(row.line or ""), _(_OUTCOMES[row.outcome]), f"{_(_WHAT[row.what])}: {row.name}", ", ".join(row.fields)]
        for row in report.rows
        if row.outcome != "unchanged"
    ]
    columns = [_("Line"), _("Result"), _("What"), _("Fields")]
    # Names of fields and what stood in them are somebody else's text: a database keeps no zero and no half sign.
    shown = [[clean_line(cell)[:_LONGEST_CELL] for cell in row] for row in rows]
    return Result(_summary(report), columns, shown, links, file, file_name)


def _summary(report: Report) -> str:
    """What would become, or became, of the sessions."""
    if report.faults:
        words = ngettext(
            "%(count)d fault. Nothing can be taken over before it is mended.",
            "%(count)d faults. Nothing can be taken over before they are mended.",
            len(report.faults),
        )
        return words % {"count": len(report.faults)}
    counts = {name: report.count("session", name) for name in ("created", "changed", "unchanged")}
    words = _("Sessions: %(created)d new, %(changed)d changed, %(unchanged)d as they are.") % counts
    if report.dry_run:
        words += " " + _("Nothing is written yet.")
    return words
