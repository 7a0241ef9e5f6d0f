"""The journey: flights, terminals, hotel. Told after the approval, and fixed from a date on."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.followups import mark_done, reopen, why_not_do
from delegates.models import FollowUp, Registration, Travel

JOURNEY = (
    "lives_in_host_country",
    "arrives_at",
    "arrival_flight",
    "arrival_terminal",
    "departs_at",
    "departure_flight",
    "departure_terminal",
    "hotel",
)
# Nobody comes for this meeting earlier, or leaves later.
AROUND = dt.timedelta(days=14)
# Two signs for the airline (IATA), one of them a letter, and up to four digits; some flights carry a letter.
_FLIGHT = re.compile(r"^(?=[A-Z0-9]?[A-Z])([A-Z0-9]{2})[\s-]*0*([1-9][0-9]{0,3})([A-Z]?)$")


def read_flight(typed: str) -> str:
    """A flight number as “MH 123”; nothing where nothing was typed. Raises Refused."""
    if not typed.strip():
        return ""
    found = _FLIGHT.match(typed.strip().upper())
    if found is None:
        raise Refused(_("Write the flight number as on your ticket, for example MH 123."), code="flight_number")
    airline, number, letter = found.groups()
    return f"{airline} {number}{letter}"


def why_not_arrive(arrives_at: dt.datetime) -> Refused | None:
    """The reason why nobody arrives then: too long before the meeting, or after it."""
    meeting = current_meeting()
    day = localtime(arrives_at, meeting.zone).date()
    first, last = meeting.starts_on - AROUND, meeting.ends_on
    if first <= day <= last:
        return None
    return Refused(_not_within(first, last), code="arrives_out_of_range")


def why_not_depart(departs_at: dt.datetime, *, arrives_at: dt.datetime | None) -> Refused | None:
    """The reason why nobody departs then: before the meeting, long after it, or before arriving."""
    meeting = current_meeting()
    day = localtime(departs_at, meeting.zone).date()
    first, last = meeting.starts_on, meeting.ends_on + AROUND
    if not first <= day <= last:
        return Refused(_not_within(first, last), code="departs_out_of_range")
    if arrives_at is not None and departs_at <= arrives_at:
        return Refused(_("You cannot depart before you arrive. Compare the two dates."), code="departs_before_arrival")
    return None


def is_complete(travel: Travel) -> bool:
    """Whether the protocol desk knows all that it needs: both ways, or that nobody has to be met."""
    return travel.lives_in_host_country or bool(travel.arrives_at and travel.departs_at)


@transaction.atomic
def save_travel(registration: Registration, *, follow_up: FollowUp, data: Mapping[str, Any], at: dt.datetime) -> Travel:
    """Keep the cleaned `data` of the page; the task is done once both ways are known. Raises Refused.

    Only the fields of the journey are written: the nationality and the passport belong to the travel document.
    """
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_do(row, follow_up, at=at):
        raise refused
    chosen = {field: data[field] for field in JOURNEY if field in data}
    travel = Travel.objects.filter(registration=row).first() or Travel(registration=row)
    for field, value in chosen.items():
        setattr(travel, field, value)
    for refused in _refusals(travel):
        raise refused
    travel.changed_at = at
    travel.save()
    _settle_tasks(row, travel, at=at)
    return travel


def _refusals(travel: Travel) -> list[Refused]:
    found = []
    if travel.arrives_at:
        found.append(why_not_arrive(travel.arrives_at))
    if travel.departs_at:
        found.append(why_not_depart(travel.departs_at, arrives_at=travel.arrives_at))
    return [refused for refused in found if refused]


def _settle_tasks(row: Registration, travel: Travel, *, at: dt.datetime) -> None:
    """Every task that asks for the journey is done with it, and open again without it."""
    if not is_complete(travel):
        reopen(row, form=FollowUp.Form.TRAVEL)
        return
    for task in FollowUp.objects.filter(form=FollowUp.Form.TRAVEL):
        mark_done(row, task, at=at)


def _not_within(first: dt.date, last: dt.date) -> str:
    return _("This day is not near the meeting. Choose one from %(first)s to %(last)s.") % {
        "first": date_format(first, "j F Y"),
        "last": date_format(last, "j F Y"),
    }
