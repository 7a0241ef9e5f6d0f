"""Schedules in the forms of frab, C3VOC and pretalx: XML and JSON. Formats: https://c3voc.de/wiki/schedule."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from sessions.exchange.nodes import JsonNode, XmlNode
from sessions.exchange.reader import LONGEST, LONGEST_TEXT, Reader, as_guid
from sessions.exchange.schedule import GENERATOR, ReadPerson, ReadRoom, ReadSchedule


class XmlReader(Reader):
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
        if name and len(name) <= LONGEST["track"] and name not in self.found.tracks:
            self.found.tracks.append(name)

    def add_room(self, node: XmlNode) -> None:
        """Add a room; events that have no place stand in one without a name."""
        name = clean_line(node.text("name")[:LONGEST_TEXT])
        if len(name) > LONGEST["room"]:
            self.fault(node.line, "room", _("is longer than %(most)d characters") % {"most": LONGEST["room"]})
        elif name and name not in {room.name for room in self.found.rooms}:
            self.found.rooms.append(ReadRoom(name, as_guid(node.text("guid"))))
            self.found.left.update(f"room.{field}" for field in node.names() if field not in ("name", "guid", "event"))

    def persons(self, event: XmlNode) -> list[ReadPerson]:
        people = (self.person(node, node.own_text, None) for node in event.nodes("persons/person"))
        return [person for person in people if person]

    def raw_links(self, node: Any) -> Iterator[tuple[str, str]]:
        for path in ("links/link", "attachments/attachment"):
            for link in node.nodes(path):
                yield link.own_text, link.text("href")


class JsonReader(Reader):
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
            self.leave("track", track)
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
        return clean_line(track.text("name"))[: LONGEST["track"]]

    def add_rooms(self) -> None:
        """Rooms of the list. Some systems give several rooms one guid; then it says nothing and is left out."""
        for node in self.conference.nodes("rooms"):
            self.leave("room", node)
        rooms = [(clean_line(node.text("name")), as_guid(node.text("guid"))) for node in self.conference.nodes("rooms")]
        guids = [guid for _name, guid in rooms]
        for name, guid in rooms:
            if name and len(name) <= LONGEST["room"] and name not in {room.name for room in self.found.rooms}:
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

    def raw_links(self, node: Any) -> Iterator[tuple[str, str]]:
        for name in ("links", "attachments"):
            for link in node.nodes(name):
                yield link.text("title"), link.text("url")
