"""The programme as iCalendar (RFC 5545): what a subscribed calendar shows, and keeps in step with every release.

A session keeps its UID for ever; SEQUENCE rises when a release changes what a calendar shows; a session that is
cancelled or vanished is sent as cancelled for 30 days, so that it does not stay in anybody's calendar.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ascn8.lib.calendar_lines import address, clock, component, line, short, text, time_zone, utc
from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from sessions.languages import language_names
from sessions.models import Session
from sessions.programme import Item, Programme

GENERATOR = "ASCN8"
# How often a calendar program asks again.
_EVERY = "PT1H"
# So long a session that was taken out is told of as cancelled: whoever asks once a week still hears of it.
CANCELLED_FOR = dt.timedelta(days=30)
_FREE = {Session.Kind.BREAK}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one calendar shows of a session: an own seat has a time and a place of its own."""

    item: Item
    starts_at: dt.datetime
    ends_at: dt.datetime
    location: str = ""
    note: str = ""


def entry(item: Item, *, note: str = "") -> Entry:
    """The entry that everybody has of `item`; `note` is said first in its description."""
    return Entry(item, item.starts_at, item.ends_at, note=note)


def calendar(
    items: Iterable[Item | Entry],
    programme: Programme,
    meeting: Meeting,
    *,
    name: str,
    about: str = "",
    method: str = "PUBLISH",
) -> bytes:
    """One calendar called `name` with `items`, in the reader's language, as bytes of text/calendar.

    `about` says in a sentence what is in it; a calendar may be empty, and then that says why. `method` is that of
    RFC 5546: a file that is sent and takes entries away has CANCEL.
    """
    first, last = _span(programme, meeting)
    organiser = _organiser(meeting)
    entries = (item if isinstance(item, Entry) else entry(item) for item in items)
    return component(
        "VCALENDAR",
        (
            *_head(meeting, name, about, method),
            time_zone(meeting.time_zone, first, last),
            *(_event(one, programme, meeting, organiser) for one in entries),
        ),
    )


def still_told(items: Iterable[Item], *, at: dt.datetime) -> list[Item]:
    """Those of `items` that belong into a calendar at the moment `at`: all but what was taken out long ago."""
    return [item for item in items if not item.is_cancelled or item.changed_at > at - CANCELLED_FOR]


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


def _head(meeting: Meeting, name: str, about: str, method: str) -> Iterator[bytes]:
    language = (get_language() or "en")[:2].upper()
    yield line("VERSION", "2.0")
    yield line("PRODID", short(f"-//{meeting.organiser}//{GENERATOR}//{language}"))
    yield line("CALSCALE", "GREGORIAN")
    yield line("METHOD", method)
    for key in ("NAME", "X-WR-CALNAME"):
        yield line(key, short(name))
    if about:
        for key in ("DESCRIPTION", "X-WR-CALDESC"):
            yield line(key, short(about))
    yield line("X-WR-TIMEZONE", address(meeting.time_zone))
    yield line("REFRESH-INTERVAL", _EVERY, VALUE="DURATION")
    yield line("X-PUBLISHED-TTL", _EVERY)


def _event(entry: Entry, programme: Programme, meeting: Meeting, organiser: bytes) -> bytes:
    item, zone = entry.item, meeting.time_zone
    words = (*([entry.note] if entry.note else []), *_gone(item), description(item))
    lines = [
        line("UID", address(uid(item))),
        line("SEQUENCE", str(item.revision)),
        line("DTSTAMP", utc(programme.published_at or item.changed_at)),
        line("LAST-MODIFIED", utc(item.changed_at)),
        line("DTSTART", clock(entry.starts_at), TZID=zone),
        line("DTEND", clock(entry.ends_at), TZID=zone),
        line("SUMMARY", short(pick(item, "title"))),
        line("DESCRIPTION", text("\n\n".join(words))),
        line("LOCATION", short(entry.location or location(item, meeting))),
        line("STATUS", "CANCELLED" if item.is_cancelled else "CONFIRMED"),
        line("TRANSP", "TRANSPARENT" if item.kind in _FREE or item.is_cancelled else "OPAQUE"),
        line("CATEGORIES", ",".join(short(word) for word in _categories(item))),
        line("URL", address(address_of(item))),
        organiser,
    ]
    if item.room and item.room.latitude is not None and item.room.longitude is not None and not entry.location:
        lines.append(line("GEO", f"{item.room.latitude:.6f};{item.room.longitude:.6f}"))
    return component("VEVENT", (*lines, *_facts(item)))


def _facts(item: Item) -> Iterator[bytes]:
    """What a calendar has no property for, so that our own file can be read back without a loss."""
    yield line("X-ASCN8-KIND", item.kind)
    if item.is_gone:
        yield line("X-ASCN8-GONE", "TRUE")
    if item.room:
        yield line("X-ASCN8-ROOM", short(item.room.name_en), X_GUID=item.room.guid)
    if item.strand:
        yield line("X-ASCN8-TRACK", short(item.strand.name_en))
    if item.language:
        yield line("X-ASCN8-LANGUAGE", short(item.language))
    if item.interpretation:
        yield line("X-ASCN8-INTERPRETATION", short(item.interpretation))
    for person in item.people:
        yield line("X-ASCN8-PERSON", short(person.full_name), X_GUID=person.guid)


def _categories(item: Item) -> tuple[str, ...]:
    return (item.kind_label, *([pick(item.strand, "name")] if item.strand else []))


def _gone(item: Item) -> tuple[str, ...]:
    """Programs that do not show a status show at least this."""
    if item.is_gone:
        return (_("This session was taken out of the programme."),)
    return (_("This session does not take place."),) if item.is_cancelled else ()


def _span(programme: Programme, meeting: Meeting) -> tuple[dt.date, dt.date]:
    days = [meeting.starts_on, meeting.ends_on, *programme.days]
    return min(days), max(days)


def _organiser(meeting: Meeting) -> bytes:
    return line("ORGANIZER", address(f"mailto:{meeting.contact_email}"), CN=meeting.organiser)
