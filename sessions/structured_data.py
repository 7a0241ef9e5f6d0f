"""A session for search engines: schema.org Event as JSON-LD."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from ascn8.lib.languages import pick
from ascn8.meeting.models import Meeting
from sessions.ical import address_of
from sessions.programme import Item, Person, Programme
from sessions.releases.history import changes_of, releases

_SCHEMA = "https://schema.org"


def event_data(item: Item, programme: Programme, meeting: Meeting, *, where: str) -> SafeString:
    """schema.org Event, safe inside a script element. `where` is the address at which it takes place."""
    facts: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "Event",
        "@id": address_of(item),
        "name": pick(item, "title"),
        "description": pick(item, "abstract"),
        "startDate": item.starts_at.isoformat(),
        "endDate": item.ends_at.isoformat(),
        "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode",
        "url": address_of(item),
        "inLanguage": list(item.languages),
        "location": _place(item, meeting, where),
        "organizer": _organiser(meeting),
        "performer": [_performer(person) for person in item.people],
        "superEvent": _whole(meeting),
        **_status(item, programme),
    }
    text = json.dumps(facts, ensure_ascii=False)
    # The three signs with which text could leave the script element.
    return SafeString(text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026"))


def _status(item: Item, programme: Programme) -> dict[str, str]:
    """Cancelled; rescheduled where the last release moved it, with the time that it had; else as planned."""
    if item.is_cancelled:
        return {"eventStatus": f"{_SCHEMA}/EventCancelled"}
    if previous := _previous_start(item, programme):
        return {
            "eventStatus": f"{_SCHEMA}/EventRescheduled",
            "previousStartDate": previous.astimezone(programme.zone).isoformat(),
        }
    return {"eventStatus": f"{_SCHEMA}/EventScheduled"}


def _previous_start(item: Item, programme: Programme) -> dt.datetime | None:
    release = releases().filter(number=programme.number).first()
    for change in changes_of(release) if release else ():
        if change.guid == item.guid:
            for value in change.values:
                if value.name == "time" and value.old:
                    was = dt.datetime.fromisoformat(value.old[0])
                    return was if was != item.starts_at else None
    return None


def _place(item: Item, meeting: Meeting, where: str) -> dict[str, Any]:
    room = item.room
    place: dict[str, Any] = {
        "@type": "Place",
        "name": pick(room, "name") if room else meeting.venue,
        "address": where,
    }
    if room and room.latitude is not None and room.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": room.latitude, "longitude": room.longitude}
    return place


def _organiser(meeting: Meeting) -> dict[str, str]:
    return {"@type": "Organization", "name": meeting.organiser, "url": f"{settings.SITE_URL}{reverse('home')}"}


def _whole(meeting: Meeting) -> dict[str, Any]:
    return {
        "@type": "Event",
        "name": meeting.name,
        "startDate": str(meeting.starts_on),
        "endDate": str(meeting.ends_on),
        "url": f"{settings.SITE_URL}{reverse('home')}",
        "location": {"@type": "Place", "name": meeting.venue, "address": meeting.venue_address},
        "organizer": _organiser(meeting),
    }


def _performer(person: Person) -> dict[str, Any]:
    """A person; a picture only where we show it ourselves."""
    facts: dict[str, Any] = {
        "@type": "Person",
        "name": person.full_name,
        "url": f"{settings.SITE_URL}{reverse('speaker', args=[person.code])}",
    }
    if person.position:
        facts["jobTitle"] = person.position
    if person.organisation:
        facts["affiliation"] = {"@type": "Organization", "name": person.organisation}
    if person.photo:
        facts["image"] = f"{settings.SITE_URL}{reverse('speaker_photo', args=[person.code])}"
    return facts
