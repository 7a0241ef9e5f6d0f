"""A sketch of where things are: the venue in its place, the sites outside it to scale, north above."""

import math
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.typeset.leaf import Leaf
from ascn8.typeset.motif import PALE_WEAVE, Shape
from ascn8.typeset.paper import BLUE, GOLD, INK, MM, RULE, SOFT, Style, set_text
from sessions.print.edition import Edition
from sessions.programme import Room

_KM_A_DEGREE: Final = 111.32
_LABEL: Final = Style(7, "Bold", INK, 1.2)
_SMALL: Final = Style(6.2, colour=SOFT, leading=1.2)
_DOT: Final = 1.9 * MM


@dataclass(frozen=True, slots=True)
class Site:
    """A place outside the venue: kilometres east and south of it where its position is known."""

    number: int
    room: Room
    east: float
    south: float
    is_known: bool

    @property
    def distance(self) -> str:
        """How far it is as the crow flies; empty where that is not known."""
        if not self.is_known:
            return ""
        distance = number_format(round(math.hypot(self.east, self.south), 1))
        return _("%(distance)s km from the venue") % {"distance": distance}


def sites_of(edition: Edition) -> list[Site]:
    """The places outside of the printed sessions, numbered."""
    meeting = edition.meeting
    outside = [room for room in edition.rooms if room.is_outside]
    found = []
    for number, room in enumerate(outside, 1):
        here = (meeting.venue_latitude, meeting.venue_longitude, room.latitude, room.longitude)
        if any(value is None for value in here):
            found.append(Site(number, room, 0.0, 0.0, is_known=False))
            continue
        latitude, longitude, its_latitude, its_longitude = (float(value or 0) for value in here)
        across = math.cos(math.radians(latitude))
        east = (its_longitude - longitude) * _KM_A_DEGREE * across
        found.append(Site(number, room, east, (latitude - its_latitude) * _KM_A_DEGREE, is_known=True))
    return found


def draw_sketch(leaf: Leaf, edition: Edition, x: float, y: float, width: float, height: float) -> None:
    """The sketch in that rectangle; sites whose position is not known are not on it."""
    sites = [site for site in sites_of(edition) if site.is_known]
    leaf.ground(x, y, width, height, PALE_WEAVE, (x, y, x + width, y + height))
    leaf.frame(x, y, width, height, RULE)
    # Room for the labels, which stand right of their points.
    inset, labels = min(10 * MM, height * 0.18), min(34 * MM, width * 0.45)
    left, right = min(0.0, *(s.east for s in sites)), max(0.0, *(s.east for s in sites))
    top, bottom = min(0.0, *(s.south for s in sites)), max(0.0, *(s.south for s in sites))
    scale = min((width - 2 * inset - labels) / max(right - left, 0.5), (height - 2 * inset) / max(bottom - top, 0.5))
    home_x = x + (width - labels * 0.7 - (left + right) * scale) / 2
    home_y = y + (height - (top + bottom) * scale) / 2
    for site in sites:
        leaf.line(
            (home_x, home_y),
            (home_x + site.east * scale, home_y + site.south * scale),
            BLUE,
            thickness=0.8,
            dashes=(2.5, 2),
        )
    _points(leaf, edition, sites, (home_x, home_y), scale, x + width)
    _scale_bar(leaf, x + 3 * MM, y + height - 3 * MM, width * 0.22, scale)
    north = set_text(_("N"), _LABEL, 10 * MM)
    leaf.line((x + 4 * MM, y + 9 * MM), (x + 4 * MM, y + 4.6 * MM), INK, thickness=0.9)
    leaf.put(north, x + 4 * MM - north.width / 2, y + 1 * MM)


def _points(
    leaf: Leaf, edition: Edition, sites: list[Site], home: tuple[float, float], scale: float, right: float
) -> None:
    rows = [(edition.meeting.venue, home[0], home[1], GOLD)]
    rows += [
        (f"{s.number}  {pick(s.room, 'name')}", home[0] + s.east * scale, home[1] + s.south * scale, BLUE)
        for s in sites
    ]
    below = 0.0
    for name, point_x, point_y, colour in sorted(rows, key=lambda row: row[2]):
        leaf.shapes(diamond(point_x, point_y, _DOT, colour))
        text = set_text(name, _LABEL, max(right - point_x - _DOT - 3 * MM, 24 * MM))
        # Labels of neighbours stand under each other.
        below = leaf.put(text, point_x + _DOT + 1.4 * MM, max(point_y - text.height / 2, below))


def _scale_bar(leaf: Leaf, x: float, y: float, most: float, scale: float) -> None:
    """A length in whole kilometres, about a quarter as long as the sketch is wide."""
    length = max((km for km in (1, 2, 5, 10, 20, 50, 100, 200, 500) if km * scale < most), default=1)
    leaf.line((x, y), (x + length * scale, y), INK, thickness=1)
    for end in (x, x + length * scale):
        leaf.line((end, y - 2), (end, y), INK, thickness=1)
    leaf.put(set_text(_("%(length)d km") % {"length": length}, _SMALL, 30 * MM), x, y - 10)


def diamond(x: float, y: float, half: float, colour: str) -> list[Shape]:
    """A point on the sketch."""
    return [Shape(colour, 0, (((x, y - half), (x + half, y), (x, y + half), (x - half, y)),))]
