"""One day as a grid: rooms side by side, time downwards in rows of five minutes.

Places are names of CSS classes (static/css/pages/agenda-grid.css), because the site's policy forbids style attributes:
`r12` begins in the twelfth row, `s6` is six rows high, `c2` stands in the second column, `w2` is two columns wide.
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
# These stand across all rooms while nothing else happens.
_FOR_ALL = {Session.Kind.BREAK, Session.Kind.CEREMONY, Session.Kind.SOCIAL}


@dataclass(frozen=True, slots=True)
class Head:
    """A room's name above its column or columns."""

    label: str
    css: str


@dataclass(frozen=True, slots=True)
class Hour:
    """A time at the left edge."""

    at: dt.datetime
    css: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """A day that fits into a grid. `css` has the class for each session's place, by code."""

    starts_at: dt.datetime
    columns: int
    heads: tuple[Head, ...]
    hours: tuple[Hour, ...]
    css: dict[str, str]

    @property
    def is_broad(self) -> bool:
        """Whether it needs its own horizontal scrolling on an ordinary screen."""
        return self.columns > 5


def timetable(items: tuple[Item, ...], rooms: tuple[Room, ...]) -> Timetable | None:
    """The grid of one day's `items`, columns in the order of `rooms`.

    None where it would hold nothing, or more columns than people can read side by side.
    """
    if not items:
        return None
    start = min(item.starts_at for item in items).replace(minute=0, second=0, microsecond=0)
    end = min(max(item.ends_at for item in items), start + dt.timedelta(minutes=MINUTES * MOST_ROWS))
    across = [item for item in items if _goes_across(item, items)]
    beside = [item for item in items if not _goes_across(item, items)]
    lanes = _lanes(beside, [pick(room, "name") for room in rooms])
    columns = sum(len(room) for room in lanes.values())
    if columns > MOST_COLUMNS:
        return None
    css = {item.code: f"{_rows(item, start)} across" for item in across}
    heads, first = [], 1
    for label, room in lanes.items():
        heads.append(Head(label, f"c{first} w{len(room)}"))
        for column, lane in enumerate(room, start=first):
            css |= {item.code: f"{_rows(item, start)} c{column}" for item in lane}
        first += len(room)
    return Timetable(start, max(columns, 1), tuple(heads), _hours(start, end), css)


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


def _rows(item: Item, start: dt.datetime) -> str:
    first = int((item.starts_at - start).total_seconds()) // 60 // MINUTES
    last = -(-int((item.ends_at - start).total_seconds()) // 60 // MINUTES)
    last = min(max(last, first + 1), MOST_ROWS)
    return f"r{first} s{max(1, last - first)}"


def _hours(start: dt.datetime, end: dt.datetime) -> tuple[Hour, ...]:
    """Every half hour until the last session ends."""
    step = dt.timedelta(minutes=30)
    count = int((end - start) / step)
    return tuple(Hour(start + step * n, f"r{n * 6}" + ("" if n % 2 else " full")) for n in range(count + 1))
