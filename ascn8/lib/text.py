"""Text that people typed: made harmless at every entrance, compared without accents or case."""

import re
import unicodedata

# Everything that can turn the reading direction or hide: embeddings, overrides, isolates, marks, and C0/C1 controls.
# ZWNJ and ZWJ stay, Persian, Khmer and Sinhala need them.
_BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"))
_UNSEEN = dict.fromkeys([0xFEFF, 0x00AD, 0x2060, 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080)])
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\n]+")


def clean_line(value: str) -> str:
    """One line in NFC without control, bidi or invisible characters; runs of white space become one space."""
    return " ".join(clean_block(value).split())


def clean_block(value: str) -> str:
    """Like `clean_line`, but keeps line ends (at most one empty line between paragraphs)."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    # Every sign that ends a line, so that the words on both sides of it stay two.
    value = _LINE_ENDS.sub("\n", value).replace("\t", " ")
    value = value.translate(_BIDI).translate(_UNSEEN)
    value = "".join(ch for ch in value if ch == "\n" or unicodedata.category(ch) not in ("Cc", "Cs"))
    lines = [_SPACE.sub(" ", line).strip() for line in value.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fold(value: str) -> str:
    """The form in which texts are searched and compared: no case, no accents, single spaces.

    The same on PostgreSQL and SQLite, because it is stored. Marks are dropped only from Latin, Greek and Cyrillic:
    in Khmer or Tamil a mark is a letter.
    """
    if value.isascii():
        return " ".join(value.casefold().split())
    out: list[str] = []
    for ch in unicodedata.normalize("NFKD", value).casefold():
        if unicodedata.category(ch) == "Mn" and out and out[-1].isascii():
            continue
        out.append({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i"}.get(ch, ch))
    return " ".join("".join(out).split())
