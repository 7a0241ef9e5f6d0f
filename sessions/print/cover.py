"""The cover: the name of the meeting on the woven ground, when, where, the theme, and the way to the live programme."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from ascn8.typeset.leaf import Kind, Leaf
from ascn8.typeset.motif import DEEP, DEEP_WEAVE
from ascn8.typeset.paper import GOLD_LIGHT, MM, SKY, WHITE, Block, Style, set_text
from delegates.badges.issue import meeting_dates
from sessions.print.edition import Edition, beside, said
from sessions.print.looks import WARNING, seal

_MARGIN: Final = 12 * MM
_SEAL: Final = 20 * MM
_QR: Final = 30 * MM
# Where the calm panel ends on which everything stands, and where its texts do.
_PANEL: Final = 0.86 * 148 * MM
COVER_RIGHT: Final = _PANEL - 6 * MM

_ABOVE: Final = Style(11, "Bold", GOLD_LIGHT, 1.3)
_NAME: Final = Style(25, "Bold", WHITE, 1.14)
_SECOND: Final = Style(12, colour=SKY, leading=1.28)
_THEME: Final = Style(12.5, "Bold", WHITE, 1.3)
_THEME_SECOND: Final = Style(9.5, colour=SKY, leading=1.3)
_WHEN: Final = Style(12.5, "Bold", WHITE, 1.3)
_WHERE: Final = Style(9.5, colour=SKY, leading=1.35)
_LIVE: Final = Style(8, colour=SKY, leading=1.35)
_LIVE_ADDRESS: Final = Style(8.5, "Bold", WHITE, 1.35)


def draw_cover(leaf: Leaf, edition: Edition, *, both_names: bool) -> None:
    """Everything on the first page but its foot."""
    width = leaf.width - 2 * _MARGIN
    leaf.ground(0, 0, leaf.width, leaf.height, DEEP_WEAVE)
    # The text stands on a calm panel; the weave frames it on the right and above.
    calm = _PANEL
    leaf.rectangle(0, 40 * MM, calm, leaf.height - 40 * MM, DEEP)
    leaf.rectangle(calm, 40 * MM, 1.2, leaf.height - 40 * MM, GOLD_LIGHT)
    leaf.rectangle(0, 40 * MM, calm + 1.2, 1.2, GOLD_LIGHT)
    leaf.rectangle(_MARGIN - 4, 10 * MM - 4, _SEAL + 8, _SEAL + 8, DEEP)
    seal(leaf, _MARGIN, 10 * MM, _SEAL)
    y, bottom = 48 * MM, _Bottom(edition, leaf.height - 20 * MM)
    for part in _fitting(edition, both_names, COVER_RIGHT - _MARGIN, bottom.begins_at - y - 4 * MM):
        if part.block is None:
            leaf.rectangle(_MARGIN, y + part.above, 26 * MM, 2, GOLD_LIGHT)
            y += part.above + 2
        else:
            y = leaf.put(part.block, _MARGIN, y + part.above, kind=part.kind, language=part.language)
    bottom.write(leaf, edition)
    if edition.warning:
        block = set_text(edition.warning, WARNING, width)
        leaf.rectangle(leaf.width - _MARGIN - block.width - 5, 6 * MM, block.width + 10, block.height + 6, DEEP)
        leaf.put(block, leaf.width - _MARGIN - block.width, 6 * MM + 3)
    leaf.note("cover", 0, 0, leaf.width, leaf.height)


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of the cover, or (without a block) the golden line."""

    block: Block | None
    above: float
    kind: Kind = "P"
    language: str = ""

    @property
    def height(self) -> float:
        return self.above + (self.block.height if self.block else 2)


def _fitting(edition: Edition, both_names: bool, width: float, height: float) -> list[_Part]:
    """The texts in the largest type in which all of them find room."""
    for scale in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        parts = list(_parts(edition, both_names, width, scale))
        if sum(part.height for part in parts) <= height:
            break
    return parts


def _parts(edition: Edition, both_names: bool, width: float, scale: float) -> Iterator[_Part]:
    """What the programme is of: the name and the theme, each with the same in the other language."""

    def smaller(style: Style) -> Style:
        return replace(style, size=style.size * scale)

    yield _Part(set_text(_("Programme"), _ABOVE, width), 0.0)
    for field, first, second in (("name", _NAME, _SECOND), ("theme", _THEME, _THEME_SECOND)):
        own, other = said(edition.meeting, field), beside(edition.meeting, field)
        if not own.text:
            continue
        if field == "theme":
            yield _Part(None, 4 * MM * scale)
        kind: Kind = "H1" if field == "name" else "P"
        above = (2 if field == "name" else 5) * MM * scale
        yield _Part(set_text(own.text, smaller(first), width), above, kind, own.language)
        if both_names and other:
            yield _Part(set_text(other.text, smaller(second), width), 1.5 * MM * scale, "P", other.language)


class _Bottom:
    """When and where on the left; the code of the live programme on the right."""

    def __init__(self, edition: Edition, bottom: float) -> None:
        meeting = edition.meeting
        text = COVER_RIGHT - _QR - 5 * MM - _MARGIN
        self.facts = [
            set_text(meeting_dates(meeting), _WHEN, text),
            set_text(f"{meeting.venue}, {meeting.city}", _WHERE, text),
            set_text(meeting.organiser, _WHERE, text),
        ]
        self.notes = [
            set_text(_("Always up to date:"), _LIVE, _QR),
            set_text(edition.short_address, _LIVE_ADDRESS, _QR),
        ]
        self.facts_at = bottom - sum(block.height for block in self.facts)
        self.code_at = bottom - _QR - sum(block.height for block in self.notes) - 2 * MM
        self.begins_at = min(self.facts_at, self.code_at)

    def write(self, leaf: Leaf, edition: Edition) -> None:
        """Put it on the cover."""
        y = self.facts_at
        for block in self.facts:
            y = leaf.put(block, _MARGIN, y)
        leaf.qr_code(edition.address, COVER_RIGHT - _QR, self.code_at, _QR)
        y = self.code_at + _QR + 2 * MM
        for block in self.notes:
            y = leaf.put(block, COVER_RIGHT - _QR, y)
