"""The cover: the name of the meeting on the woven ground, when, where, the theme, and the way to the live programme."""

from typing import Final

from django.utils.translation import gettext as _

from ascn8.typeset.leaf import Leaf
from ascn8.typeset.motif import DEEP, DEEP_WEAVE
from ascn8.typeset.paper import GOLD_LIGHT, MM, SKY, WHITE, Style, set_text
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
    text = calm - _MARGIN - 6 * MM
    y = leaf.put(set_text(_("Programme"), _ABOVE, text), _MARGIN, 48 * MM)
    y = _both(leaf, y + 2 * MM, edition, "name", _NAME, _SECOND if both_names else None, text)
    leaf.rectangle(_MARGIN, y + 4 * MM, 26 * MM, 2, GOLD_LIGHT)
    y = _both(leaf, y + 10 * MM, edition, "theme", _THEME, _THEME_SECOND if both_names else None, text)
    _bottom(leaf, edition)
    if edition.warning:
        block = set_text(edition.warning, WARNING, width)
        leaf.rectangle(leaf.width - _MARGIN - block.width - 5, 6 * MM, block.width + 10, block.height + 6, DEEP)
        leaf.put(block, leaf.width - _MARGIN - block.width, 6 * MM + 3)
    leaf.note("cover", 0, 0, leaf.width, leaf.height)


def _both(
    leaf: Leaf, y: float, edition: Edition, field: str, first: Style, second: Style | None, width: float
) -> float:
    """A fact of the meeting, and under it the same in the other language."""
    own, other = said(edition.meeting, field), beside(edition.meeting, field)
    y = leaf.put(
        set_text(own.text, first, width), _MARGIN, y, kind="H1" if field == "name" else "P", language=own.language
    )
    if second and other:
        y = leaf.put(set_text(other.text, second, width), _MARGIN, y + 1.5 * MM, language=other.language)
    return y


def _bottom(leaf: Leaf, edition: Edition) -> None:
    """When and where on the left; the code of the live programme on the right."""
    meeting, bottom = edition.meeting, leaf.height - 20 * MM
    text = _PANEL - _MARGIN - _QR - 14 * MM
    blocks = [
        set_text(meeting_dates(meeting), _WHEN, text),
        set_text(f"{meeting.venue}, {meeting.city}", _WHERE, text),
        set_text(meeting.organiser, _WHERE, text),
    ]
    y = bottom - sum(block.height for block in blocks)
    for block in blocks:
        y = leaf.put(block, _MARGIN, y)
    x = COVER_RIGHT - _QR
    notes = [
        set_text(_("Always up to date:"), _LIVE, _QR + 12 * MM),
        set_text(edition.short_address, _LIVE_ADDRESS, _QR + 12 * MM),
    ]
    y = bottom - _QR - sum(block.height for block in notes) - 2 * MM
    leaf.qr_code(edition.address, x, y, _QR)
    y += _QR + 2 * MM
    for block in notes:
        y = leaf.put(block, x + _QR - max(block.width, 0) if block.width > _QR else x, y)
