"""What stands on a badge, as plain data. The drawing knows no model and no database."""

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Final

# Raise this when the look changes: badges drawn before then count as outdated.
LAYOUT_VERSION: Final = 1

INK: Final = "#0B1B3B"
WHITE: Final = "#FFFFFF"
# WCAG 2.2, 1.4.3.
_READABLE: Final = 4.5


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """The front of one badge.

    Every text may be empty but `name`, `token` and `category_word`. Colours are written #RRGGBB. `photo` is a
    baseline JPEG, upright. `language` is the BCP 47 tag of the document, `han_variant` one of Hans, Hant, Jpan, Kore.
    """

    name: str
    token: str
    category_word: str
    category_colour: str
    category_text_colour: str = WHITE
    name_second: str = ""
    organisation: str = ""
    country: str = ""
    role_ribbon: str = ""
    meeting_name: str = ""
    meeting_dates: str = ""
    photo: bytes | None = None
    language: str = "en"
    han_variant: str = ""

    def fingerprint(self) -> str:
        """SHA-256 over all that is drawn and the version of the layout: equal badges have equal ones."""
        facts: dict[str, object] = {field.name: getattr(self, field.name) for field in fields(self)}
        facts["photo"] = hashlib.sha256(self.photo).hexdigest() if self.photo else None
        facts["layout"] = LAYOUT_VERSION
        written = json.dumps(facts, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(written.encode("ascii")).hexdigest()

    def band_text_colour(self) -> str:
        """The category's text colour where it is readable on the band, else the better of white and ink."""
        if contrast(self.category_text_colour, self.category_colour) >= _READABLE:
            return self.category_text_colour
        return max((WHITE, INK), key=lambda colour: contrast(colour, self.category_colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
