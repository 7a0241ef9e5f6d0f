"""Shaped lines in a reportlab document: text operators, embedded font subsets, and text that can be copied out.

A line's operators are written at size 1, so they depend neither on the size nor on the document, and are cached.
Fonts are Type 0 with Identity-H: the code in the file is the glyph's number in the font (ISO 32000-1, 9.7).

Copying and searching need the text behind the glyphs, by two means that were found by trial with poppler, pdfium
and mupdf: a ToUnicode map for each font, and /ActualText around the whole run in scripts with marks and reordering,
elsewhere only around glyphs that are not one character. Never around runs from right to left: viewers take it to
be in visual order and turn it round.
"""

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from reportlab import rl_config

from ascn8.typeset.faces import EM, Face, subset
from ascn8.typeset.pdf_objects import Literal, Stream, reference
from ascn8.typeset.shaping import Line, Run

# Base 85 makes every stream a quarter larger, for mail systems of the 1980s.
rl_config.useA85 = 0

_REORDERING: Final = frozenset(("Thai", "Laoo", "Khmr", "Mymr", "Taml", "Deva"))
_CACHED_LINES: Final = 8192
_MAP_HEAD: Final = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def "
    "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange"
)
_MAP_TAIL: Final = "endcmap CMapName currentdict /CMap defineresource pop end end"
# ISO 32000-1, 9.10.3: a block of a ToUnicode map has at most 100 entries.
_MAP_BLOCK: Final = 100


class DocumentFonts:
    """The fonts of one reportlab document: which glyphs it uses, embedded when it is saved.

    With a canvas: `fonts = DocumentFonts(canvas._doc)`, `canvas._code.append(fonts.operators(...))`.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[Face, _EmbeddedFont] = {}

    def operators(self, line: Line, x: float, y: float, size: float) -> str:
        """PDF operators that show the line with its baseline starting at (x, y), in points."""
        parts = [f"BT {size:.6g} 0 0 {size:.6g} {x:.2f} {y:.2f} Tm"]
        current = None
        for code in _line_code(line):
            font = self._fonts.get(code.program) or self._add(code.program)
            font.glyphs |= code.glyphs
            font.texts.update(code.texts)
            if font is not current:
                parts.append(f"{font.name} 1 Tf")
                current = font
            parts.append(code.operators)
        parts.append("ET")
        return " ".join(parts)

    def _add(self, program: Face) -> "_EmbeddedFont":
        font = self._fonts[program] = _EmbeddedFont(program, f"/T{len(self._fonts) + 1}")
        self._document.delayedFonts.append(font)
        return font


@dataclass(frozen=True, slots=True)
class _RunCode:
    """A run ready for any document: its operators, its glyphs, and the text of those that are no character."""

    program: Face
    operators: str
    glyphs: frozenset[int]
    texts: dict[int, str]


@lru_cache(maxsize=_CACHED_LINES)
def _line_code(line: Line) -> tuple[_RunCode, ...]:
    return tuple(_run_code(line.text, run) for run in line.runs)


def _run_code(text: str, run: Run) -> _RunCode:
    glyph_texts = _glyph_texts(text, run)
    writer = _TextWriter(run)
    for start, end, actual in _spans(text, run, glyph_texts):
        writer.span(start, end, actual)
    return _RunCode(
        run.face.program,
        writer.finish(),
        frozenset(run.glyphs),
        {glyph: shown for glyph, shown in zip(run.glyphs, glyph_texts, strict=True) if shown},
    )


def _glyph_texts(text: str, run: Run) -> list[str]:
    """What each glyph stands for: its character, or its whole cluster when it is alone there; else nothing."""
    ends = _cluster_ends(run)
    counts = Counter(run.clusters) if len(ends) < len(run.glyphs) else None
    texts = []
    for glyph, cluster in zip(run.glyphs, run.clusters, strict=True):
        own = text[cluster : ends[cluster]] if glyph else ""
        alone = counts is None or counts[cluster] == 1
        texts.append(own and (run.face.text_of(glyph, own) or (own if alone else "")))
    return texts


def _cluster_ends(run: Run) -> dict[int, int]:
    starts = sorted(set(run.clusters))
    return dict(zip(starts, (*starts[1:], run.end), strict=True))


def _spans(text: str, run: Run, glyph_texts: list[str]) -> list[tuple[int, int, str]]:
    """Stretches of glyphs, each with the ActualText that it needs, or none."""
    count = len(run.glyphs)
    if run.rtl:
        return [(0, count, "")]
    if run.script in _REORDERING:
        return [(0, count, text[run.start : run.end])]
    if "".join(glyph_texts) == text[run.start : run.end]:
        return [(0, count, "")]
    return _cluster_spans(text, run, glyph_texts)


def _cluster_spans(text: str, run: Run, glyph_texts: list[str]) -> list[tuple[int, int, str]]:
    """Neighbouring clusters whose glyphs do not spell their text share one ActualText; the others have none."""
    ends = _cluster_ends(run)
    spans: list[tuple[int, int, str]] = []
    start = 0
    while start < len(run.glyphs):
        end = start + 1
        while end < len(run.glyphs) and run.clusters[end] == run.clusters[start]:
            end += 1
        own = text[run.clusters[start] : ends[run.clusters[start]]]
        actual = "" if "".join(glyph_texts[start:end]) == own else own
        if spans and bool(spans[-1][2]) == bool(actual):
            spans[-1] = (spans[-1][0], end, spans[-1][2] + actual)
        else:
            spans.append((start, end, actual))
        start = end
    return spans


class _TextWriter:
    """Writes Tj, TJ and Ts for the glyphs of a run, at size 1."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.code: list[str] = []
        self.array: list[str] = []
        self.hex: list[str] = []
        self.rise = 0

    def span(self, start: int, end: int, actual: str) -> None:
        """Show the glyphs of a span, marked with its text."""
        if actual:
            self._flush()
            self.code.append(f"/Span<</ActualText<FEFF{_utf16(actual)}>>>BDC")
        for place in range(start, end):
            self._glyph(self.run.glyphs[place], *self.run.positions[place][:3])
        if actual:
            self._flush()
            self.code.append("EMC")

    def finish(self) -> str:
        """The operators; the text rise is left at 0."""
        self._flush()
        if self.rise:
            self.code.append("0 Ts")
        return " ".join(self.code)

    def _glyph(self, glyph: int, x_offset: int, y_offset: int, advance: int) -> None:
        if y_offset != self.rise:
            self._flush()
            self.rise = y_offset
            self.code.append(f"{y_offset / EM:.3f} Ts")
        if x_offset:
            self._move(-x_offset)
        self.hex.append(f"{glyph:04X}")
        gap = self.run.face.advance(glyph) + x_offset - advance
        if gap:
            self._move(gap)

    def _move(self, back: int) -> None:
        """A number in a TJ array moves the pen back; two numbers in a row are one."""
        self._close_string()
        if self.array and self.array[-1][0] != "<":
            self.array[-1] = str(int(self.array[-1]) + back)
        else:
            self.array.append(str(back))

    def _close_string(self) -> None:
        if self.hex:
            self.array.append(f"<{''.join(self.hex)}>")
            self.hex = []

    def _flush(self) -> None:
        self._close_string()
        if len(self.array) == 1 and self.array[0][0] == "<":
            self.code.append(f"{self.array[0]}Tj")
        elif self.array:
            self.code.append(f"[{''.join(self.array)}]TJ")
        self.array = []


class _EmbeddedFont:
    """A font of one document; reportlab calls `addObjects` when it saves."""

    def __init__(self, program: Face, name: str) -> None:
        self.program = program
        self.name = name
        self.glyphs: set[int] = set()
        self.texts: dict[int, str] = {}

    def addObjects(self, document: Any) -> None:
        """Put the subset, its widths and its ToUnicode map into the document."""
        glyphs = sorted(self.glyphs)
        face = self.program
        program = subset(face, glyphs)
        base = f"{_subset_tag(glyphs)}+{face.name}"
        length = f"/Length1 {len(program.data)} " if program.key == "FontFile2" else ""
        kind = "/Subtype /CIDFontType0C " if program.key == "FontFile3" else ""
        stream = reference(document, Stream(program.data, length + kind))
        descriptor = reference(
            document,
            Literal(
                f"<< /Type /FontDescriptor /FontName /{base} /Flags 4 /ItalicAngle 0 /StemV 80 "
                f"/FontBBox [-1000 -1000 3000 2000] /CapHeight 714 /Ascent {face.ascent} "
                f"/Descent {face.descent} /{program.key} {stream} >>"
            ),
        )
        subtype = "/CIDFontType0" if face.is_cff else "/CIDFontType2 /CIDToGIDMap /Identity"
        descendant = reference(
            document,
            Literal(
                f"<< /Type /Font /Subtype {subtype} /BaseFont /{base} /CIDSystemInfo "
                "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 "
                f"/W [{_widths(face, glyphs)}] /FontDescriptor {descriptor} >>"
            ),
        )
        unicode_map = reference(document, Stream(_to_unicode(self.texts, glyphs)))
        font = Literal(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant}] /ToUnicode {unicode_map} >>"
        )
        document.Reference(font, self.name)
        document.idToObject["BasicFonts"].dict[self.name[1:]] = font


def _widths(face: Face, glyphs: Iterable[int]) -> str:
    """The W array: stretches of consecutive glyphs."""
    parts: list[str] = []
    previous = -2
    for glyph in glyphs:
        if glyph != previous + 1:
            parts.append(f"{']' if parts else ''}{glyph}[")
        parts.append(f"{face.advance(glyph)} ")
        previous = glyph
    return "".join(parts) + "]" if parts else ""


def _to_unicode(texts: dict[int, str], glyphs: Iterable[int]) -> bytes:
    entries = [f"<{glyph:04X}> <{_utf16(texts[glyph])}>" for glyph in glyphs if texts.get(glyph)]
    lines = [_MAP_HEAD]
    for start in range(0, len(entries), _MAP_BLOCK):
        block = entries[start : start + _MAP_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, _MAP_TAIL]).encode("ascii")


def _subset_tag(glyphs: list[int]) -> str:
    """Six capital letters that differ between subsets (ISO 32000-1, 9.6.4)."""
    number = zlib.crc32(repr(glyphs).encode())
    return "".join(chr(65 + (number >> 4 * place) % 16) for place in range(6))


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()
