"""The full booklet: a cover, contents, every day, the people with their pages, the practical page. A5."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.typeset.book import Book
from ascn8.typeset.leaf import Leaf
from ascn8.typeset.paper import BLUE, GOLD_LIGHT, INK, MM, RULE, SKY, SOFT, Style, set_text
from sessions.models import Session
from sessions.print.cover import COVER_RIGHT, draw_cover
from sessions.print.edition import Edition, day_name
from sessions.print.entries import entry_of, write
from sessions.print.flow import Flow, Head
from sessions.print.imposing import fold_in_the_middle
from sessions.print.looks import TITLE, colours, foot, running_head, warn, woven
from sessions.print.people import write_people
from sessions.print.practical import write_practical
from sessions.programme import Item

# Called with how much is done of how much.
Step = Callable[[int, int], None]

WIDTH: Final = 148 * MM
HEIGHT: Final = 210 * MM
MARGIN: Final = 12 * MM
BOTTOM: Final = 16 * MM
FOOT: Final = 7 * MM
_HEAD: Final = 8.5 * MM
_DAY_HEAD: Final = 25 * MM
_HEAD_GAP: Final = 6 * MM
_ROWS_ON_A_PAGE: Final = 14

_PART: Final = Style(19, "Bold", BLUE, 1.2)
_LINE: Final = Style(10, "Bold", INK, 1.3)
_LINE_SECOND: Final = Style(8, colour=SOFT, leading=1.3)


def draw_booklet(
    edition: Edition, *, language: str, both_titles: bool = True, folded: bool = False, step: Step = lambda *_: None
) -> tuple[bytes, int]:
    """The file, and how many pages the booklet has. `folded`: A4 sheets with two pages on each side."""
    booklet = Booklet(edition, language=language, both_titles=both_titles)
    booklet.write(step)
    if folded:
        booklet.pad()
    booklet.number()
    if folded:
        fold_in_the_middle(booklet.book, booklet.leaves)
    else:
        for leaf in booklet.leaves:
            booklet.book.page(leaf)
    return booklet.book.finish(), len(booklet.leaves)


class Booklet:
    """The booklet while it is being written."""

    def __init__(self, edition: Edition, *, language: str, both_titles: bool) -> None:
        self.edition = edition
        self.both_titles = both_titles
        self.book = Book(title=f"{edition.meeting.name}: {_('Programme')}", language=language)
        rows = len(edition.days) + 2
        self.cover = self.book.leaf(WIDTH, HEIGHT)
        self.contents = [self.book.leaf(WIDTH, HEIGHT) for _page in range(-(-rows // _ROWS_ON_A_PAGE))]
        self.leaves = [self.cover, *self.contents]
        # Title, what is in it, and where it begins.
        self.parts: list[tuple[str, str, Leaf]] = []
        # Code of a person -> pages on which the name stands.
        self.pages_of: dict[str, list[int]] = defaultdict(list)

    def write(self, step: Step) -> None:
        """Everything but the numbers of the pages at the foot."""
        total, done = len(self.edition.items), 0
        for number, (day, items) in enumerate(self.edition.days.items(), 1):
            flow = self._flow(day_name(day), self._day_head(number, day, items))
            for item in items:
                self._item(flow, item)
                done += 1
                step(done, total)
            self._take(flow, day_name(day), _counted(len(items)))
        self._after_the_days()
        draw_cover(self.cover, self.edition, both_names=self.both_titles)
        self._write_contents()

    def pad(self) -> None:
        """Pages for notes, until the sheets are full: the practical page stays the last one."""
        last = self.leaves.pop()
        while (len(self.leaves) + 1) % 4:
            leaf = self.book.leaf(WIDTH, HEIGHT)
            y = self._part_head(_("Notes"))(leaf)
            while y + 8 * MM < HEIGHT - BOTTOM:
                y += 8 * MM
                leaf.line((MARGIN, y), (WIDTH - MARGIN, y), RULE)
            self.leaves.append(leaf)
        self.leaves.append(last)
        # Read in the order of the pages.
        self.book.leaves.remove(last)
        self.book.leaves.append(last)

    def number(self) -> None:
        """The foot of every page."""
        for place, leaf in enumerate(self.leaves, 1):
            said = _("page %(page)d of %(pages)d") % {"page": place, "pages": len(self.leaves)}
            colour, right = (SKY, COVER_RIGHT) if leaf is self.cover else (SOFT, 0.0)
            foot(leaf, self.edition.foot, said, margin=MARGIN, bottom=FOOT, colour=colour, right=right)

    def _flow(self, title: str, first: Head) -> Flow:
        text = f"{self.edition.meeting.short_name} · {title}"

        def head(leaf: Leaf) -> float:
            running_head(leaf, text, self.edition.warning, margin=MARGIN, height=_HEAD)
            return _HEAD + _HEAD_GAP

        flow = Flow(self.book, WIDTH, HEIGHT, margin=MARGIN, bottom=BOTTOM, head=head)
        flow.new_page(first)
        return flow

    def _take(self, flow: Flow, title: str, note: str) -> None:
        self.parts.append((title, note, flow.leaves[0]))
        self.book.bookmark(title, flow.leaves[0])
        self.leaves += flow.leaves

    def _item(self, flow: Flow, item: Item) -> None:
        entry = entry_of(item, self.edition, width=flow.width, both_titles=self.both_titles)
        for person, page in write(entry, flow):
            place = len(self.leaves) + page
            if place not in self.pages_of[person]:
                self.pages_of[person].append(place)

    def _day_head(self, number: int, day: dt.date, items: tuple[Item, ...]) -> Head:
        above = set_text(
            " · ".join([_("Day %(number)d") % {"number": number}, _counted(len(items))]),
            Style(8, "Bold", GOLD_LIGHT, 1.3),
            WIDTH - 2 * MARGIN,
        )
        weekday = set_text(date_format(day, "l"), TITLE, WIDTH - 2 * MARGIN)
        date = set_text(date_format(day, "j F Y"), Style(10, colour=SKY, leading=1.25), WIDTH - 2 * MARGIN)

        def head(leaf: Leaf) -> float:
            woven(leaf, _DAY_HEAD, MARGIN + max(above.width, weekday.width, date.width) + 10)
            y = (_DAY_HEAD - above.height - weekday.height - date.height) / 2
            y = leaf.put(above, MARGIN, y)
            y = leaf.put(weekday, MARGIN, y, kind="H1")
            leaf.put(date, MARGIN, y, kind="H1")
            warn(leaf, self.edition.warning, margin=MARGIN, height=_DAY_HEAD)
            return _DAY_HEAD + _HEAD_GAP

        return head

    def _part_head(self, title: str) -> Head:
        def head(leaf: Leaf) -> float:
            running_head(leaf, self.edition.meeting.short_name, self.edition.warning, margin=MARGIN, height=_HEAD)
            return leaf.put(set_text(title, _PART, WIDTH - 2 * MARGIN), MARGIN, _HEAD + _HEAD_GAP, kind="H1") + 4 * MM

        return head

    def _after_the_days(self) -> None:
        if self.pages_of:
            title = _("People in the programme")
            flow = self._flow(title, self._part_head(title))
            count = write_people(flow, self.edition, self.pages_of)
            self._take(flow, title, ngettext("%(count)d person", "%(count)d people", count) % {"count": count})
        title = _("Practical notes")
        flow = self._flow(title, self._part_head(title))
        write_practical(flow, self.edition)
        self._take(flow, title, "")

    def _write_contents(self) -> None:
        """The parts with their pages; under them what the colours mean."""
        for place, leaf in enumerate(self.contents):
            y = self._part_head(_("Contents"))(leaf)
            for title, note, first in self.parts[place * _ROWS_ON_A_PAGE : (place + 1) * _ROWS_ON_A_PAGE]:
                y = self._contents_line(leaf, y, title, note, first)
        self._legend(self.contents[-1], y + 6 * MM)

    def _contents_line(self, leaf: Leaf, y: float, title: str, note: str, first: Leaf) -> float:
        width, top = WIDTH - 2 * MARGIN, y
        page = set_text(str(self.leaves.index(first) + 1), Style(11, "Bold", BLUE, 1.3), 20 * MM)
        y = leaf.put(set_text(title, _LINE, width - 22 * MM), MARGIN, y)
        y = leaf.put(set_text(note, _LINE_SECOND, width - 22 * MM), MARGIN, y)
        leaf.put(page, MARGIN + width - page.width, top)
        leaf.link(MARGIN, top, width, y - top, first)
        leaf.line((MARGIN, y + 4), (MARGIN + width, y + 4), RULE)
        return y + 8

    def _legend(self, leaf: Leaf, y: float) -> None:
        """The kinds of sessions with their colours, in three columns."""
        kinds = [kind for kind in Session.Kind if any(item.kind == kind for item in self.edition.items)]
        column = (WIDTH - 2 * MARGIN) / 3
        for place, kind in enumerate(kinds):
            x, top = MARGIN + place % 3 * column, y + place // 3 * 6 * MM
            leaf.rectangle(x, top + 1.2, 2.6 * MM, 2.6 * MM, colours(kind)[0])
            leaf.put(
                set_text(str(kind.label), Style(8, "Bold", colours(kind)[0], 1.3), column - 6 * MM), x + 4 * MM, top
            )


def _counted(count: int) -> str:
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count}
