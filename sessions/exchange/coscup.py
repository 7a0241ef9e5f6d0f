"""Schedules in the form of COSCUP: lists of sessions, speakers and kinds, each with words in Chinese and English."""

import datetime as dt
from collections.abc import Iterator

from ascn8.lib.text import clean_block, clean_line
from sessions.exchange.nodes import JsonNode
from sessions.exchange.reader import LONGEST, Reader, Texts, plain_text
from sessions.exchange.schedule import ReadPerson, ReadRoom, ReadSchedule

_LISTS = {"sessions", "speakers", "session_types", "rooms"}
_LANGUAGES = {"中文": "zh", "漢語": "zh", "華語": "zh", "英文": "en", "english": "en", "日文": "ja", "日本語": "ja"}
# Addresses that a session has; each becomes a link under this name.
_LINKS = {"uri": "", "co_write": "Notes", "qa": "Questions", "slide": "Slides", "record": "Recording"}
_SESSION = {"id", "type", "room", "start", "end", "language", "zh", "en", "speakers", *_LINKS}


class CoscupReader(Reader):
    """English becomes the title; where the Chinese one is another, it is kept as the subtitle, and texts likewise."""

    def __init__(self, root: JsonNode) -> None:
        super().__init__()
        self.root = root

    @staticmethod
    def reads(root: JsonNode) -> bool:
        """Whether `root` is a schedule of this form."""
        return bool(root.nodes("sessions")) and root.node("schedule") is None

    def read(self) -> ReadSchedule:
        self.found.acronym = "coscup"
        for name in self.root.names():
            if name not in _LISTS:
                self.found.left[name] += max(1, len(self.root.nodes(name)))
        names = {what: dict(self.named(what)) for what in ("session_types", "rooms")}
        for room in names["rooms"].values():
            if room and len(room) <= LONGEST["room"] and room not in {known.name for known in self.found.rooms}:
                self.found.rooms.append(ReadRoom(room))
        people = {node.text("id"): person for node in self.root.nodes("speakers") if (person := self.speaker(node))}
        for node in self.root.nodes("sessions"):
            persons = [people[code] for code in node.texts("speakers") if code in people]
            missing = sum(code not in people for code in node.texts("speakers"))
            self.found.left.update({"session.speakers without a name": missing} if missing else {})
            self.take(node, persons, names["session_types"], names["rooms"])
        seen = {person.key for session in self.found.sessions for person in session.persons or ()}
        if unseen := sum(person.key not in seen for person in people.values()):
            self.found.left["speakers without a session"] = unseen
        return self.found

    def take(self, node: JsonNode, persons: list[ReadPerson], types: dict[str, str], rooms: dict[str, str]) -> None:
        """One session."""
        title, other_title = self.words(node, "title")
        text, other_text = self.words(node, "description")
        kind, spoken = types.get(node.text("type"), node.text("type")), node.text("language").strip()
        texts = {
            "id": node.text("id"),
            "title": title or other_title,
            "subtitle": other_title if title and other_title != title else "",
            "abstract": text or other_text,
            "description": other_text if text and other_text != text else "",
            "date": node.text("start"),
            "duration": _duration(node.text("start"), node.text("end")),
            "track": kind,
            "type": kind,
            "language": _LANGUAGES.get(spoken.lower(), spoken),
        }
        room = rooms.get(node.text("room"), node.text("room"))
        self.session(Texts(node.line, texts, _links(node)), room=room, persons=persons)
        self.found.left.update(f"session.{name}" for name in node.names() if name not in _SESSION)

    def named(self, what: str) -> Iterator[tuple[str, str]]:
        """(id, name) of what a list holds."""
        for node in self.root.nodes(what):
            name, other = self.words(node, "name")
            yield node.text("id"), clean_line(name or other)
            if name and other not in ("", name):
                self.found.left[f"{what}.zh.name"] += 1
            self.found.left.update(f"{what}.{key}" for key in node.names() if key not in ("id", "zh", "en"))

    def speaker(self, node: JsonNode) -> ReadPerson | None:
        """A person; what differs in Chinese is kept beside the English."""
        name, other = self.words(node, "name")
        text, other_text = self.words(node, "bio")
        self.found.left.update(f"speaker.{key}" for key in node.names() if key not in ("id", "zh", "en"))
        both = [plain_text(part) for part in dict.fromkeys((text, other_text)) if part.strip()]
        person = self.person(Texts(node.line, {"id": node.text("id")}), name or other, "\n\n".join(both))
        if person is None:
            return None
        native = clean_line(other)[:80] if name and other != name else None
        return ReadPerson(person.key, person.name, None, clean_block(person.biography or ""), native)

    @staticmethod
    def words(node: JsonNode, name: str) -> tuple[str, str]:
        """(English, Chinese)."""
        english, chinese = node.node("en"), node.node("zh")
        return (english.text(name) if english else ""), (chinese.text(name) if chinese else "")


def _links(node: JsonNode) -> Iterator[tuple[str, str]]:
    for name, title in _LINKS.items():
        if node.text(name):
            yield title, node.text(name)


def _duration(start: str, end: str) -> str:
    """hh:mm:ss between two moments; empty where one of them is none."""
    try:
        seconds = int((dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)).total_seconds())
    except (ValueError, TypeError):
        return ""
    hours, rest = divmod(max(seconds, 0), 3600)
    return f"{min(hours, 99):02}:{rest // 60:02}:{rest % 60:02}"
