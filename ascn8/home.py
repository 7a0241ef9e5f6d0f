"""The front page and the practical notes: what anybody wants to know first, and nothing about the reader.

Drawn once for each state of the content, the seats and the clock; the person's own next action comes beside it.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from ascn8.lib.errors import Refused
from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from ascn8.meeting.models import City, Country, CountryRole, FocusArea, Meeting
from ascn8.meeting.versions import numbers
from exhibition import directory
from exhibition.models import Listing
from sessions.models import Seating
from sessions.programme import Item, Programme, current_programme
from sessions.visits import OpenVisit, open_visits

BEFORE, DURING, AFTER = "before", "during", "after"
# What a day is remembered by comes first on its card; breaks are left to the agenda.
WEIGHT = {"policy": 0, "plenary": 1, "visit": 1, "ceremony": 2, "social": 3, "talk": 4, "technical": 5, "closed": 6}
_A_DAY_SHOWS = 4
_HIGHLIGHTS = 6
# Drawings for places of this meeting; every other place gets the weave.
PICTURES = {"putrajaya-command-centre": "visit-room.svg", "putrajaya-wetlands": "visit-water.svg"}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the clock stands in the meeting."""

    phase: str
    days_left: int
    today: dt.date
    now: tuple[Item, ...]
    next: tuple[Item, ...]
    registration: str  # soon, open, closed


@dataclass(frozen=True, slots=True)
class Day:
    """One day at a glance."""

    date: dt.date
    items: tuple[Item, ...]
    more: int
    is_today: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit with its drawing."""

    visit: OpenVisit
    picture: str


def moment_of(meeting: Meeting, programme: Programme, *, at: dt.datetime) -> Moment:
    """What is on at `at`, what comes next, and how far away the meeting is."""
    today = at.astimezone(meeting.zone).date()
    phase = BEFORE if today < meeting.starts_on else AFTER if today > meeting.ends_on else DURING
    later = [item for item in programme.items if item.starts_at > at and not item.is_cancelled]
    now = [item for item in programme.items if item.starts_at <= at < item.ends_at and not item.is_cancelled]
    registration = "open"
    if at < meeting.registration_opens_at:
        registration = "soon"
    elif at >= meeting.registration_closes_at:
        registration = "closed"
    return Moment(
        phase=phase,
        days_left=max((meeting.starts_on - today).days, 0),
        today=today,
        now=_foremost(now) if phase == DURING else (),
        next=_foremost(item for item in later if item.starts_at == later[0].starts_at) if later else (),
        registration=registration,
    )


def _foremost(items: Iterable[Item]) -> tuple[Item, ...]:
    """The two that most people look for."""
    return tuple(sorted(items, key=_rank)[:2])


def _rank(item: Item) -> tuple[bool, int, dt.datetime]:
    """What staff took the trouble to describe comes first, then the weight of its kind."""
    return not item.abstract_en, WEIGHT.get(item.kind, 9), item.starts_at


def days_of(meeting: Meeting, programme: Programme, *, today: dt.date) -> list[Day]:
    """Every day of the meeting with what it is remembered by, in order of time."""
    return [_day(date, programme.by_day.get(date, ()), today) for date in meeting.days]


def _day(date: dt.date, items: Sequence[Item], today: dt.date) -> Day:
    shown = sorted((item for item in items if item.kind != "break" and not item.is_cancelled), key=_rank)
    first = sorted(shown[:_A_DAY_SHOWS], key=lambda item: item.starts_at)
    return Day(date, tuple(first), len(shown) - len(first), date == today, date < today)


def dates_of(meeting: Meeting) -> str:
    """The dates as people write them: 8–12 September 2025, 30 September – 2 October 2025."""
    first, last = meeting.starts_on, meeting.ends_on
    if first == last:
        return date_format(last, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} – {date_format(last, 'j F Y')}"


def visit_cards(*, at: dt.datetime) -> list[VisitCard]:
    """The visits as the public sees them, each with a drawing."""
    return [
        VisitCard(visit, PICTURES.get(visit.item.room.slug if visit.item.room else "", "visit-weave.svg"))
        for visit in open_visits(at=at)
    ]


def front_version(request: HttpRequest) -> Hashable:
    """What the front page is kept under: the content, the seats, and where the clock stands. Two small queries."""
    try:
        meeting = current_meeting()
    except Refused:
        return None
    seats = Seating.objects.order_by("pk").values_list("pk", "confirmed", "capacity", "tickets_issued")
    moment = moment_of(meeting, current_programme(), at=timezone.now())
    on = tuple(item.code for item in (*moment.now, *moment.next))
    return (tuple(sorted(numbers().items())), tuple(seats), moment.phase, moment.today, moment.registration, on)


@login_not_required
@require_safe
@public_page(front_version)
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    try:
        meeting = current_meeting()
    except Refused as no:
        return render(request, "home_empty.html", {"text": str(no)}, status=503)
    programme, at = current_programme(), timezone.now()
    moment = moment_of(meeting, programme, at=at)
    context = {
        "programme": programme,
        "moment": moment,
        "dates": dates_of(meeting),
        "days": days_of(meeting, programme, today=moment.today),
        "starts_at": programme.items[0].starts_at if programme.items else meeting.starts_on,
        "visits": visit_cards(at=at),
        "highlights": highlights(),
        "cities": City.objects.count(),
        "states": Country.objects.in_role(CountryRole.Role.MEMBER, on=meeting.starts_on).count(),
        "focus_areas": FocusArea.objects.all(),
        "clock_offset": settings.CLOCK_OFFSET,
    }
    with timezone.override(meeting.zone):
        return render(request, "home.html", context)


def highlights() -> list[Listing]:
    """A few exhibitors for the front page."""
    return directory.highlights(_HIGHLIGHTS)


def practical_version(request: HttpRequest) -> Hashable:
    """The practical notes change with the facts of the meeting."""
    return numbers().get("meeting", 0)


@login_not_required
@require_safe
@public_page(practical_version)
def practical(request: HttpRequest) -> HttpResponse:
    """Practical notes for the journey and the stay."""
    try:
        dates = dates_of(current_meeting())
    except Refused:
        dates = ""
    return render(request, "practical.html", {"dates": dates})
