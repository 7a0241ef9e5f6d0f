"""Fit a text into a box in closed form: no trial and error over sizes.

Widths grow linearly with the size. So the text is shaped once, for each number of lines the break is found that
makes the widest line narrowest, and the size follows by division. What is returned never overflows the box: the
final lines are measured, and the size is taken from them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ascn8.typeset.bidi import has_rtl, levels
from ascn8.typeset.breaking import syllable_breaks, word_breaks
from ascn8.typeset.faces import EM
from ascn8.typeset.shaping import Line, Shaper, clean, han_variant

# The line's own space even where the ink is lower: neighbouring names should sit on the same baselines.
_ASCENT: Final = 780
_DESCENT: Final = -240
# Stacked scripts (Khmer, Burmese) need more than the usual distance: at least their ink and a little air.
_INK_AIR: Final = 1.04
# A break inside a word has to earn its place too.
_INNER_BREAK_GAIN: Final = 1.1
_STEP: Final = 0.25
# The best that a break could do: even lines, less the spaces that it leaves out.
_SPACES_LEFT_OUT: Final = 0.9
_BISECTIONS: Final = 12


@dataclass(frozen=True, slots=True)
class Box:
    """Where text has to fit: width and height in points, sizes in points."""

    width: float
    height: float
    largest: float
    smallest: float = 7.0
    max_lines: int = 2
    leading: float = 1.16
    # A further line has to earn its place with type this much larger.
    line_gain: float = 1.15


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits. Measures in points; `ascent` is from the top of the block to its first baseline."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    ascent: float
    height: float
    broken_inside: bool = False

    @property
    def width(self) -> float:
        """The widest line."""
        return max((line.width for line in self.lines), default=0) * self.size / EM

    def indents(self) -> tuple[float, ...]:
        """How far each line is moved right: lines that run from right to left are flush right in the block."""
        width = self.width
        return tuple(width - line.width * self.size / EM if line.rtl else 0.0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Lines as places in the text, and the size that they allow."""

    cuts: tuple[int, ...]
    size: float


def fit(shaper: Shaper, text: str, box: Box, *, han: str = "") -> Fitted:
    """The text at the largest size and in the fewest lines that fit the box; no lines for an empty text.

    Words are broken only when the type would fall under `box.smallest`.
    """
    text = clean(text)
    if not text:
        return Fitted((), box.largest, 0.0, 0.0, 0.0)
    han = han_variant(text, han)
    whole = shaper.line(text, han=han)
    best = _Plan((), _size_of(whole.width, 1, whole, box))
    if best.size >= box.largest or box.max_lines == 1:
        return _set(shaper, text, best, box, han, broken=False)
    measure = _Measure(text, whole.offsets())
    best = _best_plan(measure, word_breaks(text), whole, box, best)
    broken = False
    if best.size < box.smallest:
        inner = _best_plan(measure, syllable_breaks(text), whole, box, best)
        if inner.size > best.size * _INNER_BREAK_GAIN:
            best, broken = inner, True
    return _set(shaper, text, best, box, han, broken=broken)


def wrap(shaper: Shaper, text: str, width: float, size: float, *, han: str = "") -> tuple[Line, ...]:
    """The text in as many lines as it needs at a fixed size, none wider than `width` points.

    Lines end between words; a word that is wider than the line is broken where its script allows it, and only what
    no rule can break is cut between letters.
    """
    text = clean(text)
    if not text:
        return ()
    han = han_variant(text, han)
    whole = shaper.line(text, han=han)
    limit = width * EM / size
    if whole.width <= limit:
        return (whole,)
    return _lines(shaper, text, _cuts(_Measure(text, whole.offsets()), limit), han)


def _cuts(measure: "_Measure", limit: float) -> list[int]:
    """Where the lines end, first come first set."""
    text = measure.text
    words, end = [*word_breaks(text), len(text)], len(text)
    inner: list[int] = []
    cuts: list[int] = []
    start = 0
    while measure.width(start, end) > limit:
        fits = [place for place in words if place > start and measure.width(start, place) <= limit]
        if not fits:
            inner = inner or syllable_breaks(text)
            fits = [place for place in inner if place > start and measure.width(start, place) <= limit]
        cut = max(fits, default=0) or _anywhere(measure, start, limit)
        cuts.append(cut)
        start = cut
    return cuts


def _anywhere(measure: "_Measure", start: int, limit: float) -> int:
    """The last place after `start` that fits and does not part a letter from its marks; one letter at least."""
    place = start + 1
    while place < len(measure.text) - 1 and measure.width(start, place + 1) <= limit:
        place += 1
    while place > start + 1 and unicodedata.category(measure.text[place])[0] == "M":
        place -= 1
    return place


class _Measure:
    """Widths of parts of the whole line, without the spaces at their ends."""

    def __init__(self, text: str, offsets: list[int]) -> None:
        self.text = text
        self.offsets = offsets

    def width(self, start: int, end: int) -> int:
        if end > start and self.text[end - 1] == " ":
            end -= 1
        return self.offsets[end] - self.offsets[start]


def _best_plan(measure: _Measure, breaks: Sequence[int], whole: Line, box: Box, best: _Plan) -> _Plan:
    for lines in range(2, min(box.max_lines, len(breaks) + 1) + 1):
        even = whole.width / lines * _SPACES_LEFT_OUT
        if _size_of(even, lines, whole, box) <= best.size * box.line_gain:
            continue
        cuts, widest = _narrowest(measure, breaks, lines)
        size = _size_of(widest, lines, whole, box)
        if size > best.size * box.line_gain:
            best = _Plan(cuts, size)
    return best


def _narrowest(measure: _Measure, breaks: Sequence[int], lines: int) -> tuple[tuple[int, ...], int]:
    """The cuts into at most `lines` lines that make the widest one narrowest, and its width."""
    end = len(measure.text)
    if lines == 2:
        widest, cut = min((max(measure.width(0, place), measure.width(place, end)), place) for place in breaks)
        return (cut,), widest
    total = measure.width(0, end)
    low, high = total / lines * 0.8, float(total)
    cuts: tuple[int, ...] = ()
    widest = total
    for _ in range(_BISECTIONS):
        limit = (low + high) / 2
        found = _fill(measure, breaks, limit, lines)
        if found is None:
            low = limit
        else:
            cuts, widest = found
            high = float(widest) - 0.5
        if high <= low:
            break
    return cuts, widest


def _fill(measure: _Measure, breaks: Sequence[int], limit: float, lines: int) -> tuple[tuple[int, ...], int] | None:
    """Fill lines up to a width, first come first set; None when they are too few."""
    cuts: list[int] = []
    start = widest = 0
    reached = 0
    for place in (*breaks, len(measure.text)):
        if measure.width(start, place) > limit:
            if reached <= start or len(cuts) + 1 == lines:
                return None
            widest = max(widest, measure.width(start, reached))
            cuts.append(reached)
            start = reached
            if measure.width(start, place) > limit:
                return None
        reached = place
    return tuple(cuts), max(widest, measure.width(start, reached))


def _size_of(widest: float, lines: int, ink: Line, box: Box) -> float:
    """The size at which lines of this width and ink fit the box."""
    top, bottom = max(ink.top, _ASCENT), min(ink.bottom, _DESCENT)
    step = max(EM * box.leading, (top - bottom) * _INK_AIR)
    height = (top - bottom) + step * (lines - 1)
    return min(box.largest, box.width * EM / max(widest, 1), box.height * EM / height)


def _set(shaper: Shaper, text: str, plan: _Plan, box: Box, han: str, *, broken: bool) -> Fitted:
    """Shape the planned lines and take the size from what they really measure."""
    lines = _lines(shaper, text, plan.cuts, han)
    top = max(_ASCENT, *(line.top for line in lines))
    bottom = min(_DESCENT, *(line.bottom for line in lines))
    step = max(EM * box.leading, (top - bottom) * _INK_AIR)
    height = (top - bottom) + step * (len(lines) - 1)
    widest = max(line.width for line in lines)
    size = min(box.largest, box.width * EM / max(widest, 1), box.height * EM / height)
    if size > 4:
        size = int(size / _STEP) * _STEP
    scale = size / EM
    return Fitted(lines, size, step * scale, top * scale, height * scale, broken)


def _lines(shaper: Shaper, text: str, cuts: Sequence[int], han: str) -> tuple[Line, ...]:
    if not cuts:
        return (shaper.line(text, han=han),)
    # UAX #9: levels belong to the paragraph, reordering to the line.
    text_levels = tuple(levels(text)) if has_rtl(text) else ()
    lines = []
    for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True):
        stop = start + len(text[start:end].rstrip())
        lines.append(shaper.line(text[start:stop], han=han, part_levels=text_levels[start:stop]))
    return tuple(lines)
