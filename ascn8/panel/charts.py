"""Pictures of numbers, drawn on the server: plain functions from numbers to SVG.

No style stands in them, only classes (static/css/panel/charts.css), so they follow light and dark and a strict
Content-Security-Policy. Each carries a title and a description for those who do not see it; a table stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_TOP, _FOOT, _SIDE = 18, 22, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how tall it is, what is said about it, and the word under it (may be empty)."""

    value: int
    words: str
    label: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart of lines: `part` of `whole` under a name."""

    name: str
    part: int
    whole: int


def columns(bars: Sequence[Bar], *, title: str, description: str, width: int = 400, height: int = 180) -> SafeString:
    """Upright bars side by side, the tallest with its number on top; zero where there is nothing to show."""
    most = max((bar.value for bar in bars), default=0) or 1
    step = (width - 2 * _SIDE) / max(len(bars), 1)
    floor = height - _FOOT
    peak = next((n for n, bar in enumerate(bars) if bar.value == most), -1)
    drawn = [
        _column(bar, _SIDE + n * step, step, floor, (floor - _TOP) * bar.value / most, is_peak=n == peak)
        for n, bar in enumerate(bars)
    ]
    line = format_html('<path class="chart-floor" d="M0 {}H{}"/>', f"{floor + 0.5}", width)
    return _picture(width, height, title, description, _joined([*_guides(width, floor), *drawn, line]))


def lines(rows: Sequence[Row], *, title: str, description: str, width: int = 400, height: int = 31) -> SafeString:
    """Lying bars, one a row: the whole pale, the part in it strong; names at the left, numbers at the right."""
    most = max((row.whole for row in rows), default=0) or 1
    drawn = [_line(row, n * height, width, height, most) for n, row in enumerate(rows)]
    return _picture(width, max(len(rows), 1) * height, title, description, _joined(drawn))


def gauge(part: int, whole: int, *, title: str, may_fill: bool = False) -> SafeString:
    """A thin bar that fills up; a full one carries a class of its own, unless full is what everybody hopes for."""
    width, share = 320, min(part / whole, 1.0) if whole else 0.0
    fill = "chart-full" if whole and part >= whole and not may_fill else "chart-part"
    inside = format_html(
        '<rect class="chart-track" width="{}" height="8" rx="4"/><rect class="{}" width="{}" height="8" rx="4"/>',
        width,
        fill,
        f"{width * share:.1f}",
    )
    return format_html(
        '<svg class="gauge" viewBox="0 0 {} 8" preserveAspectRatio="none" role="img"><title>{}</title>{}</svg>',
        width,
        title,
        inside,
    )


def _column(bar: Bar, left: float, step: float, floor: int, tall: float, *, is_peak: bool) -> SafeString:
    gap = min(step * 0.28, 8)
    middle = left + step / 2
    parts = [
        format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>',
            "chart-marked" if bar.is_marked else "chart-bar",
            f"{left + gap / 2:.1f}",
            f"{floor - tall:.1f}",
            f"{step - gap:.1f}",
            f"{tall:.1f}",
            bar.words,
        )
    ]
    if bar.label:
        parts.append(_text("chart-label", middle, floor + 16, bar.label))
    if bar.value and (is_peak or bar.is_marked):
        parts.append(_text("chart-value", middle, floor - tall - 5, bar.value))
    return _joined(parts)


def _line(row: Row, top: int, width: int, height: int, most: int) -> SafeString:
    names, numbers = width * 0.33, width * 0.16
    room = width - names - numbers
    whole, part = room * row.whole / most, room * row.part / most
    middle = top + height / 2
    return format_html(
        '<text class="chart-name" x="0" y="{0}">{1}</text>'
        '<rect class="chart-whole" x="{2}" y="{3}" width="{4}" height="12" rx="3"/>'
        '<rect class="chart-bar" x="{2}" y="{3}" width="{5}" height="12" rx="3"/>'
        '<text class="chart-number" x="{6}" y="{0}">{7} / {8}</text>',
        f"{middle + 4:.1f}",
        row.name,
        f"{names:.1f}",
        f"{middle - 6:.1f}",
        f"{whole:.1f}",
        f"{part:.1f}",
        width,
        row.part,
        row.whole,
    )


def _guides(width: int, floor: int) -> list[SafeString]:
    """Two pale lines at the half and at the whole of the scale."""
    heights = (_TOP + 0.5, (_TOP + floor) // 2 + 0.5)
    return [format_html('<path class="chart-guide" d="M0 {}H{}"/>', f"{y}", width) for y in heights]


def _text(kind: str, x: float, y: float, words: object) -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, f"{x:.1f}", f"{y:.1f}", words)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts)) or mark_safe("")


def _picture(width: int, height: int, title: str, description: str, inside: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img"><title>{}</title><desc>{}</desc>{}</svg>',
        width,
        height,
        title,
        description,
        inside,
    )
