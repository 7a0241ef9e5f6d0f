"""The first page of the panel: the queues, the next people to review, and the pictures."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from ascn8.panel import charts, queues
from delegates.accreditation import may_decide


def facts(request: HttpRequest, *, at: dt.datetime) -> dict[str, Any]:
    """Everything the first page shows to this person. Empty on an installation without a meeting."""
    user: Any = request.user
    try:
        current_meeting()
    except Refused as refused:
        address = reverse("admin:meeting_meeting_add") if user.has_perm("meeting.add_meeting") else ""
        return {"not_ready": refused.message, "describe_url": address}
    found: dict[str, Any] = {"cards": queues.cards(user, at=at)}
    if user.has_perm("delegates.view_registration"):
        found["to_review"] = queues.next_to_review(user)
        found["may_decide"] = may_decide(user)
        found["days"] = _days(queues.registrations_a_day(at=at))
        found["countries"] = _countries(queues.by_country())
    if user.has_perm("delegates.view_delegation"):
        found["delegations"] = queues.by_delegation()
    if user.has_perm("agenda.view_signup") or user.has_perm("agenda.view_seating"):
        found["visits"] = [_visit(share) for share in queues.seats_of_visits()]
    return found


def _days(days: list[queues.Day]) -> dict[str, Any]:
    """The chart of registrations a day, its table and its summary."""
    total = sum(day.number for day in days)
    bars = [
        charts.Bar(
            day.number,
            _words(day),
            date_format(day.date, "j M") if n % 5 == len(days) % 5 or n == len(days) - 1 else "",
            is_marked=n == len(days) - 1,
        )
        for n, day in enumerate(days)
    ]
    summary = ngettext("%(total)s registration in three weeks", "%(total)s registrations in three weeks", total)
    summary %= {"total": total}
    return {
        "picture": charts.columns(bars, title=_("Registrations a day"), description=summary) if days else "",
        "rows": [day for day in reversed(days) if day.number],
        "summary": summary,
    }


def _words(day: queues.Day) -> str:
    return _("%(date)s: %(number)s") % {"date": date_format(day.date, "j F"), "number": day.number}


def _countries(shares: list[queues.Share]) -> dict[str, Any]:
    """The chart of registrations by country, accepted within all."""
    rows = [charts.Row(share.name, share.part, share.whole) for share in shares]
    description = "; ".join(f"{row.name} {row.part} / {row.whole}" for row in rows)
    return {
        "picture": charts.lines(rows, title=_("Registrations by country"), description=description) if rows else "",
        "rows": shares,
    }


def _visit(share: queues.Share) -> dict[str, Any]:
    words = _("%(taken)s of %(seats)s") % {"taken": share.part, "seats": share.whole}
    return {"share": share, "words": words, "picture": charts.gauge(share.part, share.whole, title=words)}
