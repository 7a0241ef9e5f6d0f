"""Printing the programme: files are made by jobs, once for each state of the programme, and old ones are thrown away.

Nobody from outside can start a job. The files for everybody are made after each release by the sweep, others at the
word of staff.
"""

import datetime as dt
import logging
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from ascn8.meeting.versions import bump, number_of, numbers
from sessions.models import PrintedProgramme, Release
from sessions.print.drawing import draw
from sessions.print.orders import KINDS, Order, public_orders

log = logging.getLogger(__name__)

PERMISSION: Final = "agenda.add_printedprogramme"
JOB: Final = "programme.print"
# The content version of the page that lists the files.
VERSION: Final = "printed"
# What staff asked for is kept so long; of an earlier state of the programme, so that it can still be fetched.
_KEPT_FOR: Final = dt.timedelta(days=14)
_OUTDATED_FOR: Final = dt.timedelta(days=1)
_MOST_FAILURES: Final = 3
_MOST_DELETED: Final = 100

_State = Job.State


def why_not_print(*, actor: Any, is_draft: bool = False) -> Refused | None:
    """The one reason why nothing can be printed now; None where it can."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not print the programme."), code="not_allowed")
    if not is_draft and current_release() == 0:
        return Refused(
            _("Nothing is published yet, so only the draft can be printed. Publish the programme first."),
            code="nothing_published",
        )
    return None


@transaction.atomic
def ask_for_print(order: Order, *, actor: Any, at: dt.datetime) -> Job | PrintedProgramme:
    """Have the file made; where it is there already, that is the answer, and nothing is started. Raises Refused.

    A second press while the first one's job is not done comes to that job.
    """
    if refused := why_not_print(actor=actor, is_draft=order.is_draft):
        raise refused
    if not order.is_draft and (row := printed(order)):
        return row
    name = "draft" if order.is_draft else _key_now(order)
    title = _("Printing: %(what)s") % {"what": order.title}
    return _start([order], title=title, name=f"{name[:24]}:{order.key(release=0, meeting=0)[:24]}", actor=actor, at=at)


def printed(order: Order) -> PrintedProgramme | None:
    """The file of the current release, where it is made."""
    return PrintedProgramme.objects.filter(key=_key_now(order)).first()


def ask_for_public(*, at: dt.datetime) -> int:
    """Have made what everybody finds, for the current release, where it is missing. Returns how many jobs it started.

    A drawing that failed three times for one state of the programme is not tried again: the next release is another.
    """
    if current_release() == 0:
        return 0
    wanted = public_keys()
    there = set(PrintedProgramme.objects.filter(key__in=wanted).values_list("key", flat=True))
    missing = [order for key, order in wanted.items() if key not in there]
    if not missing:
        return 0
    name = f"public:{current_release()}:{number_of('meeting')}:{min(wanted)[:12]}"
    asked = Job.objects.filter(kind=JOB, key__startswith=f"print:{name}:")
    if asked.unfinished().exists() or asked.filter(state=_State.FAILED).count() >= _MOST_FAILURES:
        return 0
    with translation.override("en"):
        title = _("Programme to print, release %(number)d") % {"number": current_release()}
    _start(missing, title=title, name=name, actor=None, at=at)
    return 1


def public_keys() -> dict[str, Order]:
    """What everybody finds of the current state of the programme, by the keys of the files. Two small queries."""
    release, meeting = current_release(), number_of("meeting")
    return {order.key(release=release, meeting=meeting): order for order in public_orders()}


def sweep_printed(*, at: dt.datetime) -> dict[str, int]:
    """After a release: new files. Later: the old ones away. Returns a count for each."""
    return {"programmes ordered": ask_for_public(at=at), "printed programmes deleted": clean(at=at)}


@transaction.atomic
def clean(*, at: dt.datetime) -> int:
    """Delete files of earlier states of the programme, and what was kept long enough."""
    current = Q(release=current_release(), meeting_version=number_of("meeting"), is_draft=False)
    old = Q(is_public=False) & (Q(made_at__lte=at - _KEPT_FOR) | (~current & Q(made_at__lte=at - _OUTDATED_FOR)))
    old |= Q(is_public=True) & ~Q(key__in=public_keys())
    rows = list(PrintedProgramme.objects.filter(old).order_by("pk")[:_MOST_DELETED])
    if not rows:
        return 0
    PrintedProgramme.objects.filter(pk__in=[row.pk for row in rows]).delete()
    names = [str(row.file) for row in rows]
    # After the commit: a row without its file would be worse than a file without its row.
    transaction.on_commit(lambda: _forget(names), robust=True)
    bump(VERSION)
    return len(rows)


@job_kind(JOB)
def print_programme(progress: Progress) -> Result:
    """Make the files of the job, one after another. A second run finds those of the first."""
    orders = [Order.read(data) for data in progress.job.input["orders"]]
    rows = []
    for place, order in enumerate(orders):
        progress.step(place * 100, len(orders) * 100, order.title)
        row = _row_of(order, progress, place * 100, len(orders) * 100)
        if row:
            rows.append(row)
    if not rows:
        raise Refused(_("No session is left of the days and tracks that you chose."), code="nothing_to_print")
    said = ngettext("%(count)d file is ready.", "%(count)d files are ready.", len(rows)) % {"count": len(rows)}
    return Result(summary=said, links=[{"url": address_of(row), "label": _label(row)} for row in rows])


def address_of(row: PrintedProgramme) -> str:
    """Where staff fetch the file."""
    return reverse("admin:agenda_printedprogramme_file", args=[row.code])


def file_name(row: PrintedProgramme, *, short_name: str) -> str:
    """What the reader saves: ASCN8-programme-7-booklet-a5-en.pdf."""
    release = "draft" if row.is_draft else str(row.release)
    return f"{short_name}-programme-{release}-{row.form}-{row.paper}-{row.language}.pdf"


def current_release() -> int:
    """The number of the release that the public reads; 0 for none. One small query."""
    return Release.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _start(orders: list[Order], *, title: str, name: str, actor: Any, at: dt.datetime) -> Job:
    prefix = f"print:{name}:"
    # By the finished ones: whoever presses at the same moment comes to the same key.
    before = Job.objects.filter(kind=JOB, key__startswith=prefix, state__in=[_State.DONE, _State.FAILED]).count()
    return start_job(
        kind=JOB,
        title=title,
        input={"orders": [order.as_data() for order in orders]},
        owner=actor,
        at=at,
        key=f"{prefix}{before}",
        in_panel=True,
    )


def _key_now(order: Order) -> str:
    return order.key(release=current_release(), meeting=number_of("meeting"))


def _row_of(order: Order, progress: Progress, done: int, total: int) -> PrintedProgramme | None:
    """The file, found or made."""
    release, meeting = current_release(), numbers().get("meeting", 0)
    key = order.key(release=release, meeting=meeting, draft=progress.job.code if order.is_draft else "")
    if (row := PrintedProgramme.objects.filter(key=key).first()) is not None:
        return row
    at = timezone.now()

    def step(part: int, whole: int) -> None:
        progress.step(done + part * 99 // max(whole, 1), total, order.title)

    drawn = draw(order, at=at, step=step)
    if drawn is None:
        return None
    # By what was drawn: somebody may have published meanwhile.
    key = order.key(release=drawn.release, meeting=meeting, draft=progress.job.code if order.is_draft else "")
    # The name says what is in it: a second worker writes the same file.
    name = f"programme/{key[:40]}.pdf"
    store_whole(default_storage, name, drawn.data)
    row = PrintedProgramme(
        key=key,
        **order.as_data(),
        release=drawn.release,
        meeting_version=meeting,
        is_public=order.is_public,
        pages=drawn.pages,
        size=len(drawn.data),
        file=name,
        made_at=at,
    )
    return _add(row, progress.job)


def _add(row: PrintedProgramme, job: Job) -> PrintedProgramme:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(
                at=row.made_at,
                action="programme.print",
                subject=f"printed programme {row.code}",
                actor=job.owner,
                release=row.release,
                form=row.form,
            )
            bump(VERSION)
    except IntegrityError:
        return PrintedProgramme.objects.get(key=row.key)
    return row


def _label(row: PrintedProgramme) -> str:
    kind = KINDS[PrintedProgramme.Form(row.form), PrintedProgramme.Paper(row.paper)]
    return f"{kind} · {row.get_language_display()} · PDF"


def _forget(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
