"""A surface of any size on which texts and shapes are put, before it is known on which sheet it will lie.

Measures are in points from the top left. What is put is remembered as marks in the order in which it is read, each
with what it is (a heading, a paragraph, or a mere ornament), and as boxes, so that anybody can prove that nothing
lies over another thing or outside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from ascn8.typeset import qr
from ascn8.typeset.faces import EM
from ascn8.typeset.motif import NOWHERE, Rectangle, Shape, Weave, pdf_operators, pdf_rgb, weave
from ascn8.typeset.paper import MM, Block
from ascn8.typeset.pdf import DocumentFonts

Align = Literal["left", "right", "centre"]
# Names of PDF 1.7 (ISO 32000-1, 14.8.4); the empty one is an ornament that is not read out.
Kind = Literal["", "H1", "H2", "H3", "P"]

# How far a slanted letter leans: there are no italic faces for most scripts.
_SLANT: Final = 0.2
# Thai and Lao, Burmese, Khmer, kana, Han.
_SPACELESS: Final = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u4e00", "\u9fff"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Operators of one thing, and what it is. `language` where it is not the document's.

    `text` is what it says where that cannot be told from its lines: a reader does not know what stood between them.
    """

    kind: Kind
    language: str
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something lies. `name` says of what; texts have what they say."""

    left: float
    top: float
    right: float
    bottom: float
    name: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to an address, or to another leaf."""

    left: float
    top: float
    right: float
    bottom: float
    target: "str | Leaf"


@dataclass(eq=False, slots=True)
class Leaf:
    """One page, panel or sheet that is being written."""

    fonts: DocumentFonts
    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def put(
        self,
        block: Block,
        x: float,
        y: float,
        *,
        kind: Kind = "P",
        language: str = "",
        width: float = 0.0,
        align: Align = "left",
        slanted: bool = False,
    ) -> float:
        """Show a block with its top left corner there (in `width` where it is aligned); the y beneath it."""
        if not block.lines:
            return y
        room = width or block.width
        parts = [f"{pdf_rgb(block.colour)} rg"]
        # A text runs as its beginning does: a name in Jawi at the end of an English line does not move it.
        own_side: Align = "right" if block.lines[0].rtl and align == "left" else align
        for place, line in enumerate(block.lines):
            own = line.width * block.size / EM
            left = x + {"left": 0.0, "right": room - own, "centre": (room - own) / 2}[own_side]
            base = self.height - y - block.ascent - place * block.step
            shown = self.fonts.operators(line, left, base, block.size)
            parts.append(f"q 1 0 {_SLANT} 1 {-_SLANT * base:.2f} 0 cm {shown} Q" if slanted else shown)
        said = "".join(_joined(block))
        self._add(kind, " ".join(parts), language, said if len(block.lines) > 1 else "")
        left = x + {"left": 0.0, "right": room - block.width, "centre": (room - block.width) / 2}[align]
        self.boxes.append(Box(left, y, left + block.width, y + block.height, said, is_text=True))
        return y + block.height

    def note(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Remember that this area belongs to `name`."""
        self.boxes.append(Box(x, y, x + width, y + height, name, is_text=False))

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self._add("", f"{pdf_rgb(colour)} rg {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: str, thickness: float = 0.5) -> None:
        """Draw the edges of a rectangle."""
        bottom = self.height - y - height
        self._add("", f"{pdf_rgb(colour)} RG {thickness:.2f} w {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re S")

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        *,
        thickness: float = 0.5,
        dashes: Sequence[float] = (),
    ) -> None:
        """Draw a line, whole or in dashes."""
        (x1, y1), (x2, y2) = start, end
        pattern = " ".join(f"{length:.2f}" for length in dashes)
        self._add(
            "",
            f"q {pdf_rgb(colour)} RG {thickness:.2f} w [{pattern}] 0 d "
            f"{x1:.2f} {self.height - y1:.2f} m {x2:.2f} {self.height - y2:.2f} l S Q",
        )

    def shapes(self, shapes: Sequence[Shape], clip: Rectangle = NOWHERE) -> None:
        """Draw shapes whose coordinates are the leaf's own, nothing of them outside `clip`."""
        left, top, right, bottom = clip
        window = f"{left:.2f} {self.height - bottom:.2f} {right - left:.2f} {bottom - top:.2f} re W n"
        shown = f"1 0 0 -1 0 {self.height:.2f} cm {pdf_operators(shapes)}"
        self._add("", f"q {'' if clip == NOWHERE else window} {shown} Q")

    def ground(self, x: float, y: float, width: float, height: float, look: Weave, calm: Rectangle = NOWHERE) -> None:
        """Fill a rectangle with the woven ground, calm where text stands (in the leaf's own measures)."""
        still = (
            calm if calm == NOWHERE else tuple((side - off) / MM for side, off in zip(calm, (x, y, x, y), strict=True))
        )
        bottom = self.height - y - height
        box = f"{x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
        pattern = pdf_operators(weave(width / MM, height / MM, look, _rectangle(still)))
        move = f"{MM:.6g} 0 0 {-MM:.6g} {x:.2f} {self.height - y:.2f} cm"
        self._add("", f"{pdf_rgb(look.ground)} rg {box} f q {box} W n {move} {pattern} Q")

    def qr_code(self, text: str, x: float, y: float, side: float) -> None:
        """The QR code of an address, on white with its quiet zone inside `side`; it leads there, too."""
        grid = qr.grid(text)
        unit = side / (grid.modules + 8)
        self.rectangle(x, y, side, side, "#FFFFFF")
        bottom = self.height - y - side + 4 * unit
        self._add("", f"q 0 g {unit:.5g} 0 0 {unit:.5g} {x + 4 * unit:.2f} {bottom:.2f} cm {grid.pdf_path} Q")
        self.link(x, y, side, side, text)
        self.note("qr", x, y, side, side)

    def link(self, x: float, y: float, width: float, height: float, target: "str | Leaf") -> None:
        """Let the place lead to an address or to another leaf."""
        self.links.append(Link(x, y, x + width, y + height, target))

    def _add(self, kind: Kind, code: str, language: str = "", text: str = "") -> None:
        if not kind and self.marks and not self.marks[-1].kind:
            code = f"{self.marks.pop().code}\n{code}"
        self.marks.append(Mark(kind, language, code, text))


def _joined(block: Block) -> Iterator[str]:
    """The lines with what stood between them: nothing in scripts that write words without spaces."""
    before = ""
    for line in block.lines:
        if before and not (_is_spaceless(before) and _is_spaceless(line.text[:1])):
            yield " "
        yield line.text
        before = line.text[-1:]


def _is_spaceless(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _SPACELESS)


def _rectangle(sides: tuple[float, ...]) -> Rectangle:
    left, top, right, bottom = sides
    return left, top, right, bottom
