"""One session in the booklet: set and measured before it is written, so that what belongs together stays together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from ascn8.typeset.leaf import Kind
from ascn8.typeset.paper import BLUE, INK, MM, SOFT, Block, Style, set_text
from sessions.models import Appearance
from sessions.print.edition import Edition, affiliation_of, beside, place_name, said, tongues, when
from sessions.print.flow import Flow
from sessions.print.looks import PLAIN, RED, colours, set_name
from sessions.programme import Item, Part

_TIME_WIDTH: Final = 19 * MM
_BAR: Final = 1.1 * MM
_GAP: Final = 3.2 * MM
_ROLE_WIDTH: Final = 21 * MM
_AIR: Final = 3.6 * MM
# A longer text may be parted between two pages, after so many lines.
_LINES_TOGETHER: Final = 8
# An entry that takes no more of a page than this is not parted at all.
_KEPT_WHOLE: Final = 0.5

_START: Final = Style(11, "Bold", INK, 1.2)
_AGAIN: Final = Style(8, "Bold", SOFT, 1.25)
_END: Final = Style(8, colour=SOFT, leading=1.25)
_TITLE: Final = Style(10.4, "Bold", INK, 1.24)
_SECOND: Final = Style(8.2, colour=SOFT, leading=1.28)
_NAME: Final = Style(8.2, "Bold", INK, 1.32)
_NAMED: Final = Style(7.6, colour=SOFT, leading=1.3)
_FACT: Final = Style(7.4, colour=SOFT, leading=1.32)
_SYMBOL: Final = Style(7.4, "Bold", BLUE, 1.3)
_SLIM: Final = Style(8.6, "Bold", INK, 1.28)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block in a row, so far from the left of the column."""

    block: Block
    x: float = 0.0
    y: float = 0.0
    kind: Kind = "P"
    language: str = ""
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is never torn: blocks at the same height, and the air above them."""

    pieces: tuple[Piece, ...]
    above: float = 0.0
    # The code of the person who is named in it.
    person: str = ""

    @property
    def height(self) -> float:
        return self.above + max(piece.y + piece.block.height for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Entry:
    """A session that is set. `together` rows stay on one page, with the time beside them; the rest may go on."""

    item: Item
    times: tuple[Block, ...]
    rows: tuple[Row, ...]
    together: int

    @property
    def height(self) -> float:
        """The height of everything in it."""
        return max(sum(row.height for row in self.rows), sum(block.height for block in self.times))

    @property
    def beginning(self) -> float:
        """How much of it must find room on the page where it begins."""
        return sum(row.height for row in self.rows[: self.together])


def entry_of(item: Item, edition: Edition, *, width: float, both_titles: bool) -> Entry:
    """Set a session for a column of that width."""
    room = width - _TIME_WIDTH - _BAR - _GAP
    if item.kind == "break":
        slim = set_text(when(item), Style(_END.size, "Bold", SOFT, 1.35), _TIME_WIDTH)
        rows = (*_titles(item, room, both_titles, style=_SLIM), *_where(item, room))
        return Entry(item, (slim,), rows, len(rows))
    head = (_label(item, room), *_titles(item, room, both_titles, style=_TITLE))
    rest = (*_where(item, room), *_people(item, edition, room), *_texts(item, room))
    times = (set_text(f"{item.starts_at:%H:%M}", _START, _TIME_WIDTH), set_text(f"–{item.ends_at:%H:%M}", _END, room))
    return Entry(item, times, (*head, *rest), min(len(head) + 2, len(head) + len(rest)))


def write(entry: Entry, flow: Flow) -> list[tuple[str, int]]:
    """Put the entry on the page, or on the next where it finds no room.

    Returns who is named in it (codes), each with the number of the page in the flow on which the name stands.
    """
    flow.need(entry.height if entry.height < flow.most * _KEPT_WHOLE else entry.beginning)
    first, begun, y = flow.leaf, flow.y, flow.y
    for block in entry.times:
        y = flow.leaf.put(block, flow.x, y)
    named = []
    for row in entry.rows:
        if row.height > flow.room and flow.y > begun:
            _close(entry.item, flow, begun)
            flow.new_page()
            begun = flow.y
            again = flow.leaf.put(set_text(f"{entry.item.starts_at:%H:%M}", _AGAIN, _TIME_WIDTH), flow.x, begun)
            flow.leaf.put(set_text(_("continued"), _FACT, _TIME_WIDTH), flow.x, again)
        _put(row, flow)
        if row.person:
            named.append((row.person, len(flow.leaves)))
    if flow.leaf is first:
        flow.y = max(flow.y, y)
    _close(entry.item, flow, begun)
    flow.skip(_AIR)
    return named


def _put(row: Row, flow: Flow) -> None:
    left = flow.x + _TIME_WIDTH + _BAR + _GAP
    for piece in row.pieces:
        flow.leaf.put(
            piece.block,
            left + piece.x,
            flow.y + row.above + piece.y,
            kind=piece.kind,
            language=piece.language,
            slanted=piece.slanted,
        )
    flow.y += row.height


def _close(item: Item, flow: Flow, begun: float) -> None:
    """The bar in the colour of the kind, along what stands on this page."""
    leaf = flow.leaf
    leaf.rectangle(flow.x + _TIME_WIDTH, begun, _BAR, flow.y - begun, colours(item.kind)[0])
    leaf.note(item.code, flow.x, begun, flow.width, flow.y - begun)


def _label(item: Item, room: float) -> Row:
    """The kind, and what is special: cancelled, by invitation, the track."""
    word = set_text(item.kind_label, Style(7.2, "Bold", colours(item.kind)[0], 1.3), room / 2)
    pieces, x = [Piece(word)], word.width + 6
    if item.is_cancelled:
        pieces.append(Piece(set_text(_("Cancelled"), Style(7.2, "Bold", RED, 1.3), room - x), x))
        x += pieces[-1].block.width + 6
    notes = [_("By invitation")] if not item.is_open and item.kind != "closed" else []
    notes += [said(item.strand, "name").text] if item.strand else []
    if notes:
        pieces.append(Piece(set_text(" · ".join(notes), Style(7.2, colour=SOFT, leading=1.3), room - x), x))
    return Row(tuple(pieces))


def _titles(item: Item, room: float, both_titles: bool, *, style: Style) -> Iterator[Row]:
    """The title, and under it the subtitle and the title in the other language."""
    first = said(item, "title")
    block = set_text(first.text, style, room)
    yield Row((Piece(block, kind="H3", language=first.language, slanted=first.is_fallback),))
    if item.subtitle:
        yield Row((Piece(set_text(item.subtitle, _SECOND, room)),))
    second = beside(item, "title") if both_titles else None
    if second:
        yield Row((Piece(set_text(second.text, _SECOND, room), language=second.language, slanted=True),))


def _where(item: Item, room: float) -> Iterator[Row]:
    """The place and the languages, on one line where they fit."""
    where, heard = place_name(item), tongues(item) if item.kind != "break" else ""
    place = set_text(where, Style(_FACT.size, "Bold", INK, _FACT.leading), room)
    if not where:
        yield from (Row((Piece(set_text(heard, _FACT, room)),), 1.5) for _one in (heard,) if heard)
        return
    x = place.width + 7
    beside_it = set_text(heard, _FACT, max(room - x, 60.0))
    if heard and len(place.lines) == len(beside_it.lines) == 1 and x + beside_it.width <= room:
        yield Row((Piece(place), Piece(beside_it, x)), 1.5)
        return
    yield Row((Piece(place),), 1.5)
    if heard:
        yield Row((Piece(set_text(heard, _FACT, room)),))


def _people(item: Item, edition: Edition, room: float) -> Iterator[Row]:
    """One row a person: what they do, the name, and where they come from. A role is said once for all who share it."""
    for role, parts in groupby(item.parts, key=lambda part: part.role):
        for place, part in enumerate(parts):
            yield _person(part, edition, room, role=role if place == 0 else "", above=2.4 if place == 0 else 1.0)


def _person(part: Part, edition: Edition, room: float, *, role: str, above: float) -> Row:
    style = Style(_NAMED.size, colour=SOFT, leading=_NAME.leading * _NAME.size / _NAMED.size)
    word = set_text(str(Appearance.Role(role).label) if role else "", style, _ROLE_WIDTH - 4)
    han = edition.han.get(part.person.country, "")
    pieces, y = [Piece(word)] if word.lines else [], 0.0
    where = set_text(affiliation_of(part.person), _NAMED, room - _ROLE_WIDTH, han=han)
    for block in (*set_name(part.person, _NAME, room - _ROLE_WIDTH, han=han), where):
        if block.lines:
            pieces.append(Piece(block, _ROLE_WIDTH, y))
            y += block.height
    return Row(tuple(pieces), above, part.person.code)


def _texts(item: Item, room: float) -> Iterator[Row]:
    """The abstract, and the symbols of the papers."""
    abstract = said(item, "abstract")
    for place, paragraph in enumerate(filter(None, map(str.strip, abstract.text.split("\n")))):
        block = set_text(paragraph, PLAIN, room)
        for piece in _parts(block):
            first = piece.lines[0] is block.lines[0]
            above = (3.2 if place == 0 else 2.0) if first else 0.0
            yield Row((Piece(piece, language=abstract.language, slanted=abstract.is_fallback),), above)
    for place, paper in enumerate(item.documents):
        title = said(paper, "title")
        symbol = set_text(paper.symbol, _SYMBOL, room)
        name = set_text(title.text, _FACT, room)
        above = 3.2 if place == 0 else 1.4
        yield Row((Piece(symbol), Piece(name, 0.0, symbol.height, language=title.language)), above)


def _parts(block: Block) -> Iterator[Block]:
    """A text in parts of some lines, none of which leaves a single line behind."""
    lines = list(block.lines)
    while lines:
        many = len(lines) if len(lines) <= _LINES_TOGETHER + 1 else _LINES_TOGETHER
        yield Block(tuple(lines[:many]), block.size, block.colour, block.step, block.ascent)
        lines = lines[many:]
