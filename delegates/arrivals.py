"""The arrivals board of the protocol desk: who lands and leaves when and where, and who has not said so yet."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, TextChoices
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.sheets import Cell
from ascn8.meeting.facts import meeting_zone
from delegates.models import Delegation, Registration, Travel

ATTENDING = (Registration.State.APPROVED, Registration.State.CLEARED)


class Way(TextChoices):
    """What the board shows. The values stand in addresses."""

    ARRIVALS = "arrivals", gettext_lazy("Arrivals")
    DEPARTURES = "departures", gettext_lazy("Departures")
    NO_FLIGHT = "no-flight", gettext_lazy("No flight yet")


_MOMENT = {Way.ARRIVALS: "arrives_at", Way.DEPARTURES: "departs_at"}
_PREFIX = {Way.ARRIVALS: "arrival", Way.DEPARTURES: "departure"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the board; `at` on the clock of the venue."""

    person: Registration
    travel: Travel | None
    at: dt.datetime | None = None
    flight: str = ""
    terminal: str = ""

    @property
    def is_head(self) -> bool:
        return str(self.person.standing) == Registration.Standing.HEAD

    @property
    def party(self) -> str:
        """The delegation; the country or organisation of somebody without one."""
        return str(self.person.delegation or self.person.country or self.person.organisation)


@dataclass(frozen=True, slots=True)
class Stand:
    """Everybody who comes or goes within one hour at one terminal."""

    hour: dt.datetime
    terminal: str
    lines: list[Line]

    @property
    def until(self) -> dt.datetime:
        return self.hour + dt.timedelta(hours=1)


def days_of(way: Way) -> list[tuple[dt.date, int]]:
    """The days on which somebody comes (or goes), with how many. One query."""
    if way not in _MOMENT:
        return []
    moment = _MOMENT[way]
    rows = _journeys(way).annotate(day=TruncDate(moment, tzinfo=meeting_zone())).order_by()
    return [(row["day"], row["people"]) for row in rows.values("day").annotate(people=Count("pk")).order_by("day")]


def lines_of(way: Way, *, day: dt.date | None = None, delegation: Delegation | None = None) -> list[Line]:
    """Those who come or go, by time, terminal, heads before others; without a flight yet, by delegation. One query."""
    if way == Way.NO_FLIGHT:
        return _without_flight(delegation)
    rows = _journeys(way)
    if delegation:
        rows = rows.filter(registration__delegation=delegation)
    if day:
        rows = rows.filter(**_within(_MOMENT[way], day))
    related = ("delegation", "country", "category", "user")
    lines = [
        _line(row, way) for row in rows.select_related("nationality", *(f"registration__{one}" for one in related))
    ]
    return sorted(lines, key=_key)


def stands_of(lines: Iterable[Line]) -> list[Stand]:
    """Lines in their order, gathered by hour and terminal."""
    return [
        Stand(hour, terminal, list(members)) for (hour, terminal), members in groupby(lines, key=_hour_and_terminal)
    ]


def count_without_flight() -> int:
    """How many people who attend have not told when they arrive, and do not live here."""
    return _flightless().count()


def columns() -> list[str]:
    """The headings of the board as a table."""
    return [
        _("Day"),
        _("Time"),
        _("Flight"),
        _("Terminal"),
        _("Name"),
        _("Head of delegation"),
        _("Category"),
        _("Delegation"),
        _("Country"),
        _("Nationality"),
        _("Kind of passport"),
        _("Mobile phone"),
        _("Hotel"),
        _("Met by"),
        _("Car"),
    ]


def table_of(lines: Sequence[Line]) -> list[list[Cell]]:
    """The lines as rows under `columns()`; the last two are for whoever meets people to fill in."""
    return [
        [
            line.at.date().isoformat() if line.at else "",
            line.at.strftime("%H:%M") if line.at else "",
            line.flight,
            line.terminal,
            line.person.full_name,
            _("yes") if line.is_head else "",
            str(line.person.category or ""),
            line.party,
            str(line.person.country or ""),
            str(line.travel.nationality or "") if line.travel else "",
            line.travel.get_passport_kind_display() if line.travel else "",
            line.person.phone,
            line.travel.hotel if line.travel else "",
            "",
            "",
        ]
        for line in lines
    ]


def title_of(way: Way, day: dt.date | None) -> str:
    """What the list is called, on paper and as a file."""
    return f"{way.label}, {date_format(day, 'l j F Y')}" if day else str(way.label)


def _journeys(way: Way) -> QuerySet[Travel]:
    rows = Travel.objects.filter(registration__state__in=ATTENDING, lives_in_host_country=False)
    return rows.filter(**{f"{_MOMENT[way]}__isnull": False})


def _within(moment: str, day: dt.date) -> dict[str, Any]:
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=meeting_zone())
    return {f"{moment}__gte": midnight, f"{moment}__lt": midnight + dt.timedelta(days=1)}


def _line(row: Travel, way: Way) -> Line:
    prefix = _PREFIX[way]
    return Line(
        row.registration,
        row,
        localtime(getattr(row, _MOMENT[way]), meeting_zone()),
        getattr(row, f"{prefix}_flight"),
        getattr(row, f"{prefix}_terminal"),
    )


def _key(line: Line) -> tuple[dt.datetime, str, dt.datetime | None, bool, str]:
    hour, terminal = _hour_and_terminal(line)
    return hour, terminal.casefold(), line.at, not line.is_head, line.person.sort_name


def _hour_and_terminal(line: Line) -> tuple[dt.datetime, str]:
    if line.at is None:
        raise ValueError("somebody without a flight stands at no hour")
    return line.at.replace(minute=0, second=0, microsecond=0), line.terminal


def _flightless() -> QuerySet[Registration]:
    unsaid = Q(travel__isnull=True) | Q(travel__arrives_at__isnull=True, travel__lives_in_host_country=False)
    return Registration.objects.filter(unsaid, state__in=ATTENDING)


def _without_flight(delegation: Delegation | None) -> list[Line]:
    rows = _flightless().select_related("delegation", "country", "category", "user", "travel__nationality")
    if delegation:
        rows = rows.filter(delegation=delegation)
    lines = [Line(row, getattr(row, "travel", None)) for row in rows]
    return sorted(lines, key=lambda line: (line.party, not line.is_head, line.person.sort_name))
