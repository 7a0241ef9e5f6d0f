"""What the board shows of one day: rooms side by side, time downwards in rows of five minutes; and what has no time.

Places are names of classes (static/css/panel/board.css), because the policy forbids style attributes: `b-r12` begins in
the twelfth row of the day, `b-s6` is six rows high, `b-l2` stands in the second lane of its room.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from ascn8.meeting.facts import current_meeting
from sessions.board.draft import Draft, SessionRow, Span
from sessions.board.rules.checking import by_session
from sessions.board.rules.finding import Finding
from sessions.models import Place, Session

MINUTES = 5
ROWS = 24 * 60 // MINUTES
MOST_LANES = 4
_MOST_IDLE_ROOMS = 12
# The hours that are always there to put something into.
_FIRST_HOUR, _LAST_HOUR = 8, 19
_DAY = dt.timedelta(days=1)
_SIZES = ((30, "is-tiny"), (45, "is-30"), (60, "is-45"), (75, "is-60"))


@dataclass(frozen=True)
class Card:
    """A session on the board, or beside it."""

    row: SessionRow
    css: str
    findings: tuple[Finding, ...]

    @cached_property
    def url(self) -> str:
        return reverse("admin:agenda_board_session", args=[self.row.code])

    @property
    def kind_label(self) -> str:
        return str(Session.Kind(self.row.kind).label)

    @cached_property
    def blocks(self) -> int:
        return sum(finding.blocks for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.blocks

    @cached_property
    def people(self) -> int:
        return len({person for person, _role in self.row.people})

    @cached_property
    def minutes(self) -> int:
        return minutes_of(self.row)

    @cached_property
    def starts_at(self) -> dt.datetime | None:
        return timezone.localtime(self.row.starts_at) if self.row.starts_at else None

    @cached_property
    def ends_at(self) -> dt.datetime | None:
        return timezone.localtime(self.row.ends_at) if self.row.ends_at else None

    @cached_property
    def start(self) -> str:
        """The time of day at which it begins; empty while it has none."""
        return f"{self.starts_at:%H:%M}" if self.starts_at else ""

    @cached_property
    def end(self) -> str:
        return f"{self.ends_at:%H:%M}" if self.ends_at else ""

    @property
    def size(self) -> str:
        """How much fits on it: short ones say less. The class of its length; empty where everything fits."""
        return next((css for minutes, css in _SIZES if self.minutes < minutes), "")


@dataclass(frozen=True, slots=True)
class Band:
    """A time in which a room is closed, or that is kept free for all."""

    css: str
    words: str
    clock: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A room with its cards. Sessions that have a time and no place stand in a column of their own."""

    place: Place | None
    cards: tuple[Card, ...]
    bands: tuple[Band, ...]
    lanes: int

    @property
    def name(self) -> str:
        return pick(self.place, "name") if self.place else _("No place yet")


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour at the left edge."""

    words: str
    css: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything the template needs of one day."""

    day: dt.date
    tabs: list[dict[str, Any]]
    columns: tuple[Column, ...]
    beside: tuple[Card, ...]
    hours: tuple[Hour, ...]
    first_hour: int
    findings: tuple[Finding, ...]
    all_rooms: bool
    hidden_rooms: int

    @property
    def rows(self) -> int:
        """How many rows of five minutes the day has."""
        return len(self.hours) * 60 // MINUTES

    @property
    def blocks(self) -> int:
        return sum(finding.blocks for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.blocks

    @property
    def is_empty(self) -> bool:
        return not any(column.cards for column in self.columns)


def days_of(draft: Draft) -> list[dt.date]:
    """The days of the meeting, and every other day on which a session lies."""
    return _days(row.starts_at for row in draft.sessions.values() if row.starts_at)


def days_to_choose() -> list[dt.date]:
    """The same from the database, where no draft is at hand."""
    moments = Session.objects.timed().values_list("starts_at", flat=True)
    return _days(moment for moment in moments if moment)


def _days(moments: Iterable[dt.datetime]) -> list[dt.date]:
    used = {timezone.localtime(moment).date() for moment in moments}
    try:
        meeting = current_meeting()
    except Refused:  # Nobody has described the meeting yet; its sessions may be there already.
        return sorted(used) or [timezone.localdate()]
    count = (meeting.ends_on - meeting.starts_on).days + 1
    return sorted(used | {meeting.starts_on + n * _DAY for n in range(count)})


def chosen_day(days: Sequence[dt.date], asked: str, *, today: dt.date) -> dt.date:
    """The day that was asked for where it is one of `days`; else today, else the first."""
    try:
        wanted = dt.date.fromisoformat(asked)
    except ValueError:
        wanted = today
    return wanted if wanted in days else today if today in days else days[0]


def board_page(
    draft: Draft, found: tuple[Finding, ...], places: Sequence[Place], day: dt.date, *, all_rooms: bool = False
) -> BoardPage:
    """The board of `day`, on the clock that is set. `found` are all findings of the draft."""
    rows = sorted(
        (row for row in draft.sessions.values() if row.starts_at and _day_of(row) == day),
        key=lambda row: (row.starts_at, row.key),
    )
    first, last = _hours(rows)
    scale = _Scale(day, first, last)
    cards = by_session(found)
    shown = list(places) if all_rooms else _shown(places, rows)
    columns = [_column(place, rows, draft, scale, cards) for place in (*shown, None)]
    on_day = {row.code for row in rows}
    return BoardPage(
        day=day,
        tabs=_tabs(draft, found, day),
        columns=tuple(column for column in columns if column.place or column.cards),
        beside=_beside(draft, cards),
        hours=tuple(Hour(f"{hour:02d}:00", f"b-r{(hour - first) * 12}") for hour in range(first, last)),
        first_hour=first,
        findings=tuple(finding for finding in found if on_day & set(finding.codes)),
        all_rooms=all_rooms,
        hidden_rooms=len(places) - len(shown),
    )


def minutes_of(row: SessionRow) -> int:
    """How long a session lasts; 0 while it has no time."""
    return int((row.ends_at - row.starts_at).total_seconds()) // 60 if row.starts_at and row.ends_at else 0


def _shown(places: Sequence[Place], rows: Iterable[SessionRow]) -> list[Place]:
    """The places that are used on the day, and the venue's other rooms while they are few enough to be looked over."""
    used = {row.place for row in rows}
    inside = sum(not place.is_outside for place in places)
    return [place for place in places if place.pk in used or (not place.is_outside and inside <= _MOST_IDLE_ROOMS)]


def _day_of(row: SessionRow) -> dt.date:
    return timezone.localtime(row.starts_at).date()


def _hours(rows: Sequence[SessionRow]) -> tuple[int, int]:
    first, last = _FIRST_HOUR, _LAST_HOUR
    for row in rows:
        start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        first = min(first, start.hour)
        last = 24 if end.date() > start.date() else max(last, end.hour + bool(end.minute))
    return first, last


class _Scale:
    """From times to rows of the day."""

    def __init__(self, day: dt.date, first: int, last: int) -> None:
        self.start = timezone.make_aware(dt.datetime.combine(day, dt.time(first)))
        self.end = self.start + dt.timedelta(hours=last - first)

    def css(self, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
        """The classes of a place; what lasts beyond the day ends with it."""
        first = _rows(self.start, max(starts_at, self.start))
        last = -(-int((min(ends_at, self.end) - self.start).total_seconds()) // 60 // MINUTES)
        return f"b-r{first} b-s{max(last - first, 1)}"

    def meets(self, span: Span) -> bool:
        return span.starts_at < self.end and span.ends_at > self.start


def _rows(begin: dt.datetime, end: dt.datetime) -> int:
    return int((end - begin).total_seconds()) // 60 // MINUTES


def _column(
    place: Place | None,
    rows: Iterable[SessionRow],
    draft: Draft,
    scale: _Scale,
    found: Mapping[str, list[Finding]],
) -> Column:
    key = place.pk if place else None
    placed = _lanes([row for row in rows if row.place == key])
    cards = [
        Card(row, f"{scale.css(row.starts_at, row.ends_at)} b-l{lane}", tuple(found.get(row.code, ())))
        for row, lane in placed
        if row.starts_at and row.ends_at
    ]
    lanes = max((lane for _row, lane in placed), default=1)
    return Column(place, tuple(cards), _bands(place, draft, scale), lanes)


def _lanes(rows: Sequence[SessionRow]) -> list[tuple[SessionRow, int]]:
    """Each session with the lane of its room in which it stands: what overlaps stands side by side."""
    ends: list[dt.datetime] = []
    placed = []
    for row in rows:
        if not (row.starts_at and row.ends_at):
            continue
        lane = next((n for n, end in enumerate(ends) if end <= row.starts_at), len(ends))
        lane = min(lane, MOST_LANES - 1)
        ends[lane : lane + 1] = [row.ends_at]
        placed.append((row, lane + 1))
    return placed


def _bands(place: Place | None, draft: Draft, scale: _Scale) -> tuple[Band, ...]:
    closed = [(span, pick(span, "reason"), True) for span in draft.closures if place and span.place == place.pk]
    quiet = [(span, pick(span, "name"), False) for span in draft.windows]
    return tuple(
        Band(scale.css(span.starts_at, span.ends_at), words, _clock(span), is_closed)
        for span, words, is_closed in (*closed, *quiet)
        if scale.meets(span)
    )


def _clock(span: Span) -> str:
    return f"{timezone.localtime(span.starts_at):%H:%M}–{timezone.localtime(span.ends_at):%H:%M}"


def _beside(draft: Draft, found: Mapping[str, list[Finding]]) -> tuple[Card, ...]:
    rows = [row for row in draft.sessions.values() if row.starts_at is None]
    rows.sort(key=lambda row: (row.is_cancelled, pick(row, "title").casefold(), row.key))
    return tuple(Card(row, "", tuple(found.get(row.code, ()))) for row in rows)


def _tabs(draft: Draft, found: Iterable[Finding], day: dt.date) -> list[dict[str, Any]]:
    """Each day with the number of its sessions, and of what blocks on it."""
    by_day: dict[dt.date, set[str]] = defaultdict(set)
    for row in draft.sessions.values():
        if row.starts_at:
            by_day[_day_of(row)].add(row.code)
    blocks = [set(finding.codes) for finding in found if finding.blocks]
    return [
        {
            "label": date_format(one, "D j M"),
            "url": f"?day={one}",
            "current": one == day,
            "note": ngettext("%(count)d session", "%(count)d sessions", len(by_day[one])) % {"count": len(by_day[one])},
            "blocks": sum(bool(by_day[one] & codes) for codes in blocks),
        }
        for one in days_of(draft)
    ]
