"""One page a day: a grid of places and times for the door. Larger type where there is room, more pages where not."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.typeset.book import Book
from ascn8.typeset.leaf import Leaf
from ascn8.typeset.paper import BLUE, GOLD_LIGHT, MM, RULE, SKY, SOFT, WHITE, Style, set_text
from sessions.print.cells import SetCell, largest_size, set_band, set_cell, write_cell
from sessions.print.edition import Edition, day_name
from sessions.print.grid import Column, Needs, Window, cells, columns_of, least_height, windows
from sessions.print.looks import foot, seal, warn, woven
from sessions.programme import Item

# Called with how much is done of how much.
Step = Callable[[int, int], None]

MARGIN: Final = 9 * MM
FOOT: Final = 6 * MM
_BOTTOM: Final = 13 * MM
_HEAD: Final = 24 * MM
_HEAD_GAP: Final = 4 * MM
_TIMES: Final = 13 * MM
_NARROWEST: Final = 27 * MM
_GAP: Final = 1.6
# Type sizes, from a placard's down to the smallest that is read at arm's length.
SIZES: Final = tuple(size / 4 for size in range(60, 24, -1))
A4: Final = (210 * MM, 297 * MM)
A3: Final = (297 * MM, 420 * MM)


def draw_days(
    edition: Edition, *, language: str, paper: tuple[float, float] = A4, step: Step = lambda *_: None
) -> tuple[bytes, int]:
    """The file, and how many pages it has."""
    book = Book(title=f"{edition.meeting.name}: {_('Day by day')}", language=language)
    for place, (day, items) in enumerate(edition.days.items(), 1):
        for leaf in DaySheets(edition, day, items, paper).draw(book):
            book.page(leaf)
        step(place, len(edition.days))
    for number, leaf in enumerate(book.leaves, 1):
        said = _("page %(page)d of %(pages)d") % {"page": number, "pages": len(book.leaves)}
        foot(leaf, f"{edition.foot} · {edition.short_address}", said, margin=MARGIN, bottom=FOOT)
    return book.finish(), len(book.leaves)


class Layout:
    """A day on sheets of one orientation: its pages, and the largest type in which all of them fit."""

    def __init__(self, edition: Edition, items: Sequence[Item], width: float, height: float) -> None:
        self.width, self.height = width, height
        self.grid_width = width - 2 * MARGIN - _TIMES
        self._set: dict[tuple[Window, float], dict[str, SetCell]] = {}
        most = max(int(self.grid_width / _NARROWEST), 1)
        self.day = columns_of(items, edition.rooms, most=most)
        smallest = SIZES[-1]
        self.windows: list[Window] = []
        self.windows = windows(
            self.day, most=most, needs=lambda window: self.needs(window, smallest), height=self.grid_height(smallest)
        )
        self.size = self._largest()

    @property
    def cost(self) -> tuple[int, float]:
        """Fewer pages are better, then larger type."""
        return len(self.windows), -self.size

    def column_width(self, window: Window) -> float:
        return self.grid_width / max(window.last - window.first, 1)

    def head_height(self, size: float) -> float:
        """How high the names of the places are at most."""
        width = min(map(self.column_width, self.windows), default=_NARROWEST)
        names = [set_text(column_name(column), head_style(size), width - 8) for column in self.day.columns]
        return max((block.height for block in names), default=0.0) + 6

    def grid_height(self, size: float) -> float:
        return self.height - _HEAD - _HEAD_GAP - self.head_height(size) - _BOTTOM

    def set(self, window: Window, size: float) -> dict[str, SetCell]:
        """What begins on a page, set at a size of type."""
        key = (window, size)
        if key not in self._set:
            self._set[key] = {cell.item.code: cell for cell in self._cells(window, size)}
        return self._set[key]

    def needs(self, window: Window, size: float) -> Needs:
        return {code: cell.height + _GAP for code, cell in self.set(window, size).items()} | {"": size * 1.1}

    def _cells(self, window: Window, size: float) -> list[SetCell]:
        bands = [
            set_band(item, size, self.grid_width, in_full=window.is_leading)
            for item in self.day.across
            if window.has(item)
        ]
        width = self.column_width(window) - _GAP
        return bands + [
            set_cell(item, size, width, with_place=column.room is None)
            for column in self.day.columns[window.first : window.last]
            for item in column.items
            if window.has(item)
        ]

    def _largest(self) -> float:
        """By bisection: what fits at a size fits at every smaller one. No word is torn for the sake of larger type."""
        whole = min((self._word_limit(window) for window in self.windows), default=SIZES[0])
        low = next((place for place, size in enumerate(SIZES) if size <= whole), len(SIZES) - 1)
        high = len(SIZES) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._fits(SIZES[middle]) else (middle + 1, high)
        return SIZES[low]

    def _word_limit(self, window: Window) -> float:
        width = self.column_width(window) - _GAP
        columns = self.day.columns[window.first : window.last]
        return min((largest_size(item, width) for column in columns for item in column.items), default=SIZES[0])

    def _fits(self, size: float) -> bool:
        height = self.grid_height(size)
        return all(least_height(self.day, window, self.needs(window, size)) <= height for window in self.windows)


@dataclass(frozen=True, slots=True)
class _Area:
    """The grid on a page."""

    x: float
    y: float
    width: float
    height: float


class DaySheets:
    """The pages of one day, in the orientation that suits it."""

    def __init__(self, edition: Edition, date: dt.date, items: Sequence[Item], paper: tuple[float, float]) -> None:
        self.edition, self.date = edition, date
        short, long = paper
        upright, across = Layout(edition, items, short, long), Layout(edition, items, long, short)
        self.layout = min((across, upright), key=lambda layout: layout.cost)

    def draw(self, book: Book) -> list[Leaf]:
        """Add the leaves to the book."""
        layout, found = self.layout, []
        top = _HEAD + _HEAD_GAP
        names = layout.head_height(layout.size)
        for number, window in enumerate(layout.windows, 1):
            leaf = book.leaf(layout.width, layout.height)
            self._head(leaf, number)
            area = _Area(MARGIN + _TIMES, top + names, layout.grid_width, layout.grid_height(layout.size))
            self._names(leaf, window, top, names, area)
            self._grid(leaf, window, area)
            found.append(leaf)
        book.bookmark(day_name(self.date), found[0])
        return found

    def _head(self, leaf: Leaf, number: int) -> None:
        """The day, large enough to be read from across the corridor; the code of the live programme."""
        edition, side, count = self.edition, 19 * MM, len(self.layout.windows)
        text = MARGIN + 15 * MM + 4 * MM
        room = leaf.width - text - MARGIN - side - 45 * MM
        above = " · ".join(filter(None, [edition.meeting.short_name, edition.choice]))
        if count > 1:
            above += " · " + _("sheet %(number)d of %(count)d") % {"number": number, "count": count}
        blocks = [
            (set_text(above, Style(8, "Bold", GOLD_LIGHT, 1.25), room), "P"),
            (set_text(date_format(self.date, "l"), Style(22, "Bold", WHITE, 1.15), room), "H1"),
            (set_text(date_format(self.date, "j F Y"), Style(10, colour=SKY, leading=1.2), room), "H1"),
        ]
        woven(leaf, _HEAD, text + max(block.width for block, _kind in blocks) + 10)
        seal(leaf, MARGIN, (_HEAD - 14 * MM) / 2, 14 * MM)
        y = (_HEAD - sum(block.height for block, _kind in blocks)) / 2
        for block, kind in blocks:
            y = leaf.put(block, text, y, kind="H1" if kind == "H1" else "P")
        leaf.qr_code(edition.address, leaf.width - MARGIN - side, (_HEAD - side) / 2, side)
        warn(leaf, edition.warning, margin=MARGIN + side + 4 * MM, height=_HEAD)

    def _names(self, leaf: Leaf, window: Window, top: float, height: float, area: _Area) -> None:
        """The places above their columns; one name for neighbours in the same place."""
        width, first = self.layout.column_width(window), window.first
        columns = self.layout.day.columns[window.first : window.last]
        place = 0
        while place < len(columns):
            many = 1
            while place + many < len(columns) and columns[place + many].room == columns[place].room:
                many += 1
            x, room = area.x + place * width, many * width - _GAP
            leaf.rectangle(x, top, room, height - 2, BLUE)
            block = set_text(column_name(columns[place]), head_style(self.layout.size), room - 6)
            leaf.put(block, x + 3, top + (height - 2 - block.height) / 2, kind="H2", width=room - 6, align="centre")
            place += many
        leaf.note(f"names {first}", area.x, top, area.width, height - 2)

    def _grid(self, leaf: Leaf, window: Window, area: _Area) -> None:
        layout = self.layout
        made = layout.set(window, layout.size)
        placed, times = cells(layout.day, window, layout.needs(window, layout.size), area.height)
        style = Style(min(layout.size, 10.0), "Bold", SOFT, 1.1)
        for moment, top in times:
            y = area.y + top
            leaf.line((MARGIN, y), (area.x + area.width - _GAP, y), RULE, thickness=0.5)
            label = set_text(f"{moment:%H:%M}", style, _TIMES)
            leaf.put(label, MARGIN, y + 1, kind="")
        width = layout.column_width(window)
        for cell in placed:
            x = area.x + (cell.column or 0) * width
            room = (area.width if cell.column is None else width) - _GAP
            named = cell.column is not None or window.is_leading
            write_cell(
                leaf, made[cell.item.code], x, area.y + cell.top, room, cell.bottom - cell.top - _GAP, named=named
            )


def column_name(column: Column) -> str:
    """The place of a column; what stands outside shares one, and what has no place another."""
    if column.room is not None:
        return pick(column.room, "name")
    return _("Outside the venue") if any(item.room for item in column.items) else _("Other places")


def head_style(size: float) -> Style:
    return Style(max(min(size, 12.0), 7.0), "Bold", WHITE, 1.15)
