"""Schedules in the form of iCalendar: what any calendar program writes, and more where the words are laid out.

Repetitions are not unrolled: a rule of twenty signs can mean a million events. They are counted among what was left.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar.timezone import windows_to_olson

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from sessions.exchange.laid_out_words import laid_out
from sessions.exchange.nodes import MOST_ELEMENTS, too_many_elements
from sessions.exchange.reader import Reader, Texts, as_guid, plain_text
from sessions.exchange.schedule import ReadPerson, ReadSchedule
from sessions.ical import GENERATOR

_LINE = re.compile(r'^((?:[^":]|"[^"]*")+):(.*)$', re.DOTALL)
_PARTS = re.compile(r'(?:[^";]|"[^"]*")+')
_ESCAPED = re.compile(r"\\([\\;,nN])")
_COMMAS = re.compile(r"(?<!\\),")
_TIME = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$")
_LENGTH = re.compile(r"^\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$")
_DEEPEST = 20
_TAKEN = {
    *("UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "URL"),
    *("CATEGORIES", "ATTENDEE"),
    # About the entry, not about the session.
    *("DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "TRANSP"),
}
_OURS = {"ORGANIZER", "GEO", "X-ASCN8-INTERPRETATION"}


@dataclass(slots=True)
class _Value:
    value: str
    parameters: dict[str, str]

    @property
    def text(self) -> str:
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(slots=True)
class _Event:
    line: int
    values: dict[str, list[_Value]] = field(default_factory=lambda: defaultdict(list))

    def text(self, name: str) -> str:
        return self.values[name][0].text if name in self.values else ""


class CalendarReader(Reader):
    """One event of the calendar is one session."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.calendar = _Event(1)
        self.events = list(self.split(text))
        words = self.calendar.text("PRODID").split("//")
        self.is_ours = GENERATOR in words
        self.is_malay = self.is_ours and words[-1].strip().upper() == "MS"

    def read(self) -> ReadSchedule:
        self.found.acronym = clean_line(self.calendar.text("X-WR-CALNAME") or self.calendar.text("NAME"))[:60]
        self.zone_named(self.calendar.text("X-WR-TIMEZONE"))
        if not self.events:
            raise Refused(_("This calendar has no event, so there is nothing to read."), code="empty")
        for event in self.events:
            if self.is_ours:
                self.take_ours(event)
            else:
                self.take(event)
        return self.found

    def split(self, text: str) -> Iterator[_Event]:
        """The events, with the line on which each begins. What lies inside of an event, an alarm, is left."""
        inside: list[str] = []
        event: _Event | None = None
        for number, line in _unfolded(text):
            found = _LINE.match(line)
            if not found:
                self.left("lines that are no property", line.strip())
                continue
            name, *parameters = _PARTS.findall(found[1]) or [""]
            name, value = name.strip().upper(), _Value(found[2], _parameters(parameters))
            if name == "BEGIN":
                inside.append(value.value.strip().upper())
                if len(inside) > _DEEPEST:
                    raise Refused(_("The calendar is nested too deeply to be one."), code="calendar_damaged")
                if inside == ["VCALENDAR", "VEVENT"]:
                    event = _Event(number)
                elif inside[-1] not in ("VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT"):
                    self.left(inside[-1], "x")
            elif name == "END":
                if not inside or inside.pop() != value.value.strip().upper():
                    raise _damaged(number)
                if event and inside == ["VCALENDAR"]:
                    yield event
                    event = None
            elif inside == ["VCALENDAR", "VEVENT"] and event:
                event.values[name].append(value)
            elif inside == ["VCALENDAR"]:
                self.calendar.values[name].append(value)
        if inside:
            raise _damaged(text.count("\n") + 1)

    def left(self, name: str, value: str) -> None:
        if value:
            self.found.left[name] += 1

    def take(self, event: _Event) -> None:
        """An event of another system. Where its description is laid out, it says more than a calendar has words for."""
        words = laid_out(event.text("SUMMARY"), event.text("DESCRIPTION"))
        categories = [part for value in event.values["CATEGORIES"] for part in _list(value)]
        named = (clean_line(value.parameters.get("CN", "")) for value in event.values["ATTENDEE"])
        people = [(name, None) for name in named if name] if words is None else words.people
        persons = [
            person
            for name, biography in people
            if (person := self.person(Texts(event.line, {}), name, biography and plain_text(biography)))
        ]
        texts = {
            "title": words.title if words else event.text("SUMMARY"),
            "description": words.text if words else event.text("DESCRIPTION"),
            "track": words.track if words else (categories[0] if categories else ""),
            "type": words.kind if words else "",
        }
        self.found.left.update("CATEGORIES after the first" for _one in categories[1:])
        off = self.is_cancelled(event)
        self.session(self.node(event, texts), room=event.text("LOCATION"), persons=persons, is_cancelled=off)
        self.count_left(event, _TAKEN)

    def take_ours(self, event: _Event) -> None:
        """An event of our own: what it cannot say (texts, biographies) stays as it is."""
        if event.text("X-ASCN8-GONE"):
            return
        persons = [
            ReadPerson(str(guid or f"name:{clean_line(value.text)}"), clean_line(value.text), guid)
            for value in event.values["X-ASCN8-PERSON"]
            for guid in [as_guid(value.parameters.get("X-GUID", ""))]
        ]
        texts = {
            "title": event.text("SUMMARY"),
            "track": event.text("X-ASCN8-TRACK"),
            "type": event.text("X-ASCN8-KIND"),
            "language": event.text("X-ASCN8-LANGUAGE"),
            "guid": event.text("UID").partition("@")[0],
        }
        more: dict[str, Any] = dict.fromkeys(("subtitle", "abstract", "description", "links"))
        more |= {"is_malay": self.is_malay, "is_cancelled": self.is_cancelled(event)}
        self.session(self.node(event, texts), room=event.text("X-ASCN8-ROOM"), persons=persons, **more)
        self.count_left(event, _TAKEN | _OURS | {name for name in event.values if name.startswith("X-ASCN8-")})

    def node(self, event: _Event, texts: dict[str, str]) -> Texts:
        """The event in the words of all forms."""
        begin, length = self.times(event)
        again = event.text("RECURRENCE-ID")
        key = event.text("UID").strip()
        facts = {"id": f"{key} {again}" if again else key, "date": begin, "duration": length}
        guid = as_guid(key)
        if guid and not again:
            facts["guid"] = str(guid)
        links = [("", event.text("URL"))] if event.text("URL") else []
        return Texts(event.line, facts | texts, links)

    def is_cancelled(self, event: _Event) -> bool:
        status = event.text("STATUS").strip().upper()
        if status not in ("", "CONFIRMED", "CANCELLED"):
            self.left(f"STATUS:{status[:40]}", status)
        return status == "CANCELLED"

    def times(self, event: _Event) -> tuple[str, str]:
        """(begin as ISO, duration as hh:mm:ss), each empty where the event does not say it."""
        begin = self.moment(event, "DTSTART")
        if begin is None:
            return event.text("DTSTART"), "00:30"  # the fault about the begin is enough
        end = self.moment(event, "DTEND")
        both = end is not None and (end.tzinfo is None) == (begin.tzinfo is None)
        length = end - begin if end and both else _length(event.text("DURATION"))
        if length is None and len(event.text("DTSTART").strip()) == 8:
            length = dt.timedelta(days=1)
        if length is None or length > dt.timedelta(days=4):
            return begin.isoformat(), "" if length is None else "99:00:00"
        seconds = max(int(length.total_seconds()), 0)
        if length == dt.timedelta():
            # "The desk closes": a moment. A session lasts, so it is taken over as short as can be.
            self.left("events without length, taken over as one minute", "x")
            seconds = 60
        return begin.isoformat(), f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"

    def moment(self, event: _Event, name: str) -> dt.datetime | None:
        """The moment that the property says; without a zone where neither it nor the calendar has one."""
        value = event.values[name][0] if name in event.values else None
        found = _TIME.match(value.value.strip()) if value else None
        if value is None or found is None:
            return None
        try:
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            zone = dt.UTC if found[7] else self.zone_of(value.parameters.get("TZID", ""))
            return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        except ValueError:
            return None

    def zone_of(self, name: str) -> dt.tzinfo | None:
        """The zone called so, by us or by Windows; the calendar's own for times that name none."""
        try:
            return ZoneInfo(windows_to_olson.WINDOWS_TO_OLSON.get(name, name)) if name else self.zone
        except (ValueError, LookupError, OSError):
            return self.zone

    def count_left(self, event: _Event, taken: set[str]) -> None:
        for name, values in event.values.items():
            if name not in taken and any(value.value.strip() for value in values):
                self.left(name, "x")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines as they were before they were folded, with the number of the first; empty ones are passed over."""
    number, parts, begin = 0, list[str](), 1
    for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1):
        if number > MOST_ELEMENTS:
            raise too_many_elements()
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield begin, "".join(parts)
        parts, begin = ([line] if line.strip() else []), number
    if parts:
        yield begin, "".join(parts)


def _parameters(parts: list[str]) -> dict[str, str]:
    pairs = (part.partition("=") for part in parts)
    return {name.strip().upper(): value.strip().strip('"') for name, _sign, value in pairs}


def _list(value: _Value) -> list[str]:
    parts = (_Value(part, {}).text.strip() for part in _COMMAS.split(value.value))
    return [part for part in parts if part]


def _length(text: str) -> dt.timedelta | None:
    found = _LENGTH.match(text.strip()) if text.strip() else None
    if not found:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _damaged(line: int) -> Refused:
    return Refused(
        _("The file is damaged: its calendar breaks off or is malformed in line %(line)d.") % {"line": line},
        code="calendar_damaged",
    )
