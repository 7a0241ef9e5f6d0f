"""Shaped text as SVG paths: what will be printed, drawn in the page, without a font in the browser.

Only attributes, no style and no script, so it stands under a strict Content-Security-Policy. Glyph outlines are
cached by face; every text becomes an `aria-label` or nothing, never mark-up.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any, Final

from fontTools.pens.svgPathPen import SVGPathPen

from ascn8.typeset.faces import EM, Face, Weight
from ascn8.typeset.fitting import Box, Fitted, fit
from ascn8.typeset.shaping import Line, clean, shaper

_CACHED_OUTLINES: Final = 8192


def name_svg(
    text: str,
    width: float,
    height: float,
    *,
    largest: float = 0.0,
    max_lines: int = 3,
    weight: Weight = "Bold",
    colour: str = "currentColor",
    han: str = "",
) -> str:
    """An `svg` element of this size with the text fitted into it, flush left, in the middle of its height.

    `largest` is the largest size of type, by default what one line of the height allows. The text is the label;
    without text the drawing is empty and hidden from screen readers.
    """
    box = Box(width, height, largest or height, smallest=height / 8, max_lines=max_lines)
    fitted = fit(shaper(weight), text, box, han=han)
    label = clean(text)
    role = f'role="img" aria-label="{escape(label, quote=True)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" {role}>'
        f"{fitted_paths(fitted, 0, (height - fitted.height) / 2, colour)}</svg>"
    )


def fitted_paths(fitted: Fitted, left: float, top: float, colour: str) -> str:
    """The lines of a fitted text, with the block's top left corner at (left, top)."""
    baseline = top + fitted.ascent
    parts = []
    for line, indent in zip(fitted.lines, fitted.indents(), strict=True):
        parts.append(line_paths(line, left + indent, baseline, fitted.size, colour))
        baseline += fitted.leading
    return "".join(parts)


def line_paths(line: Line, x: float, y: float, size: float, colour: str) -> str:
    """A group with the glyphs of a line, its baseline starting at (x, y); all in the units of the drawing."""
    scale = size / EM
    head = f'<g transform="translate({x:.5g} {y:.5g}) scale({scale:.5g} {-scale:.5g})" fill="{escape(colour)}">'
    return f"{head}{''.join(_glyphs(line))}</g>"


def _glyphs(line: Line) -> Iterable[str]:
    pen = 0
    for run in line.runs:
        for glyph, (x_offset, y_offset, advance, _) in zip(run.glyphs, run.positions, strict=True):
            outline = _outline(run.face, glyph)
            if outline:
                yield f'<path transform="translate({pen + x_offset} {y_offset})" d="{outline}"/>'
            pen += advance


@lru_cache(maxsize=_CACHED_OUTLINES)
def _outline(face: Face, glyph: int) -> str:
    """The `d` of a glyph, y upwards, in thousandths of the em."""
    pen: Any = SVGPathPen(None, ntos=lambda number: str(round(number)))
    face.hb_font.draw_glyph_with_pen(glyph, pen)
    commands: str = pen.getCommands()
    return commands
