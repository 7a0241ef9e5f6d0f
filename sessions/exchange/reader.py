"""What all kinds of schedules share on their way to sessions: checked texts, times, people, and what was left over."""

import datetime as dt
import hashlib
import html
import re
import uuid
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from sessions.exchange.schedule import Fault, ReadPerson, ReadRoom, ReadSchedule, ReadSession
from sessions.models import Session

MOST_SESSIONS = 10_000
LONGEST = {"title": 300, "subtitle": 300, "track": 120, "room": 120, "person": 160, "language": 20}
LONGEST_TEXT = 50_000
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


# What we make of an event ourselves, so that it says nothing new when it comes back.
_DERIVED = {"code", "slug", "url", "end", "start", "origin_url"}
_TAKEN = {
    "event": {
        *("guid", "id", "title", "subtitle", "date", "start", "duration", "room", "track", "type", "language"),
        *("abstract", "description", "persons", "links", "attachments"),
    },
    "person": {"guid", "id", "code", "name", "public_name", "full_public_name", "biography"},
    "room": {"guid", "name"},
    "track": {"name"},
}


class Node(Protocol):
    """One thing of a file, whatever the file's form: texts by name, and the line on which each stands."""

    line: int

    def text(self, name: str) -> str: ...

    def line_of(self, name: str) -> int: ...

    def names(self) -> Iterable[str]: ...


class Texts:
    """A node made of texts that were read already."""

    def __init__(self, line: int, texts: Mapping[str, str], links: Iterable[tuple[str, str]] = ()) -> None:
        self.line, self.texts, self.links = line, texts, tuple(links)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def line_of(self, name: str) -> int:
        return self.line

    def names(self) -> Iterable[str]:
        return ()


class Reader:
    """What all forms share: from a node to a session, with its faults, and a count of what was not taken over."""

    def __init__(self) -> None:
        self.found = ReadSchedule()
        self.zone: ZoneInfo | None = None
        self.is_ours = False
        self._seen: dict[str, int] = {}

    def fault(self, line: int, field: str, message: str) -> None:
        self.found.faults.append(Fault(line, field, message))

    def leave(self, what: str, node: Node) -> None:
        """Count the fields of `node` that are not taken over, so that the report can name them."""
        known = _TAKEN[what] | (_DERIVED if self.is_ours else set())
        self.found.left.update(f"{what}.{name}" for name in node.names() if name not in known)

    def session(self, node: Node, *, room: str, day: str = "", persons: list[ReadPerson] | None, **more: Any) -> None:
        """Read one event; on a fault it is left out, and the fault says why.

        `more` are fields that the form knows better; None where it says nothing about one, so that nothing changes.
        """
        before = len(self.found.faults)
        title = self.line_text(node, "title", needed=True)
        room = self.line_text(node, "room") or self.room_named(node, room)
        starts_at = self.starts_at(node, day)
        duration = self.duration(node)
        texts = {name: self.block(node, name) for name in ("abstract", "description")}
        guid = self.guid(node)
        key = str(guid) if guid else short_key(clean_line(node.text("id")))
        self.check_key(node, key)
        fields = {name: self.line_text(node, name) for name in ("subtitle", "track", "language")}
        if len(self.found.faults) > before or starts_at is None or duration is None:
            return
        self.meet(track=fields["track"], room=room)
        self.leave("event", node)
        facts: dict[str, Any] = {
            "kind": _KINDS.get(node.text("type").strip().lower(), ""),
            "persons": None if persons is None else tuple(dict.fromkeys(persons)),
            "links": self.links(node),
            **fields,
            **texts,
            **more,
        }
        self.found.sessions.append(
            ReadSession(
                line=node.line,
                key=key,
                guid=guid,
                title=title,
                room=room,
                starts_at=starts_at,
                ends_at=starts_at + duration,
                **facts,
            )
        )

    def meet(self, *, track: str, room: str) -> None:
        """Take over a track and a room that the file names with an event first."""
        if track and track not in self.found.tracks:
            self.found.tracks.append(track)
        if room and room not in {known.name for known in self.found.rooms}:
            self.found.rooms.append(ReadRoom(room))

    def line_text(self, node: Node, name: str, *, needed: bool = False) -> str:
        value = clean_line(node.text(name)) if len(node.text(name)) <= LONGEST_TEXT else node.text(name)
        if needed and not value:
            self.fault(node.line_of(name), name, _("is missing"))
        if len(value) > LONGEST[name]:
            self.fault(node.line_of(name), name, _("is longer than %(most)d characters") % {"most": LONGEST[name]})
            return ""
        return value

    def room_named(self, node: Node, name: str) -> str:
        """The room in which the file lists the event."""
        name = clean_line(name[: LONGEST_TEXT + 1])
        if len(name) <= LONGEST["room"]:
            return name
        self.fault(node.line, "room", _("is longer than %(most)d characters") % {"most": LONGEST["room"]})
        return ""

    def block(self, node: Node, name: str) -> str:
        value = node.text(name)
        if len(value) > LONGEST_TEXT:
            self.fault(node.line_of(name), name, _("is longer than %(most)d characters") % {"most": LONGEST_TEXT})
            return ""
        return clean_block(value) if self.is_ours else plain_text(value)

    def starts_at(self, node: Node, day: str) -> dt.datetime | None:
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

    def duration(self, node: Node) -> dt.timedelta | None:
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

    def guid(self, node: Node) -> uuid.UUID | None:
        value = node.text("guid").strip()
        if not value:
            return None
        guid = as_guid(value)
        if guid is None:
            self.fault(node.line_of("guid"), "guid", _("is no UUID: “%(value)s”") % {"value": value[:40]})
        return guid

    def check_key(self, node: Node, key: str) -> None:
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

    def person(self, node: Node, name: str, biography: str | None) -> ReadPerson | None:
        """A person under the steadiest key that the file has: guid, code, id, else the name."""
        name = clean_line(name[: LONGEST_TEXT + 1])
        if not name:
            self.fault(node.line, "person", _("has no name"))
            return None
        if len(name) > LONGEST["person"]:
            self.fault(node.line, "person", _("is longer than %(most)d characters") % {"most": LONGEST["person"]})
            return None
        guid = as_guid(node.text("guid"))
        key = str(guid or "") or clean_line(node.text("code")) or clean_line(node.text("id")) or f"name:{name}"
        self.leave("person", node)
        if biography is not None:
            biography = clean_block(biography) if self.is_ours else plain_text(biography)
        return ReadPerson(key=short_key(key), name=name, guid=guid, biography=biography)

    def links(self, node: Node) -> tuple[tuple[str, str], ...]:
        """(title, address) of links and attachments; only web addresses are kept."""
        pairs = [(clean_line(title[:1000])[:200], clean_line(url[:1000])) for title, url in self.raw_links(node)]
        good = [(title or url, url) for title, url in pairs if re.match(r"https?://[^\s\"<>]{3,990}$", url)]
        if len(pairs) > len(good):
            self.found.left["links that are no addresses of the web"] += len(pairs) - len(good)
        return tuple(good)

    def raw_links(self, node: Any) -> Iterable[tuple[str, str]]:
        return node.links if isinstance(node, Texts) else ()

    def zone_named(self, name: str) -> None:
        try:
            self.zone = ZoneInfo(name.strip())
        except (ValueError, LookupError, OSError):
            self.zone = None


def short_key(key: str) -> str:
    """`key` in the length that a row has room for; two long ones that begin alike stay two."""
    return key if len(key) <= 80 else f"{key[:47]}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


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
