"""Handing the briefs out: one at a press, all of a day as one file by a job."""

import datetime as dt

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from delegates.models import User
from sessions.models import Session
from sessions.speaking.brief import brief_of, briefs_of_day
from sessions.speaking.brief_pdf import draw_briefs

KIND = "sessions.briefs"


def brief_file(session: Session, *, at: dt.datetime) -> tuple[bytes, str]:
    """(PDF, its name). Raises Refused while the session has no time."""
    brief = brief_of(session)
    if brief is None:
        raise Refused(_("The session has no time yet: a brief needs one."), code="no_time")
    return draw_briefs([brief], at=at), f"brief-{session.code}.pdf"


def order_briefs(date: dt.date, *, token: str, actor: User, at: dt.datetime) -> Job:
    """Have all briefs of a day drawn into one file. The same press twice (`token`) is one job."""
    return start_job(
        kind=KIND,
        title=_("Chairs' briefs of %(day)s") % {"day": date_format(date, "l j F")},
        input={"date": date.isoformat()},
        owner=actor,
        key=f"{KIND}:{date}:{actor.pk}:{token}",
        in_panel=True,
        at=at,
    )


@job_kind(KIND)
def draw_day(progress: Progress) -> Result:
    """Draw them. Run again, it draws the same file anew."""
    date = dt.date.fromisoformat(progress.job.input["date"])
    found = briefs_of_day(date)
    if not found:
        raise Refused(_("Nobody appears in a session on this day, so there is no brief."), code="nothing")
    progress.step(0, len(found), _("drawing the pages"))
    pdf = draw_briefs(found, at=timezone.now(), step=lambda number: progress.step(number, len(found)))
    name = f"jobs/briefs-{progress.job.code}.pdf"
    store_whole(default_storage, name, pdf)
    words = ngettext("%(number)d brief in one file.", "%(number)d briefs in one file.", len(found))
    back = {"url": reverse("admin:agenda_session_changelist"), "label": _("Back to the sessions")}
    return Result(summary=words % {"number": len(found)}, links=[back], file=name, file_name=f"briefs-{date}.pdf")
