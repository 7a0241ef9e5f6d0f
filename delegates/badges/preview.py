"""The badge as SVG, for the page on which a person types a name: "this is how it will print".

It is laid out by the same code as the PDF. The QR code is a pale sample that no reader takes.
"""

from functools import cache
from html import escape
from typing import Final

from ascn8.typeset import qr
from ascn8.typeset.motif import DEEP, MIST, PALE_WEAVE, svg_elements, weave
from ascn8.typeset.shaping import clean
from ascn8.typeset.svg import line_paths
from delegates.badges import layout
from delegates.badges.card import WHITE, BadgeCard
from delegates.badges.layout import MM, Area, Words

_SAMPLE: Final = "SAMPLE"


def badge_preview_svg(card: BadgeCard, *, photo_href: str = "") -> str:
    """The front of the badge as one `svg` element, 105 by 148 units, without a fixed size and without styles.

    `photo_href` is the address of the person's photo; without one its place shows the pattern, as on paper.
    """
    page = layout.PAGE
    said = (card.name, card.name_second, card.organisation, card.country, card.category_word)
    label = ", ".join(filter(None, map(clean, said)))
    parts = (
        _ground(),
        _rectangle(layout.BAND, card.category_colour),
        _rectangle(layout.RIBBON, layout.GOLD_LIGHT) if card.role_ribbon else "",
        _photo(photo_href),
        _qr_sample(),
        *map(_words, layout.ground_words(card)),
        *map(_words, layout.person_words(card)),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width:g} {page.height:g}" role="img" '
        f'aria-label="{escape(label or _SAMPLE, quote=True)}">{"".join(parts)}</svg>'
    )


@cache
def _ground() -> str:
    header = layout.HEADER
    pattern = svg_elements(layout.header_shapes())
    return (
        _rectangle(layout.PAGE, WHITE)
        + _rectangle(header, DEEP)
        + _window(header, pattern)
        + svg_elements(layout.mark_shapes())
        + _rectangle(layout.HEADER_RULE, layout.GOLD)
    )


def _photo(href: str) -> str:
    area = layout.PHOTO
    if not href:
        return _pattern() + _white_corners()
    image = (
        f'<image href="{escape(href, quote=True)}" width="{area.width:g}" height="{area.height:g}" '
        'preserveAspectRatio="xMidYMin slice"/>'
    )
    return _window(area, image) + _white_corners()


@cache
def _pattern() -> str:
    area = layout.PHOTO
    return _rectangle(area, MIST) + _window(area, svg_elements(weave(area.width, area.height, PALE_WEAVE)))


@cache
def _white_corners() -> str:
    """What is left of the photo's rectangle outside its round corners, painted over: no clip needs an id."""
    area, radius = layout.PHOTO, layout.PHOTO_RADIUS
    across, down = area.width - 2 * radius, area.height - 2 * radius
    outer = f"M{area.left:g} {area.top:g}h{area.width:g}v{area.height:g}h{-area.width:g}z"
    turn = f"a{radius:g} {radius:g} 0 0 1"
    inner = (
        f"M{area.left + radius:g} {area.top:g}h{across:g}{turn} {radius:g} {radius:g}v{down:g}"
        f"{turn} {-radius:g} {radius:g}h{-across:g}{turn} {-radius:g} {-radius:g}v{-down:g}"
        f"{turn} {radius:g} {-radius:g}z"
    )
    return f'<path fill="{WHITE}" fill-rule="evenodd" d="{outer}{inner}"/>'


@cache
def _qr_sample() -> str:
    area = layout.QR
    move = f"translate({area.left:g} {area.top:g}) scale({area.width / qr.MODULES:g})"
    return f'<path transform="{move}" fill="{layout.LINE}" d="{qr.symbol(_SAMPLE).svg_path()}"/>'


def _words(words: Words) -> str:
    return line_paths(words.line, words.x, words.y, words.size / MM, words.colour)


def _rectangle(area: Area, colour: str) -> str:
    return (
        f'<rect x="{area.left:g}" y="{area.top:g}" width="{area.width:g}" height="{area.height:g}" '
        f'fill="{escape(colour, quote=True)}"/>'
    )


def _window(area: Area, content: str) -> str:
    """Content in its own coordinates, cut off at the edges of the area (an inner `svg` does that by itself)."""
    return f'<svg x="{area.left:g}" y="{area.top:g}" width="{area.width:g}" height="{area.height:g}">{content}</svg>'
