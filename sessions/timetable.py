"""One day as a grid: rooms side by side, time downwards in rows of five minutes.

Places are names of CSS classes (static/css/pages/agenda-grid.css), because the site's policy forbids style attributes:
`r12` begins in the twelfth row, `s6` is six rows high, `c2` stands in the second column, `w2` is two columns wide.
Time in which nothing runs, or only one thing for all, is drawn shorter than it lasts.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from ascn8.lib.languages import pick
from sessions.models import Session
from sessions.programme import Item, Room

MINUTES = 5
MOST_COLUMNS = 8
MOST_ROWS = 288
# Rows that a gap, and a session across all rooms, may take at most.
_GAP_ROWS = 3
_ACROSS_ROWS = 9
# These stand across all rooms while nothing else happens.
_FOR_ALL = {Session.Kind.BREAK, Session.Kind.CEREMONY, Session.Kind.SOCIAL}


@dataclass(frozen=True, slots=True)
class Head:
    """A room's name above its column or columns."""

    label: str
    css: str


@dataclass(frozen=True, slots=True)
class Hour:
    """A time at the left edge, with the row where it stands."""

    at: dt.datetime
    row: int

    @property
    def is_full(self) -> bool:
        return self.at.minute == 0


@dataclass(frozen=True, slots=True)
class Timetable:
    """A day that fits into a grid. `css` has the class for each session's place, by code."""

    columns: int
    heads: tuple[Head, ...]
    hours: tuple[Hour, ...]
    css: dict[str, str]

    @property
    def is_broad(self) -> bool:
        """Whether it needs its own horizontal scrolling on an ordinary screen."""
        return self.columns > 6


def timetable(items: tuple[Item, ...], rooms: tuple[Room, ...]) -> Timetable | None:
    """The grid of one day's `items`, columns in the order of `rooms`.

    None where it would hold nothing, or more columns than people can read side by side.
    """
    if not items:
        return None
    across = [item for item in items if _goes_across(item, items)]
    beside = [item for item in items if not _goes_across(item, items)]
    lanes = _lanes(beside, [pick(room, "name") for room in rooms])
    columns = sum(len(room) for room in lanes.values())
    if columns > MOST_COLUMNS:
        return None
    scale = _Scale(items, across)
    css = {item.code: f"{scale.rows(item)} across" for item in across}
    heads, first = [], 1
    for label, room in lanes.items():
        heads.append(Head(label, f"c{first} w{len(room)}"))
        for column, lane in enumerate(room, start=first):
            css |= {item.code: f"{scale.rows(item)} c{column}" for item in lane}
        first += len(room)
    return Timetable(max(columns, 1), tuple(heads), scale.hours(), css)


def _goes_across(item: Item, items: tuple[Item, ...]) -> bool:
    if item.room is not None and item.kind not in _FOR_ALL:
        return False
    return not any(
        other is not item and other.starts_at < item.ends_at and item.starts_at < other.ends_at for other in items
    )


def _lanes(items: list[Item], names: list[str]) -> dict[str, list[list[Item]]]:
    """Room -> columns. What overlaps in one room gets a column beside; sessions without a place share the last."""
    rooms: dict[str, list[list[Item]]] = defaultdict(list)
    for item in items:
        label = pick(item.room, "name") if item.room else ""
        for lane in rooms[label]:
            if lane[-1].ends_at <= item.starts_at:
                lane.append(item)
                break
        else:
            rooms[label].append([item])
    return {label: rooms[label] for label in (*names, "") if label in rooms}


class _Scale:
    """From times to rows. Quiet stretches are (begin, end, rows) and take fewer rows than their length would."""

    def __init__(self, items: tuple[Item, ...], across: list[Item]) -> None:
        self.start = min(item.starts_at for item in items).replace(second=0, microsecond=0)
        self.start -= dt.timedelta(minutes=self.start.minute % 30)
        self.end = max(item.ends_at for item in items)
        self.quiet = [(item.starts_at, item.ends_at, _ACROSS_ROWS) for item in across]
        busy_until = self.start
        for item in items:
            if item.starts_at > busy_until:
                self.quiet.append((busy_until, item.starts_at, _GAP_ROWS))
            busy_until = max(busy_until, item.ends_at)
        self.quiet = [stretch for stretch in self.quiet if _length(*stretch[:2]) > stretch[2]]

    def row(self, moment: dt.datetime) -> int:
        row = _length(self.start, moment)
        for begin, end, most in self.quiet:
            if moment > begin:
                passed = _length(begin, min(moment, end))
                row -= passed - min(passed, most)
        return min(row, MOST_ROWS)

    def rows(self, item: Item) -> str:
        """The classes of `item`'s place; the shortest session is one row high."""
        first = min(self.row(item.starts_at), MOST_ROWS - 1)
        return f"r{first} s{max(1, self.row(item.ends_at) - first)}"

    def hours(self) -> tuple[Hour, ...]:
        """Every half hour, but none inside a quiet stretch: there the rows do not keep time."""
        step = dt.timedelta(minutes=30)
        moments = [self.start + step * n for n in range(int((self.end - self.start) / step) + 1)]
        return tuple(
            Hour(moment, self.row(moment))
            for moment in moments
            if not any(begin < moment < end for begin, end, _most in self.quiet)
        )


def _length(begin: dt.datetime, end: dt.datetime) -> int:
    """Rows between two moments, a part of a row counted as one."""
    return -(-int((end - begin).total_seconds()) // 60 // MINUTES)
