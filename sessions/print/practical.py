"""The practical page: the venue, the places outside it, how to reach the secretariat, what helps at the venue."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from ascn8.typeset.paper import BLUE, INK, MM, RULE, SOFT, Style, set_text
from sessions.print.edition import Edition
from sessions.print.flow import Flow
from sessions.print.sketch import draw_sketch, sites_of

_HEADING: Final = Style(10.5, "Bold", BLUE, 1.3)
_NAME: Final = Style(8.6, "Bold", INK, 1.32)
_TEXT: Final = Style(8, colour=INK, leading=1.38)
_SOFT: Final = Style(7.4, colour=SOFT, leading=1.34)
_SKETCH: Final = 52 * MM


def write_practical(flow: Flow, edition: Edition) -> None:
    """Everything on the page, from top to bottom."""
    _venue(flow, edition)
    _sites(flow, edition)
    _heading(flow, _("Good to know"))
    for text in notes(edition):
        block = set_text(text, _TEXT, flow.width)
        flow.need(block.height)
        flow.add(block)
        flow.skip(1.4 * MM)


def notes(edition: Edition) -> Iterator[str]:
    """Sentences that hold for this meeting, from its facts."""
    meeting = edition.meeting
    zone = {"city": meeting.city, "zone": edition.programme.zone_label}
    yield _("All times are those of %(city)s (%(zone)s).") % zone
    yield _("The programme changes. The address on the cover always has the latest release.")
    yield _("Interpretation is heard on the channels that stand beside the languages of a session.")
    if meeting.contact_email:
        yield _("The secretariat: %(email)s") % {"email": meeting.contact_email}


def map_address(meeting: Meeting) -> str:
    """The venue on a map; empty where its position is not known."""
    if meeting.venue_latitude is None or meeting.venue_longitude is None:
        return ""
    place = f"{meeting.venue_latitude:.5f}/{meeting.venue_longitude:.5f}"
    mark = f"mlat={meeting.venue_latitude:.5f}&mlon={meeting.venue_longitude:.5f}"
    return f"https://www.openstreetmap.org/?{mark}#map=16/{place}"


def _venue(flow: Flow, edition: Edition) -> None:
    meeting, address = edition.meeting, map_address(edition.meeting)
    side = 24 * MM if address else 0.0
    top = flow.y
    for text, style in ((meeting.venue, _HEADING), (meeting.venue_address, _TEXT), (meeting.city, _SOFT)):
        flow.add(set_text(text, style, flow.width - side - 4 * MM))
    if address:
        flow.leaf.qr_code(address, flow.x + flow.width - side, top, side)
        flow.add(set_text(_("Scan the code to open the venue on a map."), _SOFT, flow.width - side - 4 * MM))
    flow.y = max(flow.y, top + side) + 4 * MM


def _sites(flow: Flow, edition: Edition) -> None:
    """Places outside the venue: a sketch to scale, and their addresses."""
    sites = sites_of(edition)
    if not sites:
        return
    _heading(flow, _("Outside the venue"))
    if any(site.is_known for site in sites) and edition.meeting.venue_latitude is not None:
        flow.need(_SKETCH)
        draw_sketch(flow.leaf, edition, flow.x, flow.y, flow.width, _SKETCH)
        flow.y += _SKETCH + 3 * MM
    for site in sites:
        blocks = [
            set_text(f"{site.number}  {pick(site.room, 'name')}", _NAME, flow.width),
            set_text(", ".join(filter(None, (site.room.address, site.distance))), _TEXT, flow.width),
            set_text(pick(site.room, "access"), _SOFT, flow.width),
        ]
        flow.need(sum(block.height for block in blocks))
        for block in blocks:
            flow.add(block)
        flow.skip(1.6 * MM)


def _heading(flow: Flow, text: str) -> None:
    flow.skip(3 * MM)
    flow.need(24 * MM)
    flow.add(set_text(text, _HEADING, flow.width), kind="H2")
    flow.leaf.line((flow.x, flow.y + 1), (flow.x + flow.width, flow.y + 1), RULE)
    flow.y += 2.4 * MM
