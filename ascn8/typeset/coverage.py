"""Which scripts and characters can be drawn: asked by a form before it takes a name, and by a system check."""

from pathlib import Path

from ascn8.typeset.faces import SCRIPTS, font_path
from ascn8.typeset.shaping import clean, han_variant, shaper

_JOINERS = "\u200c\u200d"


def missing_scripts(cjk_directory: Path | None = None) -> list[str]:
    """ISO 15924 codes of the scripts whose font files are not installed, in the order of SCRIPTS."""
    return [
        script
        for script in SCRIPTS
        if not all(font_path(script, weight, cjk_directory) for weight in ("Regular", "Bold"))
    ]


def missing_characters(text: str, *, han: str = "") -> list[str]:
    """The characters of the text that no installed font can draw, each once, in reading order.

    Controls and the like do not count: they are removed before the text is drawn.
    """
    text = clean(text)
    variant = han_variant(text, han)
    drawing = shaper("Bold")
    missing: dict[str, None] = {}
    face = None
    for letter in text:
        chosen = drawing.face_for(letter, face, variant)
        if chosen is None and letter not in _JOINERS:
            missing[letter] = None
        face = chosen or face
    return list(missing)
