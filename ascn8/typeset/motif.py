"""The woven grid (songket and street grid in one) and the mark, as shapes for PDF and SVG.

Shapes carry flat colours, already mixed with the ground they lie on: no transparency, which print shops dislike.
Coordinates run right and down from the top left, in any unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

# The tile of the site's pattern is 48 wide and turned by 45 degrees. Sizes of its diamonds, as shares of the tile:
_DIAMOND: Final = 12 / 48
_KNOT: Final = 4 / 48
_CORNER: Final = 6 / 48
_STEPS: Final = 6

Corners = tuple[tuple[float, float], ...]
# Left, top, right, bottom.
Rectangle = tuple[float, float, float, float]
NOWHERE: Final[Rectangle] = (0.0, 0.0, -1.0, -1.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """One path of closed figures and of lines (two corners). `stroke` is a width; 0 fills."""

    colour: str
    stroke: float
    paths: tuple[Corners, ...]


@dataclass(frozen=True, slots=True)
class Weave:
    """The look of a woven ground: its colours, the width of a tile's diagonal, and where it fades out.

    The pattern is invisible left of `fade_from` and full right of `fade_to`, both shares of the width.
    """

    ground: str
    thread: str
    diamond: str
    knot: str
    pitch: float
    fade_from: float = 0.0
    fade_to: float = 0.0
    strength: float = 1.0


DEEP: Final = "#0A2450"
DEEP_WEAVE: Final = Weave(DEEP, "#5B8FD6", "#00B3A4", "#F0BB45", pitch=11.0, fade_from=0.0, fade_to=0.95)
MIST: Final = "#F4F7FB"
PALE_WEAVE: Final = Weave(MIST, "#0B4F9E", "#00857C", "#C98A00", pitch=9.0, strength=0.6)


def weave(width: float, height: float, look: Weave, calm: Rectangle = NOWHERE) -> list[Shape]:
    """The pattern over an area; what sticks out at the edges must be clipped by the caller.

    In the calm rectangle, where text will stand, there are only the threads.
    """
    groups: dict[tuple[str, float], list[Corners]] = {}
    columns, rows = int(2 * width / look.pitch) + 2, int(2 * height / look.pitch) + 2
    half = look.pitch / 2
    for column in range(-1, columns):
        for row in range(-1, rows):
            x, y = column * half, row * half
            strength = _strength(x / width, look)
            if strength and (column + row) % 2:
                _add_tile(groups, x, y, half, strength, look, calm)
            elif strength and not _lies_in(x, y, calm):
                corner = mix(look.thread, look.ground, 0.12 * strength)
                groups.setdefault((corner, 0), []).append(_diamond(x, y, half * _CORNER))
    return [Shape(colour, stroke, tuple(paths)) for (colour, stroke), paths in groups.items()]


def mark(left: float, top: float, size: float, *, field: str, line: str, knot: str) -> list[Shape]:
    """The mark: a diamond crossed by two streets, with a knot of gold, in a field of `size` by `size`."""
    unit = size / 34
    middle_x, middle_y = left + size / 2, top + size / 2

    def diamond(half: float) -> Corners:
        return _diamond(middle_x, middle_y, half * unit)

    arm = 12 / 2**0.5 * unit
    streets = tuple(
        ((middle_x - arm, middle_y - arm * turn), (middle_x + arm, middle_y + arm * turn)) for turn in (1, -1)
    )
    return [
        Shape(mix(line, field, 0.55), 2 * unit, streets),
        Shape(line, 2 * unit, (diamond(8 * 2**0.5),)),
        Shape(knot, 0, (diamond(2.5 * 2**0.5),)),
    ]


@lru_cache(maxsize=1024)
def mix(colour: str, ground: str, share: float) -> str:
    """What `colour` looks like on `ground` at an opacity of `share`."""
    parts = []
    for place in (1, 3, 5):
        over, under = int(colour[place : place + 2], 16), int(ground[place : place + 2], 16)
        parts.append(f"{round(under + (over - under) * share):02X}")
    return "#" + "".join(parts)


@lru_cache(maxsize=1024)
def pdf_rgb(colour: str) -> str:
    """The three operands of a PDF colour operator."""
    return " ".join(f"{int(colour[place : place + 2], 16) / 255:.4g}" for place in (1, 3, 5))


def pdf_operators(shapes: Iterable[Shape]) -> str:
    """The shapes as PDF operators, in their own coordinates: the caller has turned the page's axis down."""
    parts: list[str] = []
    for shape in shapes:
        parts.append(f"{pdf_rgb(shape.colour)} {'RG' if shape.stroke else 'rg'}")
        if shape.stroke:
            parts.append(f"{shape.stroke:.3g} w")
        for path in shape.paths:
            steps = [f"{x:.4g} {y:.4g} {'l' if place else 'm'}" for place, (x, y) in enumerate(path)]
            parts.append(" ".join(steps) + (" h" if len(path) > 2 else ""))
        parts.append("S" if shape.stroke else "f")
    return "\n".join(parts)


def svg_elements(shapes: Iterable[Shape]) -> str:
    """The shapes as SVG paths with presentation attributes."""
    return "".join(
        f'<path d="{_svg_path(shape)}" '
        + (
            f'fill="none" stroke="{shape.colour}" stroke-width="{shape.stroke:.3g}"/>'
            if shape.stroke
            else f'fill="{shape.colour}"/>'
        )
        for shape in shapes
    )


def _svg_path(shape: Shape) -> str:
    return "".join(map(_svg_figure, shape.paths))


def _svg_figure(corners: Corners) -> str:
    """One figure in relative steps, which are the same for all of its kind and pack well."""
    steps = (f"{x - before_x:.2f} {y - before_y:.2f}" for (before_x, before_y), (x, y) in pairwise(corners))
    (x, y), *_ = corners
    return f"M{x:.2f} {y:.2f}l{' '.join(steps)}{'z' if len(corners) > 2 else ''}"


def _strength(position: float, look: Weave) -> float:
    """How visible the pattern is here, in few steps so that few colours are needed."""
    if look.fade_to <= look.fade_from:
        return look.strength
    share = (position - look.fade_from) / (look.fade_to - look.fade_from)
    return round(min(1.0, max(0.0, share)) * _STEPS) / _STEPS * look.strength


def _add_tile(
    groups: dict[tuple[str, float], list[Corners]],
    x: float,
    y: float,
    half: float,
    strength: float,
    look: Weave,
    calm: Rectangle,
) -> None:
    def add(colour: str, share: float, stroke: float, *paths: Corners) -> None:
        key = (mix(colour, look.ground, share * strength), stroke)
        groups.setdefault(key, []).extend(paths)

    hair = half * 0.03
    # Four threads cross a tile, each a quarter of it off the centre.
    off, reach = half / 4, half / 2
    for side, turn in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        middle_x, middle_y = x + side * off, y + side * turn * off
        start = (middle_x - reach, middle_y + turn * reach)
        end = (middle_x + reach, middle_y - turn * reach)
        add(look.thread, 0.3, hair, (start, end))
    if not _lies_in(x, y, calm):
        add(look.diamond, 0.5, hair * 1.3, _diamond(x, y, half * _DIAMOND))
        add(look.knot, 0.75, 0, _diamond(x, y, half * _KNOT))


def _lies_in(x: float, y: float, rectangle: Rectangle) -> bool:
    left, top, right, bottom = rectangle
    return left <= x <= right and top <= y <= bottom


def _diamond(x: float, y: float, half: float) -> Corners:
    return ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
