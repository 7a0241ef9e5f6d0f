"""What a session's page shows beside the facts of the session itself."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from sessions.ical import description, location
from sessions.languages import language_name, language_names
from sessions.models import Appearance
from sessions.papers.listing import Listed, has_bundle, listed_papers
from sessions.programme import Item, Part, Programme
from sessions.structured_data import event_data

_LONGEST_DETAILS = 1500


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Everything the template needs. `leading` are those who chair and moderate, `speaking` the others."""

    item: Item
    leading: tuple[Part, ...]
    speaking: tuple[Part, ...]
    where: str
    map_url: str
    languages: str
    # (language, channel of the receiver or None)
    interpretation: tuple[tuple[str, int | None], ...]
    google_url: str
    outlook_url: str
    json_ld: SafeString
    visit_url: str
    before: Item | None
    after: Item | None
    papers: tuple[Listed, ...] = ()
    has_bundle: bool = False


_LEADING = {Appearance.Role.CHAIR, Appearance.Role.CO_CHAIR, Appearance.Role.MODERATOR}


def session_page(item: Item, programme: Programme, meeting: Meeting) -> SessionPage:
    """The page of `item` as the last release has it."""
    before, after = programme.neighbours(item)
    papers = listed_papers(item)
    return SessionPage(
        item=item,
        leading=tuple(part for part in item.parts if part.role in _LEADING),
        speaking=tuple(part for part in item.parts if part.role not in _LEADING),
        where=_address(item, meeting),
        map_url=_map_url(item, meeting),
        languages=language_names(item.languages),
        interpretation=tuple((language_name(code), item.channels.get(code)) for code in item.interpreted_into),
        google_url=_google_url(item, meeting),
        outlook_url=_outlook_url(item, meeting),
        json_ld=event_data(item, programme, meeting, where=_address(item, meeting)),
        visit_url=_visit_url(item),
        before=before,
        after=after,
        papers=papers,
        has_bundle=has_bundle((one.paper for one in papers), at=programme.published_at),
    )


def _address(item: Item, meeting: Meeting) -> str:
    if item.room and (item.room.address or item.room.is_outside):
        return item.room.address
    return f"{meeting.venue}, {meeting.venue_address}"


def _map_url(item: Item, meeting: Meeting) -> str:
    """OpenStreetMap at the place: its own position, else the venue's for what is inside the venue."""
    latitude, longitude = (item.room.latitude, item.room.longitude) if item.room else (None, None)
    if latitude is None and not (item.room and item.room.is_outside):
        latitude, longitude = meeting.venue_latitude, meeting.venue_longitude
    if latitude is None or longitude is None:
        return ""
    where = f"{latitude:.5f}", f"{longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={where[0]}&mlon={where[1]}#map=17/{where[0]}/{where[1]}"


def _visit_url(item: Item) -> str:
    return reverse("visit", args=[item.code]) if item.is_visit else ""


def _google_url(item: Item, meeting: Meeting) -> str:
    start, end = (f"{_utc(moment):%Y%m%dT%H%M%SZ}" for moment in (item.starts_at, item.ends_at))
    query = {
        "action": "TEMPLATE",
        "text": pick(item, "title"),
        "dates": f"{start}/{end}",
        "details": description(item)[:_LONGEST_DETAILS],
        "location": location(item, meeting),
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(query)}"


def _outlook_url(item: Item, meeting: Meeting) -> str:
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": pick(item, "title"),
        "startdt": _utc(item.starts_at).isoformat(),
        "enddt": _utc(item.ends_at).isoformat(),
        "body": description(item)[:_LONGEST_DETAILS],
        "location": location(item, meeting),
    }
    return f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(query)}"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
