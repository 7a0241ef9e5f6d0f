"""Shaped text: a string becomes runs of positioned glyphs, in every script a delegate's name comes in.

Text is cleaned, cut into runs of one direction, script and font, shaped by HarfBuzz and put into visual order. All
measures are thousandths of the em. A Line depends neither on a size nor on a document, so lines are cached.
"""

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import uharfbuzz as hb
from fontTools.unicodedata import script as unicode_script

from ascn8.typeset.bidi import has_rtl, levels, visual_order
from ascn8.typeset.faces import CJK_FACES, SCRIPTS, Face, FontLibrary, Weight

HAN_VARIANTS: Final = tuple(CJK_FACES)
DEFAULT_HAN: Final = "Hans"
_HAN_LANGUAGES: Final = {"Hans": "zh-Hans", "Hant": "zh-Hant", "Jpan": "ja", "Kore": "ko"}
_SCRIPTLESS: Final = frozenset(("Zyyy", "Zinh", "Zzzz"))
_JOINERS: Final = "\u200c\u200d"
_INVISIBLE: Final = frozenset((0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_CACHED_LINES: Final = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs of one face and one direction, in visual order. `start` and `end` bound its text in the line."""

    face: Face
    script: str
    rtl: bool
    start: int
    end: int
    glyphs: tuple[int, ...]
    clusters: tuple[int, ...]
    # x offset, y offset, x advance, y advance
    positions: tuple[tuple[int, int, int, int], ...]
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Shaped text on one line. `top` and `bottom` bound the ink around the baseline."""

    text: str
    runs: tuple[Run, ...]
    width: int
    top: int
    bottom: int
    missing: int
    rtl: bool

    def offsets(self) -> list[int]:
        """Width of the text before each character in reading order, and of all of it at the end."""
        widths = [0] * len(self.text)
        for run in self.runs:
            for cluster, position in zip(run.clusters, run.positions, strict=True):
                widths[cluster] += position[2]
        total = 0
        offsets = [0]
        for width in widths:
            total += width
            offsets.append(total)
        return offsets


class _Cleaning(dict[int, int | None]):
    """What `str.translate` asks for each character: blanks become spaces, what has no shape of its own goes."""

    def __missing__(self, character: int) -> int | None:
        category = unicodedata.category(chr(character))
        kept: int | None = character
        if chr(character) in "\t\n\r\x0b\x0c\x85" or category in ("Zs", "Zl", "Zp"):
            kept = 0x20
        elif (
            category in ("Cc", "Cs", "Co")
            or _is_noncharacter(character)
            or (category == "Cf" and chr(character) not in _JOINERS)
        ):
            kept = None
        self[character] = kept
        return kept


def _is_noncharacter(character: int) -> bool:
    return character & 0xFFFE == 0xFFFE or 0xFDD0 <= character <= 0xFDEF


_CLEANING: Final = _Cleaning()


def clean(text: str) -> str:
    """The text as it is set: NFC, blanks folded to single spaces and none at the ends.

    Controls, bidi overrides, private-use characters and lone surrogates are gone.
    """
    text = text.translate(_CLEANING)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def han_variant(text: str, preferred: str = "") -> str:
    """Which regional forms Han characters get: kana and hangul decide, then the person, then Hans."""
    if not text.isascii():
        for letter in text:
            if "\u3040" <= letter <= "\u30ff":
                return "Jpan"
            if "\uac00" <= letter <= "\ud7a3" or "\u1100" <= letter <= "\u11ff":
                return "Kore"
    return preferred if preferred in HAN_VARIANTS else DEFAULT_HAN


class Shaper:
    """Shapes text in one weight. The process has one for each weight, `shaper(weight)`."""

    def __init__(self, library: FontLibrary) -> None:
        self.library = library
        self._choices: dict[tuple[str, Face | None, str], Face | None] = {}
        self._cached = lru_cache(maxsize=_CACHED_LINES)(self._shape)

    def line(self, text: str, *, han: str = "", part_levels: tuple[int, ...] = ()) -> Line:
        """The text on one line, cleaned first.

        `han` chooses the form of Han characters: Hans, Hant, Jpan or Kore. `part_levels` are the
        bidi levels of a clean text that is a part of a longer one; it is then taken as it is.
        """
        if not part_levels:
            text = clean(text)
        return self._cached(text, han_variant(text, han), part_levels)

    def face_for(self, letter: str, current: Face | None, han: str) -> Face | None:
        """The face that draws a character after `current`; None where no font has it."""
        key = (letter, current, han)
        try:
            return self._choices[key]
        except KeyError:
            face = self._choices[key] = self._choose_face(letter, current, han)
            return face

    def _choose_face(self, letter: str, current: Face | None, han: str) -> Face | None:
        character = ord(letter)
        script = unicode_script(letter)
        stays = script in _SCRIPTLESS or unicodedata.category(letter)[0] == "M"
        if stays and current and (character in current.characters or character in _INVISIBLE):
            return current
        own = self.library.face(_font_script(script, han))
        if own and character in own.characters:
            return own
        if current and character in current.characters:
            return current
        for candidate in SCRIPTS:
            face = self.library.face(candidate)
            if face and character in face.characters:
                return face
        return None

    def _shape(self, text: str, han: str, part_levels: tuple[int, ...]) -> Line:
        text_levels = part_levels or (levels(text) if has_rtl(text) else ())
        items = self._itemize(text, han, text_levels)
        runs = tuple(_shape_run(text, items[place], han) for place in visual_order([item.level for item in items]))
        top, bottom = _ink_bounds(runs)
        return Line(
            text=text,
            runs=runs,
            width=sum(run.width for run in runs),
            top=top,
            bottom=bottom,
            missing=sum(run.glyphs.count(0) for run in runs),
            rtl=bool(text_levels and text_levels[0] & 1),
        )

    def _itemize(self, text: str, han: str, text_levels: Sequence[int]) -> list["_Item"]:
        latin = self.library.latin()
        if text.isascii() and not text_levels:
            return [_Item(0, latin, "Latn", 0, len(text))] if text else []
        items: list[_Item] = []
        face: Face | None = None
        script = ""
        for place, letter in enumerate(text):
            face = self.face_for(letter, face, han) or face or latin
            own_script = unicode_script(letter)
            script = script if own_script in _SCRIPTLESS else own_script
            level = text_levels[place] if text_levels else 0
            if items and items[-1].takes(level, face, script):
                items[-1].end = place + 1
                items[-1].script = script
            else:
                items.append(_Item(level, face, script, place, place + 1))
        return items


@dataclass(slots=True)
class _Item:
    """A stretch of text that HarfBuzz shapes in one go."""

    level: int
    face: Face
    script: str
    start: int
    end: int

    def takes(self, level: int, face: Face, script: str) -> bool:
        return level == self.level and face is self.face and (script == self.script or not self.script)


def _shape_run(text: str, item: _Item, han: str) -> Run:
    buffer: Any = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text, item.start, item.end - item.start)
    buffer.direction = "rtl" if item.level & 1 else "ltr"
    if item.face.is_cff:
        buffer.language = _HAN_LANGUAGES[han]
    buffer.guess_segment_properties()
    hb.shape(item.face.hb_font, buffer)
    infos = buffer.glyph_infos
    positions = tuple(_position(position) for position in buffer.glyph_positions)
    return Run(
        face=item.face,
        script=item.script,
        rtl=bool(item.level & 1),
        start=item.start,
        end=item.end,
        glyphs=tuple(info.codepoint for info in infos),
        clusters=tuple(info.cluster for info in infos),
        positions=positions,
        width=sum(position[2] for position in positions),
    )


def _position(position: Any) -> tuple[int, int, int, int]:
    x_offset, y_offset, x_advance, y_advance = position.position
    return x_offset, y_offset, x_advance, y_advance


def _ink_bounds(runs: Sequence[Run]) -> tuple[int, int]:
    top = bottom = 0
    for run in runs:
        for glyph, position in zip(run.glyphs, run.positions, strict=True):
            ink = run.face.ink(glyph)
            if ink:
                top = max(top, ink.top + position[1])
                bottom = min(bottom, ink.bottom + position[1])
    return top, bottom


def _font_script(script: str, han: str) -> str:
    """Which font a Unicode script is drawn with."""
    if script in ("Hani", "Bopo"):
        return han
    return {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}.get(script, script)


_shapers: dict[Weight, Shaper] = {}
_shapers_lock = threading.Lock()


def shaper(weight: Weight = "Bold") -> Shaper:
    """The process's one shaper of this weight."""
    with _shapers_lock:
        if weight not in _shapers:
            _shapers[weight] = Shaper(FontLibrary(weight))
        return _shapers[weight]
