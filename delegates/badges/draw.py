"""Badges as PDF: A6, one a page; vector but for the photo, whose JPEG goes in as it is.

What a whole category shares is drawn once in a document, as a form; a page holds only its person.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ascn8.typeset import qr
from ascn8.typeset.jpeg import read_header
from ascn8.typeset.motif import DEEP, MIST, PALE_WEAVE, Shape, pdf_operators, pdf_rgb, weave
from ascn8.typeset.pdf_document import Document
from ascn8.typeset.shaping import clean
from delegates.badges import layout
from delegates.badges.card import BadgeCard
from delegates.badges.layout import MM, Area, Words

# A quarter circle as a Bezier curve.
_ARC: Final = 0.5523


def draw_badge(card: BadgeCard) -> bytes:
    """One badge as a PDF. Its title is the name, its language the card's. The same card gives the same bytes."""
    return draw_badges([card], title=clean(card.name))


def draw_badges(cards: Sequence[BadgeCard], *, title: str = "") -> bytes:
    """The badges in one PDF, a page each, in the order given; about 24 kB a badge, so keep to 1,000 a file.

    Raises ValueError without cards, and for a token that is none (`ascn8.typeset.qr.symbol`).
    """
    if not cards:
        raise ValueError("There is no badge to draw.")
    sheet = _Sheet(title or clean(cards[0].meeting_name), cards[0].language)
    for card in cards:
        sheet.add(card)
    return sheet.document.finish()


class _Sheet:
    """One PDF document of badges."""

    def __init__(self, title: str, language: str) -> None:
        width, height = layout.PAGE.width * MM, layout.PAGE.height * MM
        self.document = Document(width, height, title=title, language=language)
        self.forms: dict[object, str] = {}

    def add(self, card: BadgeCard) -> None:
        """One page."""
        ground = self._ground(card)
        photo, shown = self._photo(card.photo)
        words = self._text(layout.person_words(card))
        self.document.page(f"{ground} {photo} {_qr_code(card.token)} {words}", (ground, shown))

    def _ground(self, card: BadgeCard) -> str:
        """All but the person: a form, drawn when a category, a ribbon or a meeting is new."""
        key = (card.category_word, card.category_colour, card.band_text_colour()) + (
            card.role_ribbon,
            card.meeting_name,
            card.meeting_dates,
        )
        if key not in self.forms:
            words = self._text(layout.ground_words(card))
            self.forms[key] = self.document.form(f"{_ground_shapes(card)} {words}")
        return self.forms[key]

    def _photo(self, photo: bytes | None) -> tuple[str, str]:
        """The photo cut to its area, else a quiet pattern; the code, and what it shows."""
        header = read_header(photo) if photo else None
        if not photo or not header:
            if None not in self.forms:
                self.forms[None] = self.document.form(_placeholder_shapes())
            return self.forms[None], self.forms[None]
        image = self.document.image(photo, header)
        area = layout.cover(layout.PHOTO, header.width, header.height)
        return f"q {_PHOTO_CLIP} {_image_matrix(area)} cm {image} Q", image

    def _text(self, words: Iterable[Words]) -> str:
        parts: list[str] = []
        colour = ""
        for word in words:
            if word.colour != colour:
                colour = word.colour
                parts.append(f"{pdf_rgb(colour)} rg")
            x, y = word.x * MM, (layout.PAGE.height - word.y) * MM
            parts.append(self.document.fonts.operators(word.line, x, y, word.size))
        return " ".join(parts)


def _ground_shapes(card: BadgeCard) -> str:
    parts = [_header_shapes(), _rectangle(layout.BAND, card.category_colour)]
    if card.role_ribbon:
        parts.append(_rectangle(layout.RIBBON, layout.GOLD_LIGHT))
    return "\n".join(parts)


@cache
def _header_shapes() -> str:
    header = layout.HEADER
    parts = (
        _rectangle(header, DEEP),
        _patterned(header, layout.header_shapes()),
        _down(layout.mark_shapes()),
        _rectangle(layout.HEADER_RULE, layout.GOLD),
    )
    return "\n".join(parts)


@cache
def _placeholder_shapes() -> str:
    area = layout.PHOTO
    pattern = _down(weave(area.width, area.height, PALE_WEAVE), area.left, area.top)
    return f"q {_PHOTO_CLIP} {_rectangle(area, MIST)} {pattern} Q"


def _qr_code(token: str) -> str:
    area = layout.QR
    module = area.width / qr.MODULES * MM
    left, bottom = area.left * MM, (layout.PAGE.height - area.bottom) * MM
    path = qr.symbol(token).pdf_path()
    return f"q 0 g {module:.5g} 0 0 {module:.5g} {left:.2f} {bottom:.2f} cm {path} Q"


def _patterned(area: Area, shapes: Iterable[Shape]) -> str:
    """Shapes clipped to an area and moved into it."""
    return f"q {_corner(area)} re W n {_down(shapes, area.left, area.top)} Q"


def _down(shapes: Iterable[Shape], left: float = 0.0, top: float = 0.0) -> str:
    """Shapes given in millimetres right and down from a point of the page."""
    x, y = left * MM, (layout.PAGE.height - top) * MM
    return f"q {MM:.6g} 0 0 {-MM:.6g} {x:.2f} {y:.2f} cm {pdf_operators(shapes)} Q"


def _rectangle(area: Area, colour: str) -> str:
    return f"{pdf_rgb(colour)} rg {_corner(area)} re f"


def _corner(area: Area) -> str:
    """The operands of `re`."""
    bottom = (layout.PAGE.height - area.bottom) * MM
    return f"{area.left * MM:.2f} {bottom:.2f} {area.width * MM:.2f} {area.height * MM:.2f}"


def _image_matrix(area: Area) -> str:
    bottom = (layout.PAGE.height - area.bottom) * MM
    return f"{area.width * MM:.2f} 0 0 {area.height * MM:.2f} {area.left * MM:.2f} {bottom:.2f}"


def _rounded_clip(area: Area, radius: float) -> str:
    """Operators that clip to a rectangle with round corners."""
    left, right = area.left * MM, area.right * MM
    bottom, top = (layout.PAGE.height - area.bottom) * MM, (layout.PAGE.height - area.top) * MM
    round_, arm = radius * MM, radius * MM * (1 - _ARC)
    points = (
        f"{left + round_:.2f} {bottom:.2f} m {right - round_:.2f} {bottom:.2f} l",
        f"{right - arm:.2f} {bottom:.2f} {right:.2f} {bottom + arm:.2f} {right:.2f} {bottom + round_:.2f} c",
        f"{right:.2f} {top - round_:.2f} l",
        f"{right:.2f} {top - arm:.2f} {right - arm:.2f} {top:.2f} {right - round_:.2f} {top:.2f} c",
        f"{left + round_:.2f} {top:.2f} l",
        f"{left + arm:.2f} {top:.2f} {left:.2f} {top - arm:.2f} {left:.2f} {top - round_:.2f} c",
        f"{left:.2f} {bottom + round_:.2f} l",
        f"{left:.2f} {bottom + arm:.2f} {left + arm:.2f} {bottom:.2f} {left + round_:.2f} {bottom:.2f} c",
    )
    return " ".join(points) + " h W n"


_PHOTO_CLIP: Final = _rounded_clip(layout.PHOTO, layout.PHOTO_RADIUS)
