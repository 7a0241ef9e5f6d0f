"""Font faces: the files that names are drawn with, their metrics, and the subsets that go into a PDF.

All measures are thousandths of the em, so that a size in points is only a factor.

The small fonts lie beside this module (Noto, OFL). Noto CJK is 40 MB and comes from Debian's `fonts-noto-cjk`, or
from the directory named by the environment variable ASCN8_CJK_FONTS; without it those scripts are reported as
missing (`ascn8.typeset.coverage`), and nothing breaks.
"""

import os
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import uharfbuzz as hb

Weight = Literal["Regular", "Bold"]

EM: Final = 1000
FONT_DIRECTORY: Final = Path(__file__).parent / "fonts"
CJK_DIRECTORY: Final = Path("/usr/share/fonts/opentype/noto")

# ISO 15924 script -> stem of the file. Latin also serves Greek and Cyrillic.
SMALL_FONTS: Final = {
    "Latn": "NotoSans",
    "Thai": "NotoSansThai",
    "Laoo": "NotoSansLao",
    "Khmr": "NotoSansKhmer",
    "Mymr": "NotoSansMyanmar",
    "Taml": "NotoSansTamil",
    "Deva": "NotoSansDevanagari",
    "Arab": "NotoNaskhArabic",
}
# Script -> index of its face in NotoSansCJK-*.ttc (order of Debian's fonts-noto-cjk 20220127).
CJK_FACES: Final = {"Hans": 2, "Hant": 3, "Jpan": 0, "Kore": 1}
SCRIPTS: Final = (*SMALL_FONTS, *CJK_FACES)

# Letters' joined forms and private-use characters: never the text of a glyph.
_NOT_TEXT: Final = ((0xE000, 0xF8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0xF0000, 0x10FFFF))

# Tables that a PDF viewer does not read.
_DROPPED_TABLES: Final = (
    "GSUB GPOS GDEF BASE JSTF DSIG name OS/2 post cmap meta STAT kern vhea vmtx VORG gasp LTSH VDMX hdmx PCLT MATH FFTM"
)


class Ink(NamedTuple):
    """The black box of a glyph around its origin."""

    left: int
    bottom: int
    right: int
    top: int


class Face:
    """One face of one font file; shared by all threads, it only ever fills caches."""

    def __init__(self, path: Path, index: int = 0, program: "Face | None" = None) -> None:
        self.path = path
        self.index = index
        self.hb_face: Any = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self.hb_font: Any = hb.Font(self.hb_face)
        self.hb_font.scale = (EM, EM)
        self.characters: frozenset[int] = frozenset(self.hb_face.unicodes)
        self.is_cff: bool = "CFF " in self.hb_face.table_tags
        extents = self.hb_font.get_font_extents("ltr")
        self.ascent: int = extents.ascender
        self.descent: int = extents.descender
        self.name = _postscript_name(self.hb_face)
        # All faces of a CJK collection share their glyphs: the first one is embedded for all.
        self.program: Face = program or self
        self._advances: dict[int, int] = {}
        self._inks: dict[int, Ink | None] = {}
        self._texts: dict[int, str] | None = None

    def advance(self, glyph: int) -> int:
        """The glyph's own width, before kerning."""
        width = self._advances.get(glyph)
        if width is None:
            width = self._advances[glyph] = self.hb_font.get_glyph_h_advance(glyph)
        return width

    def ink(self, glyph: int) -> Ink | None:
        """The glyph's black box, None for a blank."""
        try:
            return self._inks[glyph]
        except KeyError:
            box = self._inks[glyph] = _ink(self.hb_font.get_glyph_extents(glyph))
            return box

    def text_of(self, glyph: int, text: str) -> str:
        """The one character that this glyph stands for by the font's character map; empty for ligatures and forms.

        `text` is what the glyph was shaped from. The collections' maps are too large to turn round: there the
        character is looked for in it, and radicals, which share the glyphs of ideographs, do not count.
        """
        if self.is_cff:
            return next((letter for letter in text if self._nominal(letter) == glyph), "")
        if self._texts is None:
            self._texts = self._read_texts()
        return self._texts.get(glyph, "")

    def _nominal(self, letter: str) -> int | None:
        if "\u2e80" <= letter <= "\u2fdf":
            return None
        glyph: int | None = self.hb_font.get_nominal_glyph(ord(letter))
        return glyph

    def _read_texts(self) -> dict[int, str]:
        characters = sorted(self.characters, reverse=True)
        for first, last in _NOT_TEXT:
            characters = [character for character in characters if not first <= character <= last]
        # The lowest character of a glyph comes last and stays.
        return dict(zip(map(self.hb_font.get_nominal_glyph, characters), map(chr, characters), strict=True))


class FontProgram(NamedTuple):
    """A font file for embedding."""

    key: Literal["FontFile2", "FontFile3"]
    data: bytes


def subset(face: Face, glyphs: Iterable[int]) -> FontProgram:
    """A font program with only these glyphs, under their old numbers; 0.1 ms for TrueType, 2.4 ms for CJK."""
    request = hb.SubsetInput()
    request.glyph_set.update(glyphs)
    request.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_dropped_tags())
    flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
    # A CFF program in a PDF is addressed by CID and keeps its numbers; TrueType has to be told.
    request.flags = flags | (hb.SubsetFlags.DESUBROUTINIZE if face.is_cff else hb.SubsetFlags.RETAIN_GIDS)
    reduced = request.subset(face.hb_face)
    if face.is_cff:
        return FontProgram("FontFile3", bytes(reduced.reference_table("CFF ").data))
    return FontProgram("FontFile2", bytes(reduced.blob.data))


class FontLibrary:
    """The faces of one weight by script, opened when first needed."""

    def __init__(self, weight: Weight, cjk_directory: Path | None = None) -> None:
        self.weight: Weight = weight
        self._cjk_directory = cjk_directory
        self._faces: dict[str, Face | None] = {}
        self._lock = threading.Lock()

    def face(self, script: str) -> Face | None:
        """The face for an ISO 15924 script; None where no font file for it exists."""
        try:
            return self._faces[script]
        except KeyError:
            with self._lock:
                if script not in self._faces:
                    self._open(script)
                return self._faces[script]

    def latin(self) -> Face:
        """The face that everything falls back to; its file is part of the project."""
        face = self.face("Latn")
        if face is None:
            raise FileNotFoundError(font_path("Latn", self.weight))
        return face

    def _open(self, script: str) -> None:
        path = font_path(script, self.weight, self._cjk_directory)
        if path is None:
            self._faces[script] = None
        elif script in CJK_FACES:
            self._open_collection(path)
        else:
            self._faces[script] = Face(path)

    def _open_collection(self, path: Path) -> None:
        program: Face | None = None
        for script, index in CJK_FACES.items():
            face = Face(path, index, program)
            program = program or face
            self._faces[script] = face


def font_path(script: str, weight: Weight, cjk_directory: Path | None = None) -> Path | None:
    """Where the font file for a script lies; None when it is not installed or the script is not ours."""
    if script in CJK_FACES:
        directory = cjk_directory or Path(os.environ.get("ASCN8_CJK_FONTS") or CJK_DIRECTORY)
        path = directory / f"NotoSansCJK-{weight}.ttc"
    elif script in SMALL_FONTS:
        path = FONT_DIRECTORY / f"{SMALL_FONTS[script]}-{weight}.ttf"
    else:
        return None
    return path if path.is_file() else None


def _postscript_name(face: Any) -> str:
    name = face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font"
    return "".join(letter for letter in name if letter.isalnum() or letter == "-")


def _ink(extents: Any) -> Ink | None:
    if extents is None or not extents.height:
        return None
    left, top = extents.x_bearing, extents.y_bearing
    return Ink(left, top + extents.height, left + extents.width, top)


@cache
def _dropped_tags() -> frozenset[int]:
    return frozenset(int.from_bytes(tag.ljust(4).encode(), "big") for tag in _DROPPED_TABLES.split())
