"""A session in the grid of a day: everything about it in a box of a given width, and how high that is."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from django.utils.translation import gettext as _

from ascn8.typeset.breaking import word_breaks
from ascn8.typeset.faces import EM, Weight
from ascn8.typeset.leaf import Kind, Leaf
from ascn8.typeset.paper import INK, SOFT, Block, Style, set_text
from ascn8.typeset.shaping import shaper
from sessions.models import Appearance
from sessions.print.edition import name_of, place_name, said, short_tongues, when
from sessions.print.looks import RED, colours
from sessions.programme import Item, Part

_BAR: Final = 2.2
_SMALL: Final = 0.76
_PAD: Final = 0.42


@dataclass(frozen=True, slots=True)
class Text:
    """A block of a cell, and what it is."""

    block: Block
    kind: Kind = "P"
    language: str = ""
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class SetCell:
    """A session that is set. `aside` stands left of the texts, which then begin at `x`."""

    item: Item
    texts: tuple[Text, ...]
    size: float
    x: float = 0.0
    aside: Block | None = None

    @property
    def pad(self) -> float:
        return self.size * _PAD

    @property
    def height(self) -> float:
        """How much height it needs."""
        beside = self.aside.height if self.aside else 0.0
        return max(sum(text.block.height for text in self.texts), beside) + 2 * self.pad + 1.0


def set_cell(item: Item, size: float, width: float, *, with_place: bool) -> SetCell:
    """A session in a column: time and kind, title, place where the column has several, people, languages."""
    pad = size * _PAD
    room = width - _BAR - 2 * pad
    small = size * _SMALL
    texts = [
        Text(set_text(f"{when(item)} · {item.kind_label}", Style(small, "Bold", colours(item.kind)[0], 1.2), room))
    ]
    if item.is_cancelled:
        texts.append(Text(set_text(_("Cancelled"), Style(small, "Bold", RED, 1.2), room)))
    texts.append(_title(item, size, room))
    if with_place and place_name(item):
        texts.append(Text(set_text(place_name(item), Style(small, "Bold", INK, 1.22), room)))
    for role, parts in groupby(item.parts, key=lambda part: part.role):
        texts.append(Text(set_text(_named(role, list(parts)), Style(small, colour=INK, leading=1.24), room)))
    if short_tongues(item):
        texts.append(Text(set_text(short_tongues(item), Style(small, colour=SOFT, leading=1.24), room)))
    return SetCell(item, tuple(text for text in texts if text.block.lines), size)


def largest_size(item: Item, width: float) -> float:
    """The size at which the longest word of a cell is as wide as the column: larger type would tear it."""
    named = [name_of(part.person) for part in item.parts]
    title = _widest_word("Bold", said(item, "title").text)
    small = max(_widest_word("Bold", item.kind_label), *(_widest_word("Regular", name) for name in ("", *named)))
    return (width - _BAR) / (max(title, small * _SMALL) / EM + 2 * _PAD + 0.05)


@lru_cache(maxsize=4096)
def _widest_word(weight: Weight, text: str) -> int:
    """In thousandths of the size. Scripts without spaces between words have their own places to break."""
    breaks = [0, *word_breaks(text), len(text)]
    words = [text[one:other].strip() for one, other in pairwise(breaks)]
    return max(
        (shaper(weight).line(word).width for word in words if all(letter < "\u0e00" for letter in word)), default=0
    )


def set_band(item: Item, size: float, width: float, *, in_full: bool) -> SetCell:
    """What runs for all, across the grid: the time on the left. Not in full: only that there is a break."""
    pad = size * _PAD
    colour = colours(item.kind)[0]
    aside = set_text(when(item), Style(size, "Bold", colour, 1.2), width / 3)
    x = aside.width + size
    room = width - _BAR - 2 * pad - x
    if not in_full:
        return SetCell(
            item, (Text(set_text(item.kind_label, Style(size, colour=colour, leading=1.2), room), ""),), pad, x, aside
        )
    facts = [item.kind_label, place_name(item), short_tongues(item)]
    facts += [_named(role, list(parts)) for role, parts in groupby(item.parts, key=lambda part: part.role)]
    texts = [_title(item, size, room)]
    if item.is_cancelled:
        texts.append(Text(set_text(_("Cancelled"), Style(size * _SMALL, "Bold", RED, 1.2), room)))
    texts.append(Text(set_text(" · ".join(filter(None, facts)), Style(size * _SMALL, colour=INK, leading=1.24), room)))
    return SetCell(item, tuple(texts), size, x, aside)


def write_cell(leaf: Leaf, cell: SetCell, x: float, y: float, width: float, height: float, *, named: bool) -> None:
    """The box with its texts; in a band they stand in the middle of its height."""
    colour, ground = colours(cell.item.kind)
    leaf.rectangle(x, y, width, height, ground)
    leaf.rectangle(x, y, _BAR, height, colour)
    if named:
        leaf.note(cell.item.code, x, y, width, height)
    top = y + cell.pad
    if cell.aside:
        inner = sum(text.block.height for text in cell.texts)
        top = y + (height - inner) / 2
        leaf.put(cell.aside, x + _BAR + cell.pad, top, kind="P" if named else "")
    for text in cell.texts:
        top = leaf.put(
            text.block,
            x + _BAR + cell.pad + cell.x,
            top,
            kind=text.kind,
            language=text.language,
            slanted=text.slanted,
        )
    if named and not cell.aside:
        _abstract(leaf, cell, (x + _BAR + cell.pad, top), width - _BAR - 2 * cell.pad, y + height - cell.pad)


def _abstract(leaf: Leaf, cell: SetCell, corner: tuple[float, float], width: float, bottom: float) -> None:
    """What the session is about, where a cell has room for all of it; a part of it is never shown."""
    text = said(cell.item, "abstract")
    x, y = corner[0], corner[1] + cell.pad
    # A text this long can find no room; it is not worth setting.
    if len(text.text) * 40 < (bottom - y) * width:
        block = set_text(text.text, Style(cell.size * _SMALL, colour=INK, leading=1.3), width)
        if y + block.height <= bottom:
            leaf.put(block, x, y, language=text.language, slanted=text.is_fallback)


def _title(item: Item, size: float, room: float) -> Text:
    title = said(item, "title")
    block = set_text(title.text, Style(size, "Bold", INK, 1.2), room)
    return Text(block, "H3", title.language, title.is_fallback)


def _named(role: str, parts: list[Part]) -> str:
    names = "; ".join(name_of(part.person) for part in parts)
    return f"{Appearance.Role(role).label}: {names}"
