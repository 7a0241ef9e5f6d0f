"""Who appears in the programme, in the order of the names, with the pages."""

from collections.abc import Mapping, Sequence
from typing import Final

from ascn8.lib.text import fold
from ascn8.typeset.paper import BLUE, INK, MM, RULE, SOFT, Block, Style, set_text
from sessions.print.edition import Edition, affiliation_of
from sessions.print.flow import Flow
from sessions.print.looks import set_name
from sessions.programme import Person

_GAP: Final = 6 * MM
_NAME: Final = Style(8, "Bold", INK, 1.3)
_WHERE: Final = Style(6.8, colour=SOFT, leading=1.3)
_PAGES: Final = Style(8, "Bold", BLUE, 1.3)
_PAGES_WIDTH: Final = 15 * MM


def write_people(flow: Flow, edition: Edition, pages_of: Mapping[str, Sequence[int]]) -> int:
    """Two columns a page, each from top to bottom. Returns how many people stand there."""
    found = [person for person in edition.programme.people if person.code in pages_of]
    found.sort(key=lambda person: (fold(person.name), person.code))
    column, top, place = (flow.width - _GAP) / 2, flow.y, 0
    y = top
    for person in found:
        name, where, pages = _set(person, edition, pages_of[person.code], column)
        height = max(sum(block.height for block in name), pages.height) + where.height + 5
        if y + height > flow.bottom and y > top:
            place += 1
            if place == 2:
                flow.new_page()
                place, top = 0, flow.y
            y = top
        x = flow.x + place * (column + _GAP)
        beneath = y
        for block in name:
            beneath = flow.leaf.put(block, x, beneath)
        flow.leaf.put(pages, x + column - _PAGES_WIDTH, y, width=_PAGES_WIDTH, align="right")
        bottom = flow.leaf.put(where, x, max(beneath, y + pages.height)) + 2.5
        flow.leaf.line((x, bottom), (x + column, bottom), RULE, thickness=0.4)
        flow.leaf.note(person.code, x, y, column, height - 5)
        y += height
    return len(found)


def _set(person: Person, edition: Edition, pages: Sequence[int], column: float) -> tuple[list[Block], Block, Block]:
    """The name, where the person comes from, and the pages."""
    han = edition.han.get(person.country, "")
    return (
        set_name(person, _NAME, column - _PAGES_WIDTH - 2 * MM, han=han),
        set_text(affiliation_of(person), _WHERE, column, han=han),
        set_text(", ".join(map(str, pages)), _PAGES, _PAGES_WIDTH),
    )
