"""Papers of several pages: A4, a woven head, text in every script, a foot with "page x of y".

Measures are in points, from the top left of what lies between head and foot. A paper is written from top to bottom;
who writes it asks for room, and a new page begins where there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ascn8.typeset import qr
from ascn8.typeset.faces import EM, Weight
from ascn8.typeset.fitting import wrap
from ascn8.typeset.motif import DEEP, DEEP_WEAVE, mark, pdf_operators, pdf_rgb, weave
from ascn8.typeset.pdf_document import Document
from ascn8.typeset.shaping import Line, shaper

MM: Final = 72 / 25.4
WIDTH: Final = 210 * MM
HEIGHT: Final = 297 * MM
MARGIN: Final = 20 * MM
# How wide and how high the text may be.
TEXT_WIDTH: Final = WIDTH - 2 * MARGIN

INK: Final = "#0B1B3B"
SOFT: Final = "#475569"
RULE: Final = "#D9E1EC"
BLUE: Final = "#0B4F9E"
GOLD: Final = "#C98A00"
GOLD_LIGHT: Final = "#F0BB45"
WHITE: Final = "#FFFFFF"
SKY: Final = "#CDD8EE"

_HEAD: Final = 26 * MM
_NEXT_HEAD: Final = 12 * MM
_HEAD_GAP: Final = 9 * MM
_FOOT: Final = 19 * MM
# Stacked scripts need more than the usual distance between lines.
_INK_AIR: Final = 1.08


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set."""

    size: float
    weight: Weight = "Regular"
    colour: str = INK
    leading: float = 1.34


@dataclass(frozen=True, slots=True)
class Block:
    """A text that is set: its lines, and how far the baselines lie apart."""

    lines: tuple[Line, ...]
    size: float
    colour: str
    step: float
    ascent: float

    @property
    def height(self) -> float:
        return self.step * len(self.lines)

    @property
    def width(self) -> float:
        """The widest line."""
        return max((line.width for line in self.lines), default=0) * self.size / EM


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page. `foot` is said beside the number of the page; `number` makes "page x of y"."""

    name: str
    beneath: str
    foot: str
    number: Callable[[int, int], str]
    # Across the head where the paper is none that counts.
    warning: str = ""


def set_text(text: str, style: Style, width: float, *, han: str = "") -> Block:
    """The text in lines of at most `width`."""
    lines = wrap(shaper(style.weight), text, width, style.size, han=han)
    top = max((line.top for line in lines), default=0)
    bottom = min((line.bottom for line in lines), default=0)
    step = max(style.leading * EM, (top - bottom) * _INK_AIR) * style.size / EM
    ascent = (step - (max(top, 780) - min(bottom, -240)) * style.size / EM) / 2 + max(top, 780) * style.size / EM
    return Block(lines, style.size, style.colour, step, ascent)


class Paper:
    """A document that is being written."""

    def __init__(self, *, title: str, language: str, frame: Frame) -> None:
        self._document = Document(WIDTH, HEIGHT, title=title, language=language)
        self._frame = frame
        self._pages: list[list[str]] = []
        self._heads: dict[bool, str] = {}
        self.y = 0.0
        self.new_page()

    @property
    def room(self) -> float:
        """How much height is left on this page."""
        return HEIGHT - _FOOT - self._top - self.y

    def new_page(self) -> None:
        """Go on at the top of another page."""
        self._pages.append([])
        self.y = 0.0

    def need(self, height: float) -> bool:
        """Go to another page unless `height` is left on this one. Returns whether a page was begun."""
        if height <= self.room or self.y == 0:
            return False
        self.new_page()
        return True

    def skip(self, height: float) -> None:
        """Leave a distance; none at the top of a page."""
        self.y += height if self.y else 0

    def put(self, block: Block, *, x: float = 0.0, y: float | None = None) -> None:
        """Show a block with its top left corner there; `y` is where the writing stands unless given."""
        self._write(block, MARGIN + x, self._top + (self.y if y is None else y))

    def add(self, block: Block, *, x: float = 0.0) -> None:
        """Show a block and go on beneath it; lines that find no room stand on the next page."""
        for line in block.lines:
            self.need(block.step)
            self.put(Block((line,), block.size, block.colour, block.step, block.ascent), x=x)
            self.y += block.step

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        bottom = HEIGHT - self._top - y - height
        self._code(f"{pdf_rgb(colour)} rg {MARGIN + x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f")

    def rule(self, colour: str = RULE, thickness: float = 0.6) -> None:
        """A line across the text."""
        self.rectangle(0, self.y, TEXT_WIDTH, thickness, colour)
        self.y += thickness

    def qr_code(self, text: str, *, x: float, y: float, side: float) -> None:
        """The QR code of a text; its quiet zone is the caller's."""
        grid = qr.grid(text)
        unit, bottom = side / grid.modules, HEIGHT - self._top - y - side
        self._code(f"q 0 g {unit:.5g} 0 0 {unit:.5g} {MARGIN + x:.2f} {bottom:.2f} cm {grid.pdf_path} Q")

    def finish(self) -> bytes:
        """The file. The same content gives the same bytes."""
        for place, parts in enumerate(self._pages):
            head = self._head(is_first=place == 0)
            foot = self._foot(place + 1, len(self._pages))
            self._document.page("\n".join([head, *parts, foot]), [head])
        return self._document.finish()

    @property
    def _top(self) -> float:
        return (_HEAD if len(self._pages) == 1 else _NEXT_HEAD) + _HEAD_GAP

    def _code(self, code: str) -> None:
        self._pages[-1].append(code)

    def _write(self, block: Block, left: float, top: float) -> None:
        self._code(self._shown(block, left, top))

    def _shown(self, block: Block, left: float, top: float) -> str:
        parts = [f"{pdf_rgb(block.colour)} rg"]
        width = block.width
        for place, line in enumerate(block.lines):
            # Lines that run from right to left are flush right in their block.
            indent = width - line.width * block.size / EM if line.rtl else 0.0
            y = HEIGHT - top - block.ascent - place * block.step
            parts.append(self._document.fonts.operators(line, left + indent, y, block.size))
        return " ".join(parts)

    def _head(self, *, is_first: bool) -> str:
        if is_first not in self._heads:
            self._heads[is_first] = self._document.form(self._first_head() if is_first else self._next_head())
        return self._heads[is_first]

    def _first_head(self) -> str:
        side = 13 * MM
        text = MARGIN + side + 5 * MM
        name = set_text(self._frame.name, Style(13.5, "Bold", WHITE, 1.2), WIDTH - MARGIN - text)
        beneath = set_text(self._frame.beneath, Style(8.5, colour=SKY), WIDTH - MARGIN - text)
        top = (_HEAD - name.height - beneath.height) / 2
        calm = (MARGIN - 5, top - 4, text + name.width + 8, _HEAD)
        shapes = mark(MARGIN, (_HEAD - side) / 2, side, field=DEEP, line=WHITE, knot=GOLD_LIGHT)
        return "\n".join(
            [
                _ground(_HEAD, calm),
                f"q 1 0 0 -1 0 {HEIGHT:.2f} cm {pdf_operators(shapes)} Q",
                self._shown(name, text, top),
                self._shown(beneath, text, top + name.height),
                self._warned(_HEAD),
            ]
        )

    def _next_head(self) -> str:
        name = set_text(self._frame.name, Style(9, "Bold", WHITE, 1.2), WIDTH - 2 * MARGIN)
        calm = (MARGIN - 5, 0, MARGIN + name.width + 8, _NEXT_HEAD)
        written = self._shown(name, MARGIN, (_NEXT_HEAD - name.height) / 2)
        return "\n".join([_ground(_NEXT_HEAD, calm), written, self._warned(_NEXT_HEAD)])

    def _warned(self, height: float) -> str:
        """The gold line under the head, which says where a paper does not count."""
        if not self._frame.warning:
            return f"{pdf_rgb(GOLD)} rg 0 {HEIGHT - height - 2:.2f} {WIDTH:.2f} 2 re f"
        block = set_text(self._frame.warning, Style(8, "Bold", INK, 1.2), TEXT_WIDTH)
        band = f"{pdf_rgb(GOLD_LIGHT)} rg 0 {HEIGHT - height - 13:.2f} {WIDTH:.2f} 13 re f"
        return f"{band} {self._shown(block, MARGIN, height + (13 - block.height) / 2)}"

    def _foot(self, number: int, total: int) -> str:
        top = HEIGHT - _FOOT + 4 * MM
        style = Style(7.5, colour=SOFT)
        page = set_text(self._frame.number(number, total), style, 62 * MM)
        foot = set_text(self._frame.foot, style, TEXT_WIDTH - 66 * MM)
        line = f"{pdf_rgb(RULE)} rg {MARGIN:.2f} {HEIGHT - top + 6:.2f} {TEXT_WIDTH:.2f} 0.6 re f"
        return f"{line} {self._shown(foot, MARGIN, top)} {self._shown(page, WIDTH - MARGIN - page.width, top)}"


def _ground(height: float, calm: tuple[float, float, float, float]) -> str:
    """The woven ground of a head, calm where text stands."""
    box = f"0 {HEIGHT - height:.2f} {WIDTH:.2f} {height:.2f} re"
    shapes = pdf_operators(
        weave(WIDTH / MM, height / MM, DEEP_WEAVE, (calm[0] / MM, calm[1] / MM, calm[2] / MM, calm[3] / MM))
    )
    return f"{pdf_rgb(DEEP)} rg {box} f q {box} W n {MM:.6g} 0 0 {-MM:.6g} 0 {HEIGHT:.2f} cm {shapes} Q"
