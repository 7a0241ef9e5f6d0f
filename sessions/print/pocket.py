"""The pocket fold: one A4 sheet, printed on one side, that becomes a little book of eight pages.

Fold it into eight, cut along the middle, push the ends together: no staple. The upper row of panels stands on
its head. A meeting of more days than a sheet has panels for takes further sheets, each a book of its own.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from ascn8.typeset.book import Book, Placed
from ascn8.typeset.leaf import Leaf
from ascn8.typeset.motif import DEEP_WEAVE
from ascn8.typeset.paper import GOLD_LIGHT, INK, MM, RULE, SKY, SOFT, WHITE, Block, Style, set_text
from delegates.badges.issue import meeting_dates
from sessions.models import Session
from sessions.print.edition import Edition, place_name, said, when
from sessions.print.looks import RED, colours, seal, woven
from sessions.print.practical import map_address, notes
from sessions.print.sketch import draw_sketch, sites_of
from sessions.programme import Item

# Called with how much is done of how much.
Step = Callable[[int, int], None]

SHEET_WIDTH: Final = 297 * MM
SHEET_HEIGHT: Final = 210 * MM
WIDTH: Final = SHEET_WIDTH / 4
HEIGHT: Final = SHEET_HEIGHT / 2
# Page of the little book -> column, row, and whether it stands on its head. Page 1 is its front, page 8 its back.
PANELS: Final = {
    1: (3, 1, False),
    2: (3, 0, True),
    3: (2, 0, True),
    4: (1, 0, True),
    5: (0, 0, True),
    6: (0, 1, False),
    7: (1, 1, False),
    8: (2, 1, False),
}
PAGES: Final = len(PANELS)

MARGIN: Final = 5.5 * MM
BOTTOM: Final = 8.5 * MM
_FOOT: Final = 4.6 * MM
_HEAD: Final = 11 * MM
_QR: Final = 19 * MM
_BAR: Final = 1.6
# Type sizes of a day, from the largest to the smallest.
_SIZES: Final = tuple(size / 10 for size in range(94, 52, -2))
_COLUMN: Final = WIDTH - 2 * MARGIN


def draw_pocket(edition: Edition, *, language: str, step: Step = lambda *_: None) -> tuple[bytes, int]:
    """The file, and how many sheets it has."""
    book = write_pocket(edition, language=language, step=step)
    return book.finish(), len(book.sheets)


def write_pocket(edition: Edition, *, language: str, step: Step = lambda *_: None) -> Book:
    """The sheets, with their panels in place."""
    book = Book(title=f"{edition.meeting.name}: {_('Pocket programme')}", language=language)
    inside = _inside(edition)
    room = PAGES - 2
    groups = [inside[start : start + room] for start in range(0, len(inside), room)] or [[]]
    for number, group in enumerate(groups, 1):
        panels = [_cover, *group, *[_empty] * (room - len(group)), _back]
        leaves = [_panel(book, edition, draw, (number, len(groups)), page) for page, draw in enumerate(panels, 1)]
        book.sheet(SHEET_WIDTH, SHEET_HEIGHT, [*_placed(leaves), Placed(_marks(book))])
        step(number, len(groups))
    return book


# Draws one panel.
Draw = Callable[[Leaf, Edition], None]


def _inside(edition: Edition) -> list[Draw]:
    """The panels between front and back: the days, and the visits."""
    found: list[Draw] = []
    for day, items in edition.days.items():
        found += _day(day, items)
    visits = [item for item in edition.items if item.kind == Session.Kind.VISIT]
    if visits:
        found += _visits(visits)
    return found


def _placed(leaves: Sequence[Leaf]) -> list[Placed]:
    """The panels where the fold wants them."""
    found = []
    for page, leaf in enumerate(leaves, 1):
        column, row, turned = PANELS[page]
        found.append(Placed(leaf, column * WIDTH, row * HEIGHT, turned))
    return found


def _panel(book: Book, edition: Edition, draw: Draw, sheet: tuple[int, int], page: int) -> Leaf:
    leaf = book.leaf(WIDTH, HEIGHT)
    draw(leaf, edition)
    colour = SKY if page == 1 else SOFT
    style = Style(4.6, colour=colour, leading=1.25)
    said = [_("page %(page)d of %(pages)d") % {"page": page, "pages": PAGES}]
    if sheet[1] > 1:
        said.insert(0, _("sheet %(number)d of %(count)d") % {"number": sheet[0], "count": sheet[1]})
    number = set_text(" · ".join(said), style, _COLUMN / 2)
    text = set_text(edition.short_foot, style, _COLUMN - number.width - 4)
    y = HEIGHT - _FOOT - max(text.height, number.height)
    leaf.put(text, MARGIN, y)
    leaf.put(number, WIDTH - MARGIN - number.width, y)
    return leaf


def _marks(book: Book) -> Leaf:
    """Where to fold (dashes) and where to cut (the line in the middle)."""
    leaf = book.leaf(SHEET_WIDTH, SHEET_HEIGHT)
    for column in (1, 2, 3):
        leaf.line((column * WIDTH, 0), (column * WIDTH, SHEET_HEIGHT), SOFT, thickness=0.3, dashes=(1.5, 3))
    for start, end in ((0, 1), (3, 4)):
        leaf.line((start * WIDTH, HEIGHT), (end * WIDTH, HEIGHT), SOFT, thickness=0.3, dashes=(1.5, 3))
    leaf.line((WIDTH, HEIGHT), (3 * WIDTH, HEIGHT), RED, thickness=0.6)
    word = set_text(_("cut here"), Style(4.6, "Bold", RED, 1.1), WIDTH / 3)
    leaf.rectangle(2 * WIDTH - word.width / 2 - 3, HEIGHT - word.height / 2, word.width + 6, word.height, WHITE)
    leaf.put(word, 2 * WIDTH - word.width / 2, HEIGHT - word.height / 2, kind="")
    return leaf


# --- Front and back --------------------------------------------------------------------------------------------------


def _cover(leaf: Leaf, edition: Edition) -> None:
    meeting = edition.meeting
    leaf.ground(0, 0, WIDTH, HEIGHT, DEEP_WEAVE, (0, 19 * MM, WIDTH, HEIGHT))
    seal(leaf, MARGIN, 6 * MM, 11 * MM)
    room = _COLUMN - _QR - 3 * MM
    blocks = [
        set_text(meeting_dates(meeting), Style(7.6, "Bold", WHITE, 1.25), room),
        set_text(f"{meeting.venue}, {meeting.city}", Style(6.2, colour=SKY, leading=1.28), room),
        set_text(edition.warning, Style(5.2, "Bold", GOLD_LIGHT, 1.25), room),
        set_text(edition.short_address, Style(5.8, "Bold", WHITE, 1.3), room),
    ]
    bottom = HEIGHT - BOTTOM - 1 * MM
    beginning = bottom - sum(block.height for block in blocks)
    y = leaf.put(set_text(_("Pocket programme"), Style(6.6, "Bold", GOLD_LIGHT, 1.3), _COLUMN), MARGIN, 20 * MM)
    name, theme = _names(meeting, min(beginning, bottom - _QR) - y - 20)
    y = leaf.put(name, MARGIN, y + 2, kind="H1")
    leaf.rectangle(MARGIN, y + 5, 15 * MM, 1.4, GOLD_LIGHT)
    leaf.put(theme, MARGIN, y + 11)
    y = beginning
    for block in blocks:
        y = leaf.put(block, MARGIN, y)
    leaf.qr_code(edition.address, WIDTH - MARGIN - _QR, bottom - _QR, _QR)


def _names(meeting: Meeting, height: float) -> tuple[Block, Block]:
    """The name and the theme in the largest type in which both find room."""
    for scale in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        name = set_text(meeting.name, Style(12.4 * scale, "Bold", WHITE, 1.14), _COLUMN)
        theme = set_text(meeting.theme, Style(6.8 * max(scale, 0.8), colour=SKY, leading=1.28), _COLUMN)
        if name.height + theme.height <= height:
            break
    return name, theme


def _back(leaf: Leaf, edition: Edition) -> None:
    """Where everything is."""
    meeting, y = edition.meeting, _head(leaf, _("Where it is"), "")
    address = map_address(meeting)
    side = 16 * MM if address else 0.0
    top = y
    for text, style in (
        (meeting.venue, Style(7, "Bold", INK, 1.25)),
        (meeting.venue_address, Style(6, colour=INK, leading=1.3)),
        (_("Scan the code to open the venue on a map.") if address else "", Style(5.2, colour=SOFT, leading=1.3)),
    ):
        y = leaf.put(set_text(text, style, _COLUMN - side - 4), MARGIN, y)
    if address:
        leaf.qr_code(address, WIDTH - MARGIN - side, top - 2, side)
    y = max(y, top + side) + 2 * MM
    sites = sites_of(edition)
    if any(site.is_known for site in sites):
        draw_sketch(leaf, edition, MARGIN, y, _COLUMN, 24 * MM)
        y += 25.5 * MM
    texts = [
        [(f"{site.number}  {pick(site.room, 'name')}", _SITE), (site.room.address or site.distance, _SITE_WHERE)]
        for site in sites
    ]
    texts += [[(text, _SITE_WHERE)] for text in notes(edition)]
    for lines in texts:
        blocks = [set_text(text, style, _COLUMN) for text, style in lines]
        # What finds no room here stands in the booklet and on the site.
        if y + sum(block.height for block in blocks) > HEIGHT - BOTTOM:
            break
        for block in blocks:
            y = leaf.put(block, MARGIN, y)
        y += 2


_SITE: Final = Style(6, "Bold", INK, 1.25)
_SITE_WHERE: Final = Style(5.4, colour=SOFT, leading=1.28)


def _empty(leaf: Leaf, edition: Edition) -> None:
    """A panel for notes."""
    y = _head(leaf, _("Notes"), "")
    while y + 6 * MM < HEIGHT - BOTTOM:
        y += 6 * MM
        leaf.line((MARGIN, y), (WIDTH - MARGIN, y), RULE, thickness=0.4)


# --- The days --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A session on a panel: the time, the title, the place."""

    item: Item
    time: Block
    texts: tuple[tuple[Block, str, bool], ...]
    air: float

    @property
    def height(self) -> float:
        return max(self.time.height, sum(block.height for block, _language, _slanted in self.texts)) + self.air


def _day(day: dt.date, items: Sequence[Item]) -> list[Draw]:
    """The panels of one day: one, where it fits in readable type."""
    chunks = _shared_out(items, _line)
    count = len(chunks)
    found: list[Draw] = []
    for number, chunk in enumerate(chunks, 1):
        note = _("%(number)d of %(count)d") % {"number": number, "count": count} if count > 1 else ""
        found.append(_listed(date_format(day, "l"), " · ".join(filter(None, (date_format(day, "j F"), note))), chunk))
    return found


def _visits(items: Sequence[Item]) -> list[Draw]:
    """The visits once more, with where they lead."""
    return [_listed(_("Site visits"), "", chunk) for chunk in _shared_out(items, _visit)]


def _shared_out(items: Sequence[Item], set_line: Callable[[Item, float], Line]) -> list[list[Line]]:
    """The lines in the largest type in which all fit on one panel; in the smallest on several."""
    room = HEIGHT - BOTTOM - _HEAD - 3 * MM
    for size in _SIZES:
        lines = [set_line(item, size) for item in items]
        if sum(line.height for line in lines) <= room:
            return [lines]
    chunks: list[list[Line]] = [[]]
    for line in lines:
        if chunks[-1] and sum(one.height for one in chunks[-1]) + line.height > room:
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def _listed(title: str, note: str, lines: Sequence[Line]) -> Draw:
    def draw(leaf: Leaf, _edition: Edition) -> None:
        y = _head(leaf, title, note)
        for line in lines:
            _write(leaf, line, y)
            y += line.height

    return draw


def _line(item: Item, size: float) -> Line:
    left = _time_width(size)
    room = _COLUMN - left - _BAR - 4
    title = said(item, "title")
    is_break = item.kind == Session.Kind.BREAK
    style = Style(size, "Regular" if is_break else "Bold", SOFT if is_break else INK, 1.16)
    texts = [(set_text(title.text, style, room), title.language, title.is_fallback)]
    place = place_name(item)
    facts = [_("Cancelled") if item.is_cancelled else "", place if place != title.text else ""]
    colour = RED if item.is_cancelled else SOFT
    fact = Style(size * 0.84, colour=colour, leading=1.18)
    texts.append((set_text(" · ".join(filter(None, facts)), fact, room), "", False))
    time = set_text(f"{item.starts_at:%H:%M}", Style(size, "Bold", colours(item.kind)[0], 1.16), left)
    return Line(item, time, tuple(text for text in texts if text[0].lines), size * 0.36)


def _visit(item: Item, size: float) -> Line:
    """A visit with its day, its hours and its address."""
    plain = _line(item, size)
    room = _COLUMN - _time_width(size) - _BAR - 4
    where = item.room.address if item.room else ""
    text = ", ".join(filter(None, (date_format(item.day, "l j F"), when(item), where)))
    bring = said(item, "bring")
    fact, soft = Style(size * 0.84, colour=INK, leading=1.2), Style(size * 0.84, colour=SOFT, leading=1.2)
    more = [(set_text(text, fact, room), "", False)]
    more += [(set_text(bring.text, soft, room), bring.language, bring.is_fallback)]
    return Line(item, plain.time, (*plain.texts, *(text for text in more if text[0].lines)), size * 0.8)


def _time_width(size: float) -> float:
    return size * 2.9


def _write(leaf: Leaf, line: Line, y: float) -> None:
    leaf.put(line.time, MARGIN, y)
    left = MARGIN + _time_width(line.time.size)
    leaf.rectangle(left, y + 0.8, _BAR, line.height - line.air - 0.8, colours(line.item.kind)[0])
    leaf.note(line.item.code, MARGIN, y, _COLUMN, line.height - line.air)
    for block, language, slanted in line.texts:
        y = leaf.put(block, left + _BAR + 4, y, language=language, slanted=slanted)


def _head(leaf: Leaf, title: str, note: str) -> float:
    """The band of a panel; where its text begins."""
    name = set_text(title, Style(9.6, "Bold", WHITE, 1.15), _COLUMN * 0.62)
    aside = set_text(note, Style(6.4, colour=SKY, leading=1.2), _COLUMN * 0.38 - 4)
    woven(leaf, _HEAD, WIDTH)
    leaf.put(name, MARGIN, (_HEAD - name.height) / 2 + 1, kind="H2")
    leaf.put(aside, WIDTH - MARGIN - aside.width, (_HEAD - aside.height) / 2 + 1, kind="H2")
    return _HEAD + 3 * MM
