"""The programme as iCalendar (RFC 5545): what a subscribed calendar shows, and keeps in step with every release.

A session keeps its UID for ever; SEQUENCE rises when a release changes what a calendar shows; a session that is
cancelled or vanished is sent as cancelled, so that it does not stay in anybody's calendar.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vGeo, vText, vUri

from ascn8.lib.languages import pick
from ascn8.lib.text import clean_line
from ascn8.meeting.models import Meeting
from sessions.languages import language_names
from sessions.programme import Item, Programme

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_EVERY = dt.timedelta(hours=1)


def calendar(items: Iterable[Item], programme: Programme, meeting: Meeting, *, name: str) -> bytes:
    """One calendar called `name` with `items`, in the reader's language, as bytes of text/calendar."""
    result = Calendar()
    result.add("prodid", vText(f"-//{clean_line(meeting.organiser)}//ASCN8//{(get_language() or 'en')[:2].upper()}"))
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("name", vText(clean_line(name)))
    result.add("x-wr-calname", vText(clean_line(name)))
    result.add("x-wr-timezone", meeting.time_zone)
    result.add("refresh-interval", vDuration(_EVERY), parameters={"VALUE": "DURATION"})
    result.add("x-published-ttl", vDuration(_EVERY))
    organiser = _organiser(meeting)
    for item in items:
        result.add_component(_event(item, programme, meeting, organiser))
    result.add_missing_timezones()
    return bytes(result.to_ical())


def uid(item: Item) -> str:
    """The name under which calendars know `item`, the same in every release."""
    return f"{item.guid}@{urlsplit(settings.SITE_URL).hostname}"


def location(item: Item, meeting: Meeting) -> str:
    """Room and address in one line; the venue's address for rooms that have none of their own."""
    if item.room is None:
        return f"{meeting.venue}, {meeting.venue_address}"
    address = item.room.address or ("" if item.room.is_outside else f"{meeting.venue}, {meeting.venue_address}")
    return ", ".join(part for part in (pick(item.room, "name"), address) if part)


def address_of(item: Item) -> str:
    """The full address of the session's page."""
    return f"{settings.SITE_URL}{reverse('session', args=[item.code])}"


def description(item: Item) -> str:
    """Who speaks, what it is about, in which language, and where to read more."""
    names = [f"{part.role_label}: {part.person.full_name}" for part in item.parts]
    languages = [_("Language: %(names)s") % {"names": language_names(item.languages)}] if item.languages else []
    if item.interpreted_into:
        languages.append(_("Interpretation into %(names)s") % {"names": language_names(item.interpreted_into)})
    blocks = (item.subtitle, "\n".join(names), pick(item, "abstract"), "\n".join(languages), address_of(item))
    return "\n\n".join(block for block in blocks if block)


def _event(item: Item, programme: Programme, meeting: Meeting, organiser: Any) -> Event:
    event = Event()
    event.add("uid", uid(item))
    event.add("sequence", item.revision)
    event.add("dtstamp", (programme.published_at or item.changed_at).astimezone(dt.UTC))
    event.add("last-modified", item.changed_at.astimezone(dt.UTC))
    event.add("dtstart", item.starts_at)
    event.add("dtend", item.ends_at)
    event.add("summary", clean_line(pick(item, "title")))
    event.add("description", _text(description(item)))
    event.add("location", clean_line(location(item, meeting)))
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    event.add("categories", [vText(item.kind_label)])
    event.add("url", vUri(address_of(item)))
    event.add("organizer", organiser)
    if item.room and item.room.latitude is not None and item.room.longitude is not None:
        event.add("geo", vGeo((item.room.latitude, item.room.longitude)))
    return event


def _organiser(meeting: Meeting) -> Any:
    organiser = vCalAddress(f"mailto:{meeting.contact_email}")
    # A double quote cannot stand in a parameter, quoted or not (RFC 5545, 3.2).
    organiser.params["CN"] = clean_line(meeting.organiser).replace('"', "'")
    return organiser


def _text(value: str) -> str:
    """Text without control characters; icalendar escapes and folds the rest."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
