"""How printed programmes look: the colours of the site's light theme, the styles of texts, the head of a page."""

from typing import Final

from ascn8.typeset.leaf import Leaf
from ascn8.typeset.motif import DEEP, DEEP_WEAVE, mark
from ascn8.typeset.paper import BLUE, GOLD_LIGHT, INK, MM, RULE, SOFT, WHITE, Block, Style, set_text
from sessions.print.edition import name_of
from sessions.programme import Person

# Kind of a session -> colour of its word and its bar, and of the ground behind it (static/css/tokens.css).
KINDS: Final = {
    "plenary": ("#0B4F9E", "#E7EDF5"),
    "policy": ("#006B63", "#E6F0EF"),
    "technical": ("#9A4606", "#F7ECE4"),
    "talk": ("#7A3EA8", "#F2ECF6"),
    "closed": ("#44546A", "#ECEFF3"),
    "ceremony": ("#7A5600", "#F7F0E1"),
    "break": ("#566377", "#EFF1F4"),
    "social": ("#A3195B", "#F6E8EF"),
    "visit": ("#34701A", "#EBF1E8"),
}
RED: Final = "#C4122F"
MIST: Final = "#F4F7FB"

TITLE: Final = Style(19, "Bold", WHITE, 1.2)
WARNING: Final = Style(6.5, "Bold", GOLD_LIGHT, 1.25)
FOOT: Final = Style(6.2, colour=SOFT, leading=1.3)
PLAIN: Final = Style(8.2, colour=INK, leading=1.38)
QUIET: Final = Style(7.4, colour=SOFT, leading=1.34)


def colours(kind: str) -> tuple[str, str]:
    """Colour and ground of a kind of session; a kind of later software looks like a closed meeting."""
    return KINDS.get(kind, KINDS["closed"])


def seal(leaf: Leaf, x: float, y: float, side: float) -> None:
    """The mark, on the woven ground."""
    leaf.shapes(mark(x, y, side, field=DEEP, line=WHITE, knot=GOLD_LIGHT))


def woven(leaf: Leaf, height: float, calm_to: float, *, y: float = 0.0) -> None:
    """A woven band across the leaf with a golden edge, calm as far as the text goes."""
    leaf.ground(0, y, leaf.width, height, DEEP_WEAVE, (0, y, calm_to, y + height))
    leaf.rectangle(0, y + height, leaf.width, 1.6, GOLD_LIGHT)


def running_head(leaf: Leaf, text: str, warning: str, *, margin: float, height: float) -> None:
    """The slim band over every page that has no head of its own."""
    room = leaf.width - 2 * margin
    block = set_text(text, Style(7.4, "Bold", WHITE, 1.2), room * (0.5 if warning else 1))
    woven(leaf, height, margin + block.width + 6)
    leaf.put(block, margin, (height - block.height) / 2, kind="")
    warn(leaf, warning, margin=margin, height=height)


def warn(leaf: Leaf, text: str, *, margin: float, height: float) -> None:
    """A warning at the right of a band, on a calm ground; none for an empty text."""
    block = set_text(text, WARNING, (leaf.width - 2 * margin) * 0.46)
    if block.lines:
        x = leaf.width - margin - block.width
        leaf.rectangle(x - 5, (height - block.height) / 2 - 3, block.width + 10, block.height + 6, DEEP)
        leaf.put(block, x, (height - block.height) / 2, kind="")


def foot(
    leaf: Leaf, said: str, number: str, *, margin: float, bottom: float, colour: str = SOFT, right: float = 0.0
) -> None:
    """The line at the foot: what this is on the left, the number of the page on the right (as far as `right`)."""
    right = right or leaf.width - margin
    style = Style(FOOT.size, FOOT.weight, colour, FOOT.leading)
    page = set_text(number, style, leaf.width / 3)
    text = set_text(said, style, right - margin - page.width - 4 * MM)
    y = leaf.height - bottom - max(page.height, text.height)
    leaf.line((margin, y - 3.5), (right, y - 3.5), RULE if colour == SOFT else BLUE, thickness=0.5)
    leaf.put(text, margin, y)
    leaf.put(page, right - page.width, y)


def set_name(person: Person, style: Style, width: float, *, han: str = "") -> list[Block]:
    """A name with the one in its own script beside it, or on a line of its own where both do not fit on one."""
    together = set_text(name_of(person), style, width, han=han)
    if len(together.lines) == 1 or not person.native_name:
        return [together]
    return [set_text(text, style, width, han=han) for text in (person.full_name, person.native_name)]
