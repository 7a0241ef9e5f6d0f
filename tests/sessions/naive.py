"""Schedules read a second time, in the plainest way: what an import must find. No line of the importers is used.

Each gives a list of (title, room, track, begin, minutes, names) with one entry an event.
"""

import datetime as dt
import json
import re
import unicodedata
from xml.etree import ElementTree

Facts = list[tuple[str, str, str, dt.datetime, int, tuple[str, ...]]]
_PARAGRAPHS = re.compile(r"<(p|ul|ol|div|pre|blockquote|h[1-6])\b.*?</\1>", re.DOTALL)


def line(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").replace("\u200e", "").replace("\ufeff", "").split())


def minutes(text: str) -> int:
    hours, rest = text.split(":")[:2]
    return int(hours) * 60 + int(rest)


def fosdem(data: bytes) -> Facts:
    return [
        (
            line(event.findtext("title")),
            line(room.get("name")),
            line(event.findtext("track")),
            dt.datetime.fromisoformat(event.findtext("date")),
            minutes(event.findtext("duration")),
            tuple(line(person.text) for person in event.iter("person")),
        )
        for room in ElementTree.fromstring(data).iter("room")
        if room.get("name")
        for event in room.iter("event")
    ]


def democon(data: bytes) -> Facts:
    return [
        (
            line(event["title"]),
            room,
            event["track"],
            dt.datetime.fromisoformat(event["date"]),
            minutes(event["duration"]),
            tuple(line(person["public_name"]) for person in event["persons"]),
        )
        for day in json.loads(data)["schedule"]["conference"]["days"]
        for room, events in day["rooms"].items()
        for event in events
    ]


def coscup(data: bytes) -> Facts:
    root = json.loads(data)
    people = {speaker["id"]: line(speaker["en"]["name"]) for speaker in root["speakers"]}
    kinds = {kind["id"]: line(kind["en"]["name"]) for kind in root["session_types"]}
    found = []
    for one in root["sessions"]:
        begin, end = (dt.datetime.fromisoformat(one[name]) for name in ("start", "end"))
        length = int((end - begin).total_seconds()) // 60
        names = tuple(people[code] for code in one["speakers"])
        found.append((line(one["en"]["title"]), one["room"], kinds[one["type"]], begin, length, names))
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], text)


def pycon(data: bytes) -> Facts:
    text = re.sub("\r?\n[ \t]", "", data.decode())
    found = []
    for event in re.findall("BEGIN:VEVENT\r?\n(.*?)END:VEVENT", text, re.DOTALL):
        said = dict(re.findall(r"^([A-Z-]+):(.*?)\r?$", event, re.MULTILINE))
        said = {
            key: re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], value) for key, value in said.items()
        }
        begin, end = (
            dt.datetime.strptime(said[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC) for name in ("DTSTART", "DTEND")
        )
        track = re.search("^Section: (.*)$", said["DESCRIPTION"], re.MULTILINE)[1]
        _text, _line, speakers = said["DESCRIPTION"].partition("\nSpeakers:\n")
        names = tuple(line(name) for name in _PARAGRAPHS.sub("", speakers).split("\n") if name.strip())
        title = line(re.sub(r"^\[[a-z-]+\] ", "", said["SUMMARY"]))
        # A session cannot last no time at all.
        length = max(1, int((end - begin).total_seconds()) // 60)
        found.append((title, line(said["LOCATION"]), track, begin, length, names))
    return found
