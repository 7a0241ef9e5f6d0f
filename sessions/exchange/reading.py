"""Reading schedules of other systems: frab and C3VOC XML, C3VOC JSON, pretalx JSON.

The result is plain data and a list of faults; nothing is written here. Formats: https://c3voc.de/wiki/schedule.
"""

import datetime as dt
import html
import re
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from sessions.exchange.nodes import JsonNode, XmlNode, read_json, read_xml
from sessions.exchange.schedule import (
    GENERATOR,
    Fault,
    ReadPerson,
    ReadRoom,
    ReadSchedule,
    ReadSession,
)
from sessions.models import Session

MOST_BYTES = 20_000_000
MOST_SESSIONS = 10_000
_LONGEST = {"title": 300, "subtitle": 300, "track": 120, "room": 120, "person": 160, "language": 20}
_LONGEST_TEXT = 50_000
_KINDS = {
    **{kind.value: kind.value for kind in Session.Kind},
    # Words of other systems.
    "keynote": "plenary",
    "workshop": "technical",
    "lecture": "talk",
    "panel": "policy",
    "lunch": "break",
}
_DURATION = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$")
_CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$")
_MARKUP = re.compile(r"</(p|ul|ol|div|h\d|li|blockquote|pre|a|em|strong|b|i|code)>|<br ?/?>", re.IGNORECASE)


def read_schedule(data: bytes) -> ReadSchedule:
    """The schedule in `data`, with every fault found in it.

    Raises Refused with one sentence where the file as a whole cannot be read: too large, damaged, another kind of file.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB. A schedule of a thousand sessions has about 2 MB.")
            % {"most": MOST_BYTES // 1_000_000},
            code="too_large",
        )
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return _JsonReader(read_json(_decoded(data))).read()
    if start == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _XmlReader(read_xml(data.lstrip(b" \t\r\n"))).read()
    raise Refused(_("The file is neither XML nor JSON, so it is no schedule that can be read."), code="not_a_schedule")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The file is in an encoding that cannot be read. Save it as UTF-8."), code="encoding") from None


class _Reader:
    """What the two forms share: from a node to a session, with its faults."""

    def __init__(self) -> None:
        self.found = ReadSchedule()
        self.zone: ZoneInfo | None = None
        self.is_ours = False
        self._seen: dict[str, int] = {}

    def fault(self, line: int, field: str, message: str) -> None:
        self.found.faults.append(Fault(line, field, message))

    def session(self, node: XmlNode | JsonNode, *, room: str, day: str, persons: list[ReadPerson]) -> None:
        """Read one event; on a fault it is left out, and the fault says why."""
        before = len(self.found.faults)
        title = self.line_text(node, "title", needed=True)
        room = self.line_text(node, "room") or clean_line(room)
        starts_at = self.starts_at(node, day)
        duration = self.duration(node)
        texts = {name: self.block(node, name) for name in ("abstract", "description")}
        guid = self.guid(node)
        key = str(guid) if guid else clean_line(node.text("id"))
        self.check_key(node, key)
        fields = {name: self.line_text(node, name) for name in ("subtitle", "track", "language")}
        if len(self.found.faults) > before or starts_at is None or duration is None:
            return
        if fields["track"] and fields["track"] not in self.found.tracks:
            self.found.tracks.append(fields["track"])
        if room and room not in {known.name for known in self.found.rooms}:
            self.found.rooms.append(ReadRoom(room))
        self.found.sessions.append(
            ReadSession(
                line=node.line,
                key=key,
                guid=guid,
                title=title,
                kind=_KINDS.get(node.text("type").strip().lower(), ""),
                room=room,
                starts_at=starts_at,
                ends_at=starts_at + duration,
                persons=tuple(dict.fromkeys(persons)),
                links=self.links(node),
                **fields,
                **texts,
            )
        )

    def line_text(self, node: XmlNode | JsonNode, name: str, *, needed: bool = False) -> str:
        value = clean_line(node.text(name)) if len(node.text(name)) <= _LONGEST_TEXT else node.text(name)
        if needed and not value:
            self.fault(node.line_of(name), name, _("is missing"))
        if len(value) > _LONGEST[name]:
            self.fault(node.line_of(name), name, _("is longer than %(most)d characters") % {"most": _LONGEST[name]})
            return ""
        return value

    def block(self, node: XmlNode | JsonNode, name: str) -> str:
        value = node.text(name)
        if len(value) > _LONGEST_TEXT:
            self.fault(node.line_of(name), name, _("is longer than %(most)d characters") % {"most": _LONGEST_TEXT})
            return ""
        return clean_block(value) if self.is_ours else plain_text(value)

    def starts_at(self, node: XmlNode | JsonNode, day: str) -> dt.datetime | None:
        """`date` with its offset; older files have the day and the clock apart."""
        value = node.text("date").strip()
        if not value and (clock := _CLOCK.match(node.text("start").strip())):
            value = f"{day}T{clock[1]}:{clock[2]}:00"
        if not value:
            self.fault(node.line_of("date"), "date", _("is missing"))
            return None
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fault(node.line_of("date"), "date", _("is no date and time: “%(value)s”") % {"value": value[:40]})
            return None
        if moment.tzinfo is None:
            if self.zone is None:
                self.fault(node.line_of("date"), "date", _("has no time zone, and the file names none"))
                return None
            moment = moment.replace(tzinfo=self.zone)
        if not 1990 <= moment.year <= 2200:
            self.fault(node.line_of("date"), "date", _("is not in this century: “%(value)s”") % {"value": value[:40]})
            return None
        return moment.astimezone(dt.UTC)

    def duration(self, node: XmlNode | JsonNode) -> dt.timedelta | None:
        """`duration` as hh:mm or hh:mm:ss: longer than nothing, at most three days."""
        value = node.text("duration").strip()
        match = _DURATION.match(value)
        if not match:
            problem = (
                _("is no duration such as 01:30: “%(value)s”") % {"value": value[:40]} if value else _("is missing")
            )
            self.fault(node.line_of("duration"), "duration", problem)
            return None
        first, second, third = (int(part or 0) for part in match.groups())
        length = dt.timedelta(hours=second, minutes=third)
        if match[1]:
            length = dt.timedelta(hours=first, minutes=second, seconds=third)
        if not dt.timedelta() < length <= dt.timedelta(days=3):
            self.fault(node.line_of("duration"), "duration", _("has to be longer than nothing and at most three days"))
            return None
        return length

    def guid(self, node: XmlNode | JsonNode) -> uuid.UUID | None:
        value = node.text("guid").strip()
        if not value:
            return None
        guid = as_guid(value)
        if guid is None:
            self.fault(node.line_of("guid"), "guid", _("is no UUID: “%(value)s”") % {"value": value[:40]})
        return guid

    def check_key(self, node: XmlNode | JsonNode, key: str) -> None:
        if not key:
            self.fault(node.line, "guid", _("is missing: without guid or id a session is not found again"))
        elif key in self._seen:
            first = self._seen[key]
            self.fault(node.line, "guid", _("stands in the file twice, first in line %(line)d") % {"line": first})
        self._seen.setdefault(key, node.line)
        if len(self._seen) == MOST_SESSIONS + 1:
            raise Refused(
                _("The file has more than %(most)d sessions. That is no programme of one meeting.")
                % {"most": MOST_SESSIONS},
                code="too_many",
            )

    def person(self, node: XmlNode | JsonNode, name: str, biography: str | None) -> ReadPerson | None:
        """A person under the steadiest key that the file has: guid, code, id, else the name."""
        name = clean_line(name[: _LONGEST_TEXT + 1])
        if not name:
            self.fault(node.line, "person", _("has no name"))
            return None
        if len(name) > _LONGEST["person"]:
            self.fault(node.line, "person", _("is longer than %(most)d characters") % {"most": _LONGEST["person"]})
            return None
        guid = as_guid(node.text("guid"))
        key = str(guid or "") or clean_line(node.text("code")) or clean_line(node.text("id")) or f"name:{name}"
        if biography is not None:
            biography = clean_block(biography) if self.is_ours else plain_text(biography)
        return ReadPerson(key=key[:80], name=name, guid=guid, biography=biography)

    def links(self, node: XmlNode | JsonNode) -> tuple[tuple[str, str], ...]:
        """(title, address) of links and attachments; only web addresses are kept."""
        pairs = ((clean_line(title[:1000])[:200], clean_line(url[:1000])) for title, url in self.raw_links(node))
        return tuple((title or url, url) for title, url in pairs if re.match(r"https?://[^\s\"<>]{3,990}$", url))

    def raw_links(self, node: XmlNode | JsonNode) -> Iterator[tuple[str, str]]:
        raise NotImplementedError

    def zone_named(self, name: str) -> None:
        try:
            self.zone = ZoneInfo(name.strip())
        except (ValueError, LookupError, OSError):
            self.zone = None


class _XmlReader(_Reader):
    def __init__(self, root: XmlNode) -> None:
        super().__init__()
        if root.tag != "schedule":
            raise Refused(
                _("This XML is not a schedule: it begins with <%(tag)s> and not with <schedule>.")
                % {"tag": clean_line(root.tag)[:40]},
                code="not_a_schedule",
            )
        self.root = root

    def read(self) -> ReadSchedule:
        for generator in self.root.nodes("generator"):
            self.is_ours = generator.text("name") == GENERATOR
        for conference in self.root.nodes("conference"):
            self.found.acronym = clean_line(conference.text("acronym"))[:60]
            self.zone_named(conference.text("time_zone_name"))
        if not self.root.nodes("day"):
            raise Refused(_("This schedule has no day, so there is nothing to read."), code="empty")
        for track in (*self.root.nodes("tracks/track"), *self.root.nodes("conference/track")):
            self.add_track(clean_line(track.text("name") or track.own_text))
        for day in self.root.nodes("day"):
            for room in day.nodes("room"):
                self.add_room(room)
                for event in room.nodes("event"):
                    self.session(
                        event, room=room.text("name"), day=day.text("date").strip(), persons=self.persons(event)
                    )
        return self.found

    def add_track(self, name: str) -> None:
        if name and len(name) <= _LONGEST["track"] and name not in self.found.tracks:
            self.found.tracks.append(name)

    def add_room(self, node: XmlNode) -> None:
        """Add a room; events that have no place stand in one without a name."""
        name = clean_line(node.text("name")[:_LONGEST_TEXT])
        if len(name) > _LONGEST["room"]:
            self.fault(node.line, "room", _("is longer than %(most)d characters") % {"most": _LONGEST["room"]})
        elif name and name not in {room.name for room in self.found.rooms}:
            self.found.rooms.append(ReadRoom(name, as_guid(node.text("guid"))))

    def persons(self, event: XmlNode) -> list[ReadPerson]:
        people = (self.person(node, node.own_text, None) for node in event.nodes("persons/person"))
        return [person for person in people if person]

    def raw_links(self, node: XmlNode | JsonNode) -> Iterator[tuple[str, str]]:
        for path in ("links/link", "attachments/attachment"):
            for link in node.nodes(path):
                if isinstance(link, XmlNode):
                    yield link.own_text, link.text("href")


class _JsonReader(_Reader):
    def __init__(self, root: JsonNode) -> None:
        super().__init__()
        schedule = root.node("schedule")
        conference = schedule.node("conference") if schedule else None
        if schedule is None or conference is None:
            raise Refused(
                _("This JSON is not a schedule: it has no “schedule” object with a “conference” in it."),
                code="not_a_schedule",
            )
        generator = root.node("generator") or schedule.node("generator")
        self.is_ours = generator is not None and generator.text("name") == GENERATOR
        self.conference = conference

    def read(self) -> ReadSchedule:
        self.found.acronym = clean_line(self.conference.text("acronym"))[:60]
        self.zone_named(self.conference.text("time_zone_name"))
        self.add_rooms()
        for track in self.conference.nodes("tracks"):
            name = self.line_of_track(track)
            if name and name not in self.found.tracks:
                self.found.tracks.append(name)
        days = self.conference.nodes("days")
        if not days:
            raise Refused(_("This schedule has no day, so there is nothing to read."), code="empty")
        for day in days:
            for room, events in day.named_lists("rooms"):
                for event in events:
                    self.session(event, room=room, day=day.text("date").strip(), persons=self.persons(event))
        return self.found

    def line_of_track(self, track: JsonNode) -> str:
        return clean_line(track.text("name"))[: _LONGEST["track"]]

    def add_rooms(self) -> None:
        """Rooms of the list. Some systems give several rooms one guid; then it says nothing and is left out."""
        rooms = [(clean_line(node.text("name")), as_guid(node.text("guid"))) for node in self.conference.nodes("rooms")]
        guids = [guid for _name, guid in rooms]
        for name, guid in rooms:
            if name and len(name) <= _LONGEST["room"] and name not in {room.name for room in self.found.rooms}:
                self.found.rooms.append(ReadRoom(name, guid if guids.count(guid) == 1 else None))

    def persons(self, event: JsonNode) -> list[ReadPerson]:
        people = (
            self.person(
                node,
                node.text("name") or node.text("public_name") or node.text("full_public_name"),
                node.text("biography") if node.has("biography") else None,
            )
            for node in event.nodes("persons")
        )
        return [person for person in people if person]

    def raw_links(self, node: XmlNode | JsonNode) -> Iterator[tuple[str, str]]:
        for name in ("links", "attachments"):
            for link in node.nodes(name):
                yield link.text("title"), link.text("url")


def as_guid(value: str) -> uuid.UUID | None:
    """The UUID that `value` writes out, or None."""
    try:
        return uuid.UUID(value.strip())
    except ValueError:
        return None


def plain_text(value: str) -> str:
    """Text of a field that may hold HTML: paragraphs and list entries become lines, tags vanish."""
    if not _MARKUP.search(value):
        return clean_block(value)
    stripper = _Stripper()
    stripper.feed(value)
    stripper.close()
    return clean_block("".join(stripper.parts))


class _Stripper(HTMLParser):
    """Collects what a reader would see. Its result is plain text, which is escaped again wherever it is shown."""

    _breaks = {"p": "\n\n", "ul": "\n", "ol": "\n", "div": "\n", "br": "\n", "blockquote": "\n\n", "pre": "\n\n"}
    _breaks |= {f"h{level}": "\n\n" for level in range(1, 7)}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.parts.append("\n• " if tag == "li" else self._breaks.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in ("script", "style")))
        self.parts.append(self._breaks.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", html.unescape(data)))
