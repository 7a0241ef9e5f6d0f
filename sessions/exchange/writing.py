"""The published programme in the forms other systems read: C3VOC JSON and frab / C3VOC XML.

One language only, English, because the forms have no place for a second. Cancelled sessions are no events of them, as
an event cannot say that it is off: the JSON names them in its `meta`, with the interpretation of the others. XML has no
place for either; calendars (sessions/ical.py) say both. Formats: https://c3voc.de/wiki/schedule.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override

from ascn8.meeting.models import Meeting
from sessions.exchange.schedule import GENERATOR
from sessions.programme import Item, Programme, Room

# What XML 1.0 cannot hold even when escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SLUG = re.compile(r"^[a-z][a-z0-9-]*[a-z0-9]$")
_Days = dict[dt.date, dict[str, list[Item]]]


def schedule_json(programme: Programme, meeting: Meeting) -> bytes:
    """`schedule.json` as https://c3voc.de/schedule/schema.json describes it."""
    with override("en"):
        days = _days(programme)
        conference = _conference(programme, meeting, days)
        conference["rooms"] = [_json_room(room) for room in programme.rooms]
        conference["meta"] = _meta(programme)
        conference["days"] = [
            _json_day(number, date, rooms, programme, meeting)
            for number, (date, rooms) in enumerate(days.items(), start=1)
        ]
        document = {
            "$schema": "https://c3voc.de/schedule/schema.json",
            "generator": {"name": GENERATOR, "version": "1"},
            "schedule": {
                "version": str(programme.number),
                "base_url": settings.SITE_URL + reverse("agenda"),
                "conference": conference,
            },
        }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def schedule_xml(programme: Programme, meeting: Meeting) -> bytes:
    """`schedule.xml` as https://c3voc.de/schedule/schema.xsd describes it."""
    with override("en"):
        root = Element("schedule")
        SubElement(root, "generator", name=GENERATOR, version="1")
        SubElement(root, "url").text = settings.SITE_URL + reverse("schedule_xml")
        SubElement(root, "version").text = str(programme.number)
        days = _days(programme)
        _xml_conference(SubElement(root, "conference"), programme, meeting, days)
        guids = {room.name_en: room.guid for room in programme.rooms}
        for number, (date, rooms) in enumerate(days.items(), start=1):
            start, end = _bounds(date, programme)
            day = SubElement(root, "day", index=str(number), date=str(date), start=start, end=end)
            for name, items in rooms.items():
                room = SubElement(day, "room", name=_xml_text(name))
                if name in guids:
                    room.set("guid", guids[name])
                for item in items:
                    _xml_event(room, item, meeting)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def acronym(meeting: Meeting) -> str:
    """The meeting's short name in the signs that the schemas allow; at least four of them."""
    short = re.sub(r"[^a-z0-9_]+", "_", meeting.short_name.lower())
    return short if len(short) >= 4 else f"{short}_{meeting.starts_on.year}"


def legacy_id(code: str) -> int:
    """The whole number that old readers want: read off the public code, so that no primary key is shown.

    Kept below 2^31 for readers that store 32 bits. No two codes of six signs of our alphabet share a number.
    """
    return int(re.sub(r"[^0-9A-Z]", "", code.upper()) or "0", 36) % (2**31 - 2) + 1


def _days(programme: Programme) -> _Days:
    """Day -> name of the room ("" without one) -> sessions, rooms in the order of the programme."""
    days: _Days = {}
    names = [room.name_en for room in programme.rooms]
    for date, items in programme.by_day.items():
        rooms: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if not item.is_cancelled:
                rooms[item.room.name_en if item.room else ""].append(item)
        days[date] = {name: rooms[name] for name in (*names, "") if name in rooms}
    return days


def _conference(programme: Programme, meeting: Meeting, days: _Days) -> dict[str, Any]:
    dates = list(days) or [meeting.starts_on, meeting.ends_on]
    return {
        "acronym": acronym(meeting),
        "title": meeting.name_en,
        "start": str(dates[0]),
        "end": str(dates[-1]),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": meeting.time_zone,
        "url": settings.SITE_URL + reverse("home"),
        "tracks": [
            {"name": strand.name_en} | ({"slug": strand.slug} if _SLUG.match(strand.slug) else {})
            for strand in programme.strands
        ],
    }


def _meta(programme: Programme) -> dict[str, Any]:
    """What the form has no field for: sessions that are off, and into what the others are interpreted, by guid.

    {"cancelled": [{"guid", "code", "title"}], "interpretation": {guid: {language: channel or null}}}
    """
    return {
        "cancelled": [
            {"guid": item.guid, "code": item.code, "title": item.title_en}
            for item in programme.items
            if item.is_cancelled
        ],
        "interpretation": {
            item.guid: {language: item.channels.get(language) for language in item.interpreted_into}
            for item in programme.items
            if item.interpreted_into and not item.is_cancelled
        },
    }


def _bounds(date: dt.date, programme: Programme) -> tuple[str, str]:
    start = dt.datetime.combine(date, dt.time(), programme.zone)
    end = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), programme.zone)
    return start.isoformat(), end.isoformat()


def _duration(item: Item) -> str:
    minutes = int((item.ends_at - item.starts_at).total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _slug(item: Item, meeting: Meeting) -> str:
    return f"{acronym(meeting)}-{item.code.lower()}-{slugify(item.title_en)[:60]}".rstrip("-_")


def _url(item: Item) -> str:
    return f"{settings.SITE_URL}{reverse('session', args=[item.code])}"


def _json_room(room: Room) -> dict[str, Any]:
    slug = {"slug": room.slug} if _SLUG.match(room.slug) else {}
    return {"name": room.name_en, "guid": room.guid, "capacity": room.capacity, "description": room.address} | slug


def _json_day(
    number: int, date: dt.date, rooms: dict[str, list[Item]], programme: Programme, meeting: Meeting
) -> dict[str, Any]:
    start, end = _bounds(date, programme)
    events = {name: [_json_event(item, meeting) for item in items] for name, items in rooms.items()}
    return {"index": number, "date": str(date), "day_start": start, "day_end": end, "rooms": events}


def _json_event(item: Item, meeting: Meeting) -> dict[str, Any]:
    return {
        "guid": item.guid,
        "code": item.code,
        "id": legacy_id(item.code),
        "date": item.starts_at.isoformat(),
        "start": f"{item.starts_at:%H:%M}",
        "end": item.ends_at.isoformat(),
        "duration": _duration(item),
        "room": item.room.name_en if item.room else "",
        "slug": _slug(item, meeting),
        "url": _url(item),
        "title": item.title_en,
        "subtitle": item.subtitle,
        "track": item.strand.name_en if item.strand else "",
        "type": item.kind,
        "language": item.language,
        "abstract": item.abstract_en,
        "description": item.description_en,
        "persons": [
            {"guid": person.guid, "code": person.code, "name": person.full_name, "biography": person.biography_en}
            for person in item.people
        ],
        "links": [{"title": link["title"], "url": link["url"], "type": "related"} for link in item.links],
    }


def _xml_conference(conference: Element, programme: Programme, meeting: Meeting, days: _Days) -> None:
    facts = _conference(programme, meeting, days)
    for name in ("title", "acronym", "start", "end"):
        SubElement(conference, name).text = _xml_text(facts[name])
    SubElement(conference, "days").text = str(facts["daysCount"])
    for name in ("timeslot_duration", "url", "time_zone_name"):
        SubElement(conference, name).text = facts[name]
    SubElement(conference, "base_url").text = settings.SITE_URL + reverse("agenda")
    for track in facts["tracks"]:
        SubElement(conference, "track", {key: _xml_text(value) for key, value in track.items()})


def _xml_event(room: Element, item: Item, meeting: Meeting) -> None:
    facts = _json_event(item, meeting)
    event = SubElement(room, "event", guid=item.guid, id=str(facts["id"]))
    if re.fullmatch("[0-9A-Z]{6}", item.code):
        event.set("code", item.code)
    for name in (
        *("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language"),
        *("abstract", "description"),
    ):
        SubElement(event, name).text = _xml_text(facts[name])
    persons = SubElement(event, "persons")
    for person in item.people:
        SubElement(persons, "person", guid=person.guid).text = _xml_text(person.full_name)
    links = SubElement(event, "links")
    for link in item.links:
        SubElement(links, "link", href=_xml_text(link["url"])).text = _xml_text(link["title"])


def _xml_text(value: str) -> str:
    return _NOT_XML.sub("", value)
