"""Where everything stands on a badge: A6 portrait, measures in millimetres from the top left, type in points.

The grid has a margin of 8 mm and two columns: the photo, and what stands beside it. Names come first under the
header, at the height of the eyes; the category is read across a hall from the band at the foot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ascn8.typeset.faces import Weight
from ascn8.typeset.fitting import Box, Fitted, fit
from ascn8.typeset.motif import DEEP, DEEP_WEAVE, Shape, mark, weave
from ascn8.typeset.shaping import Line, clean, shaper
from delegates.badges.card import INK, WHITE, BadgeCard

MM: Final = 72 / 25.4

GOLD: Final = "#C98A00"
SOFT: Final = "#475569"
LINE: Final = "#D9E1EC"
SKY: Final = "#CDD8EE"
BLUE: Final = "#0B4F9E"
GOLD_LIGHT: Final = "#F0BB45"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the badge."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


PAGE: Final = Area(0, 0, 105, 148)
MARGIN: Final = 8.0
# Nothing that matters lies within 5 mm of the edge or under the slot of the lanyard (14 x 3 mm, 5 mm from the top).
SAFE: Final = Area(5, 9, 95, 134)
HEADER: Final = Area(0, 0, 105, 31)
HEADER_RULE: Final = Area(0, 31, 105, 0.9)
MARK: Final = Area(MARGIN, 11, 13, 13)
MEETING: Final = Area(25, 10.2, 72, 10.4)
DATES: Final = Area(25, 21.4, 72, 4.4)
NAMES: Final = Area(MARGIN, 36.5, 89, 30.5)
PHOTO: Final = Area(MARGIN, 71, 35, 45)
PHOTO_RADIUS: Final = 2.0
SIDE: Final = Area(48, 71, 49, 17.5)
QR: Final = Area(48, 91, 25, 25)
RIBBON: Final = Area(0, 119.5, 105, 7.5)
BAND: Final = Area(0, 127, 105, 21)
BAND_WORD: Final = Area(MARGIN, 130.2, 89, 14)

_NAME_GAP: Final = 2.0
# The most of the names' area that the second name gets.
_SECOND_SHARE: Final = 0.32
_SIDE_GAP: Final = 1.3
# The middle of the capitals is this much of the size above the middle of a line.
_HANG: Final = 0.087


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set."""

    weight: Weight
    largest: float
    smallest: float
    max_lines: int
    colour: str
    leading: float = 1.16
    line_gain: float = 1.15


NAME: Final = Type("Bold", 31, 15, 3, INK, 1.1, 1.3)
NAME_SECOND: Final = Type("Regular", 16, 9, 2, SOFT)
COUNTRY: Final = Type("Bold", 15, 9, 2, BLUE)
ORGANISATION: Final = Type("Regular", 9.5, 6.5, 4, INK, 1.22, 1.05)
MEETING_NAME: Final = Type("Bold", 12, 7, 2, WHITE)
MEETING_DATES: Final = Type("Regular", 8.5, 6, 1, SKY)
ROLE: Final = Type("Bold", 11, 7, 1, INK)
CATEGORY: Final = Type("Bold", 25, 12, 2, WHITE)

# Every text colour with the ground it stands on; tests hold them to WCAG AA.
COLOUR_PAIRS: Final = (
    (INK, WHITE),
    (SOFT, WHITE),
    (BLUE, WHITE),
    (WHITE, DEEP),
    (SKY, DEEP),
    (INK, GOLD_LIGHT),
)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of type: baseline start in millimetres from the top left, size in points."""

    line: Line
    x: float
    y: float
    size: float
    colour: str


def person_words(card: BadgeCard) -> Iterator[Words]:
    """Everything that is different on each badge."""
    yield from _names(card)
    yield from _side(card)


def ground_words(card: BadgeCard) -> Iterator[Words]:
    """What is the same for everyone of a category: header, ribbon and band."""
    yield from _centred(card.meeting_name, MEETING, MEETING_NAME, MEETING_NAME.colour)
    yield from _centred(card.meeting_dates, DATES, MEETING_DATES, MEETING_DATES.colour)
    if card.role_ribbon:
        area = Area(MARGIN, RIBBON.top + 1, PAGE.width - 2 * MARGIN, RIBBON.height - 2)
        yield from _centred(card.role_ribbon, area, ROLE, ROLE.colour)
    colour = card.band_text_colour()
    yield from _centred(card.category_word, BAND_WORD, CATEGORY, colour)


def header_shapes() -> list[Shape]:
    """The woven ground of the header, calm around the mark and the text; in the header's own coordinates."""
    calm = (MARK.left - 2, MEETING.top - 3, MEETING.right - 2, DATES.bottom + 1.5)
    return weave(HEADER.width, HEADER.height, DEEP_WEAVE, calm)


def mark_shapes() -> list[Shape]:
    """The mark in the header."""
    return mark(MARK.left, MARK.top, MARK.width, field=DEEP, line=WHITE, knot=GOLD_LIGHT)


def cover(area: Area, width: int, height: int) -> Area:
    """The area that an image of this size takes to cover `area`, cut off evenly and less at the top."""
    scale = max(area.width / width, area.height / height)
    spare_x, spare_y = area.width - width * scale, area.height - height * scale
    return Area(area.left + spare_x / 2, area.top + spare_y / 3, width * scale, height * scale)


def _names(card: BadgeCard) -> Iterator[Words]:
    """The name and the second name as one group in the middle of their area."""
    second_text = card.name_second if clean(card.name_second) != clean(card.name) else ""
    second = _fit(second_text, NAMES.width, NAMES.height * _SECOND_SHARE, NAME_SECOND, card.han_variant)
    gap = _NAME_GAP if second.lines else 0.0
    room = NAMES.height - second.height / MM - gap
    first = _fit(card.name, NAMES.width, room, NAME, card.han_variant)
    height = (first.height + second.height) / MM + gap
    top = NAMES.top + (NAMES.height - height) / 2
    yield from _block(first, NAMES.left, top, NAME.colour)
    yield from _block(second, NAMES.left, top + first.height / MM + gap, NAME_SECOND.colour)


def _side(card: BadgeCard) -> Iterator[Words]:
    """The country, and under it the organisation, from the top of the photo down."""
    country = _fit(card.country, SIDE.width, SIDE.height * 0.55, COUNTRY, "")
    gap = _SIDE_GAP if country.lines else 0.0
    room = SIDE.height - country.height / MM - gap
    organisation = _fit(card.organisation, SIDE.width, room, ORGANISATION, card.han_variant)
    yield from _block(country, SIDE.left, SIDE.top, COUNTRY.colour)
    top = SIDE.top + country.height / MM + gap
    yield from _block(organisation, SIDE.left, top, ORGANISATION.colour)


def _centred(text: str, area: Area, kind: Type, colour: str) -> Iterator[Words]:
    """Text in the middle of the height of its area, by its capitals: descenders hang."""
    fitted = _fit(text, area.width, area.height, kind, "")
    spare = (area.height - fitted.height / MM) / 2
    hang = min(spare, fitted.size * _HANG / MM)
    return _block(fitted, area.left, area.top + spare + hang, colour)


def _block(fitted: Fitted, left: float, top: float, colour: str) -> Iterator[Words]:
    baseline = top + fitted.ascent / MM
    for line, indent in zip(fitted.lines, fitted.indents(), strict=True):
        yield Words(line, left + indent / MM, baseline, fitted.size, colour)
        baseline += fitted.leading / MM


@lru_cache(maxsize=8192)
def _fit(text: str, width: float, height: float, kind: Type, han: str) -> Fitted:
    box = Box(width * MM, height * MM, kind.largest, kind.smallest, kind.max_lines, kind.leading, kind.line_gain)
    return fit(shaper(kind.weight), text, box, han=han)
