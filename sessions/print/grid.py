"""One day as a grid of places and times that fills its pages: how high each stretch of time is, where cells lie.

Every cell is as high as its text needs, at least. What height is left goes to the stretches of time by their length.
Where a day does not fit on a page in readable type, its places or its hours are shared out among several.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sessions.models import Session
from sessions.programme import Item, Room

# These stand across all places while nothing else happens.
_FOR_ALL: Final = (Session.Kind.BREAK, Session.Kind.CEREMONY, Session.Kind.SOCIAL)
# Minutes that count at most where nothing runs, and where one thing runs for all.
_GAP_MINUTES: Final = 10.0
_ACROSS_MINUTES: Final = 35.0
_GAP_HEIGHT: Final = 4.0
_BISECTIONS: Final = 24
_MOST_PARTS: Final = 60

Moment = dt.datetime
# How high the text of a session needs its cell to be.
Needs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Column:
    """Sessions one after another in one place; `room` is None for those in several places."""

    room: Room | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day's sessions: those across all places, and the others in columns."""

    across: tuple[Item, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What one page shows: the columns from `first` to `last` (without it), what begins in these hours."""

    first: int
    last: int
    begin: Moment
    end: Moment
    # Whether what runs for all is told here, or only that there is something.
    is_leading: bool

    def has(self, item: Item) -> bool:
        return self.begin <= item.starts_at < self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a session stands, from the top of the grid. `column` counts from 0 on its page; None: across all."""

    item: Item
    column: int | None
    top: float
    bottom: float


def columns_of(items: Sequence[Item], rooms: Sequence[Room], *, most: int) -> Day:
    """Share a day's sessions out. Places outside the venue share columns where there would be more than `most`."""
    across = tuple(item for item in items if _goes_across(item, items))
    beside = [item for item in items if item not in across]
    columns = _columns(beside, rooms, merge_outside=False)
    if len(columns) > most:
        columns = _columns(beside, rooms, merge_outside=True)
    return Day(across, tuple(columns))


def windows(day: Day, *, most: int, needs: Callable[[Window], Needs], height: float) -> list[Window]:
    """The pages of a day: as few as its texts fit on."""
    found: list[Window] = []
    for number, (first, last) in enumerate(_groups(len(day.columns), most)):
        whole = Window(first, last, *_hours(day), is_leading=number == 0)
        found += _shared_out(day, whole, needs(whole), height)
    return found


def cells(day: Day, window: Window, needs: Needs, height: float) -> tuple[list[Cell], list[tuple[Moment, float]]]:
    """The cells of a page, filling `height` where they need no more; and the times at which something begins."""
    rows = _Rows(day, window, needs)
    return rows.cells(rows.scale_for(height))


def least_height(day: Day, window: Window, needs: Needs) -> float:
    """How high the grid of a page is at least."""
    return _Rows(day, window, needs).tops(0.0)[-1]


def _shared_out(day: Day, whole: Window, needs: Needs, height: float) -> list[Window]:
    """The hours of a group of columns in as few parts as fit; parts end where few sessions are running."""
    if least_height(day, whole, needs) <= height:
        return [whole]
    rows = _Rows(day, whole, needs)
    tops = rows.tops(0.0)
    starts = [place for place, moment in enumerate(rows.moments) if place and moment in rows.starts]
    for parts in range(2, min(_MOST_PARTS, len(starts) + 1) + 1):
        ends = sorted({_cut(rows, starts, tops, tops[-1] * part / parts) for part in range(1, parts)})
        edges = [whole.begin, *(rows.moments[place] for place in ends), whole.end]
        found = [Window(whole.first, whole.last, one, other, whole.is_leading) for one, other in pairwise(edges)]
        found = [window for window in found if any(map(window.has, rows.items))]
        if all(least_height(day, window, needs) <= height for window in found):
            return found
    edges = [whole.begin, *(rows.moments[place] for place in starts), whole.end]
    return [Window(whole.first, whole.last, one, other, whole.is_leading) for one, other in pairwise(edges)]


def _cut(rows: "_Rows", starts: Sequence[int], tops: Sequence[float], wanted: float) -> int:
    """The beginning of a session near `wanted` at which few others run."""

    def cost(place: int) -> float:
        moment = rows.moments[place]
        running = sum(item.starts_at < moment < item.ends_at for item in rows.items)
        return abs(tops[place] - wanted) / max(tops[-1], 1.0) + 0.12 * running

    return min(starts, key=cost)


class _Rows:
    """The stretches between all beginnings and ends of one page, and how high they have to be."""

    def __init__(self, day: Day, window: Window, needs: Needs) -> None:
        columns = day.columns[window.first : window.last]
        self.columns = [[item for item in column.items if window.has(item)] for column in columns]
        self.across = [item for item in day.across if window.has(item)]
        self.items = [*self.across, *(item for column in self.columns for item in column)]
        self.needs = needs
        self.end = {item.code: min(item.ends_at, max(window.end, item.starts_at)) for item in self.items}
        self.starts = {item.starts_at for item in self.items}
        self.moments = sorted(self.starts | set(self.end.values())) or [window.begin]
        self.place = {moment: place for place, moment in enumerate(self.moments)}
        self._ending: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            self._ending[self.place[self.end[item.code]]].append(item)
        self._minutes = [self._counted(*stretch) for stretch in pairwise(self.moments)]
        self._least = [self._least_of(*stretch) for stretch in pairwise(self.moments)]

    def tops(self, scale: float) -> list[float]:
        """Where each moment lies: the longest way through all that needs room, so nothing is higher than it must."""
        tops = [0.0]
        for place in range(1, len(self.moments)):
            top = tops[-1] + max(self._least[place - 1], scale * self._minutes[place - 1])
            for item in self._ending[place]:
                top = max(top, tops[self.place[item.starts_at]] + self.needs[item.code])
            tops.append(top)
        return tops

    def scale_for(self, height: float) -> float:
        """How many points a minute takes so that the page is full."""
        low, high = 0.0, height
        for _turn in range(_BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.tops(middle)[-1] <= height else (low, middle)
        return low

    def cells(self, scale: float) -> tuple[list[Cell], list[tuple[Moment, float]]]:
        """Cells in the order of time, and the times beside them."""
        tops = self.tops(scale)
        where = [(item, None) for item in self.across]
        found: list[tuple[Item, int | None]] = [*where]
        found += [(item, number) for number, column in enumerate(self.columns) for item in column]
        found.sort(key=lambda one: (one[0].starts_at, -1 if one[1] is None else one[1]))
        placed = [
            Cell(item, column, tops[self.place[item.starts_at]], tops[self.place[self.end[item.code]]])
            for item, column in found
        ]
        return placed, [(moment, tops[self.place[moment]]) for moment in sorted(self.starts)]

    def _counted(self, begin: Moment, end: Moment) -> float:
        """Minutes of a stretch, fewer where nothing runs, or one thing for all."""
        minutes = (end - begin).total_seconds() / 60
        if any(self._runs(item, begin, end) for column in self.columns for item in column):
            return minutes
        return min(minutes, _ACROSS_MINUTES if any(self._runs(i, begin, end) for i in self.across) else _GAP_MINUTES)

    def _least_of(self, begin: Moment, end: Moment) -> float:
        """Room for the time that stands beside the stretch."""
        return self.needs[""] if begin in self.starts else 0.0 if self._is_busy(begin, end) else _GAP_HEIGHT

    def _is_busy(self, begin: Moment, end: Moment) -> bool:
        return any(self._runs(item, begin, end) for item in self.items)

    def _runs(self, item: Item, begin: Moment, end: Moment) -> bool:
        return item.starts_at <= begin and self.end[item.code] >= end


def _goes_across(item: Item, items: Iterable[Item]) -> bool:
    if item.room is not None and item.kind not in _FOR_ALL:
        return False
    return not any(
        other is not item and other.starts_at < item.ends_at and item.starts_at < other.ends_at for other in items
    )


def _columns(items: Sequence[Item], rooms: Sequence[Room], *, merge_outside: bool) -> list[Column]:
    """A column for each place; one more for each session that overlaps another in its place."""
    lanes: dict[str, list[list[Item]]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.starts_at):
        own = _key(item.room, merge_outside)
        for lane in lanes[own]:
            if lane[-1].ends_at <= item.starts_at:
                lane.append(item)
                break
        else:
            lanes[own].append([item])
    known = {_key(room, merge_outside): None if merge_outside and room.is_outside else room for room in rooms}
    return [Column(known.get(key), tuple(lane)) for key in (*known, "") for lane in lanes.get(key, [])]


def _key(room: Room | None, merge_outside: bool) -> str:
    if room is None:
        return ""
    return "outside" if merge_outside and room.is_outside else room.guid


def _groups(columns: int, most: int) -> list[tuple[int, int]]:
    """Columns in groups of nearly the same size, none larger than `most`."""
    count = max(-(-columns // most), 1)
    edges = [round(columns * part / count) for part in range(count + 1)]
    return list(pairwise(edges))


def _hours(day: Day) -> tuple[Moment, Moment]:
    items = [*day.across, *(item for column in day.columns for item in column.items)]
    return min(item.starts_at for item in items), max(item.ends_at for item in items)
