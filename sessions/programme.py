"""The published programme, as the public reads it: the last release, parsed once for each process.

Nothing here asks the database for a row: pages, calendars and exports all read these frozen objects.
"""

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from ascn8.lib.text import fold
from ascn8.meeting.versions import numbers
from sessions.models import Appearance, Session
from sessions.moments import venue_zone
from sessions.release import VERSION, last_release
from sessions.snapshot import Data

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Room:
    """A place as published."""

    guid: str
    slug: str
    name_en: str
    name_ms: str
    is_outside: bool
    capacity: int | None
    address: str
    latitude: float | None
    longitude: float | None
    access_en: str
    access_ms: str


@dataclass(frozen=True, slots=True)
class Strand:
    """A track as published."""

    slug: str
    name_en: str
    name_ms: str
    focus_area: str


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as published."""

    guid: str
    code: str
    title: str
    name: str
    native_name: str
    position: str
    organisation: str
    country: str
    country_en: str
    country_ms: str
    biography_en: str
    biography_ms: str
    photo: str

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.title, self.name) if part)

    @property
    def affiliation(self) -> str:
        return ", ".join(part for part in (self.position, self.organisation) if part)


@dataclass(frozen=True, slots=True)
class Part:
    """What one person does in one session."""

    person: Person
    role: str

    @property
    def role_label(self) -> str:
        return str(Appearance.Role(self.role).label)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a session as published. Who may open its files is asked at the file."""

    code: str
    symbol: str
    title_en: str
    title_ms: str
    classification: str
    embargo_until: dt.datetime | None
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A session as published. Times are in the meeting's zone."""

    guid: str
    code: str
    kind: str
    title_en: str
    title_ms: str
    subtitle: str
    abstract_en: str
    abstract_ms: str
    description_en: str
    description_ms: str
    bring_en: str
    bring_ms: str
    room: Room | None
    strand: Strand | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    language: str
    interpretation: str
    is_open: bool
    is_cancelled: bool
    is_gone: bool
    links: tuple[dict[str, str], ...]
    parts: tuple[Part, ...]
    revision: int
    changed_at: dt.datetime
    search: str = field(repr=False)
    # Not in the releases of an earlier version of this software, hence the defaults.
    is_recorded: bool = False
    channels: dict[str, int] = field(default_factory=dict, compare=False)
    documents: tuple[Paper, ...] = ()
    shares_place: bool = False

    @property
    def day(self) -> dt.date:
        return self.starts_at.date()

    @property
    def kind_label(self) -> str:
        return str(Session.Kind(self.kind).label)

    @property
    def is_visit(self) -> bool:
        return self.kind == Session.Kind.VISIT

    @property
    def languages(self) -> tuple[str, ...]:
        return _codes(self.language)

    @property
    def interpreted_into(self) -> tuple[str, ...]:
        return _codes(self.interpretation)

    @property
    def language_tags(self) -> str:
        """Spoken languages and those interpreted into, as short codes: EN → TH, KM."""
        spoken, into = (", ".join(codes).upper() for codes in (self.languages, self.interpreted_into))
        return f"{spoken} → {into}" if into else spoken if spoken not in ("", "EN") else ""

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody in the session once, in order."""
        return tuple(dict.fromkeys(part.person for part in self.parts))


@dataclass(frozen=True)
class Programme:
    """One release with its indexes. `number` 0: nothing is published yet."""

    number: int
    published_at: dt.datetime | None
    note_en: str
    note_ms: str
    zone: ZoneInfo
    everything: tuple[Item, ...]  # vanished sessions too: calendars must hear of them
    people: tuple[Person, ...]
    items: tuple[Item, ...]
    rooms: tuple[Room, ...]
    strands: tuple[Strand, ...]
    by_day: dict[dt.date, tuple[Item, ...]]
    by_code: dict[str, Item]
    by_speaker: dict[str, tuple[Item, ...]]
    by_kind: dict[str, tuple[Item, ...]]
    by_track: dict[str, tuple[Item, ...]]
    by_place: dict[str, tuple[Item, ...]]
    person_by_code: dict[str, Person]

    @property
    def is_published(self) -> bool:
        return self.number > 0

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(self.by_day)

    @cached_property
    def cancelled_at(self) -> tuple[dt.datetime, ...]:
        """When each session that does not take place was taken out, the earliest first."""
        return tuple(sorted(item.changed_at for item in self.everything if item.is_cancelled))

    @property
    def zone_label(self) -> str:
        """The zone as people read it: UTC+8, UTC+5:30."""
        first = self.items[0].starts_at if self.items else dt.datetime.now(self.zone)
        minutes = int((first.utcoffset() or dt.timedelta()).total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")

    def opening_day(self, *, at: dt.datetime) -> dt.date | None:
        """The day a reader sees first: today at the venue where it has sessions, else the first; None without days."""
        today = at.astimezone(self.zone).date()
        return today if today in self.by_day else next(iter(self.by_day), None)

    def found(self, words: str) -> tuple[Item, ...]:
        """The sessions in which every one of `words` occurs, whatever its case and accents."""
        wanted = fold(words).split()
        return tuple(item for item in self.items if all(word in item.search for word in wanted))

    def people_found(self, words: str) -> tuple[Person, ...]:
        """The people of whose name, organisation or country every one of `words` is a part."""
        wanted = fold(words).split()
        return tuple(person for person in self.people if all(word in _person_text(person) for word in wanted))

    def neighbours(self, item: Item) -> tuple[Item | None, Item | None]:
        """The sessions before and after `item` on the same day, as the list shows them."""
        same_day = self.by_day.get(item.day, ())
        if item not in same_day:
            return None, None
        index = same_day.index(item)
        return (
            same_day[index - 1] if index else None,
            same_day[index + 1] if index + 1 < len(same_day) else None,
        )


def current_programme() -> Programme:
    """The programme of the last release; one without sessions where nothing is published. One small query."""
    return _programme_at(_versions())


def programme_version(request: HttpRequest) -> Hashable:
    """What pages of the programme are cached under: the release and the facts of the meeting. One small query."""
    return _versions()


def agenda_version(request: HttpRequest) -> Hashable:
    """Like `programme_version`, and changes with the day on which the agenda opens."""
    versions = _versions()
    return (*versions, _programme_at(versions).opening_day(at=timezone.now()))


def forget() -> None:
    """Drop what this process keeps. For tests, whose databases start again at the same numbers."""
    with _lock:
        _kept.clear()


_Versions = tuple[int, int]
_kept: dict[_Versions, Programme] = {}
_lock = threading.Lock()


def _versions() -> _Versions:
    found = numbers()
    return found.get(VERSION, 0), found.get("meeting", 0)


def _programme_at(versions: _Versions) -> Programme:
    programme = _kept.get(versions)
    if programme is None:
        with _lock:  # one thread parses, the others wait for it
            programme = _kept.get(versions)
            if programme is None:
                programme = _read()
                _kept.clear()
                _kept[versions] = programme
    return programme


def _read() -> Programme:
    zone = venue_zone()
    release = last_release()
    if release is None:
        return parse({"places": [], "tracks": [], "speakers": [], "sessions": []}, zone=zone)
    return parse(
        release.programme,
        zone=zone,
        number=release.number,
        published_at=release.published_at.astimezone(zone),
        notes=(release.note_en, release.note_ms),
    )


def parse(
    data: Data,
    *,
    zone: ZoneInfo,
    number: int = 0,
    published_at: dt.datetime | None = None,
    notes: tuple[str, str] = ("", ""),
) -> Programme:
    """The programme that a release's JSON holds."""
    rooms = {row["guid"]: Room(**row) for row in data["places"]}
    strands = {row["slug"]: Strand(**row) for row in data["tracks"]}
    persons = {row["code"]: Person(**row) for row in data["speakers"]}
    everything = sorted(
        (_item(row, rooms, strands, persons, zone) for row in data["sessions"]),
        key=lambda item: item.starts_at,
    )
    items = tuple(item for item in everything if not item.is_gone)
    by_speaker = _index((person.code, item) for item in items for person in item.people)
    by_place = _index((item.room.slug, item) for item in items if item.room)
    by_track = _index((item.strand.slug, item) for item in items if item.strand)
    return Programme(
        number=number,
        published_at=published_at,
        note_en=notes[0],
        note_ms=notes[1],
        zone=zone,
        everything=tuple(everything),
        items=items,
        people=tuple(person for code, person in persons.items() if code in by_speaker),
        rooms=tuple(room for room in rooms.values() if room.slug in by_place),
        strands=tuple(strand for strand in strands.values() if strand.slug in by_track),
        by_day=_index((item.day, item) for item in items),
        by_code={item.code: item for item in everything},
        by_speaker=by_speaker,
        by_kind=_index((item.kind, item) for item in items),
        by_track=by_track,
        by_place=by_place,
        person_by_code={code: person for code, person in persons.items() if code in by_speaker},
    )


def _index(pairs: Iterable[tuple[K, Item]]) -> dict[K, tuple[Item, ...]]:
    lists: dict[K, list[Item]] = defaultdict(list)
    for key, item in pairs:
        lists[key].append(item)
    return {key: tuple(items) for key, items in lists.items()}


def _item(
    row: Data, rooms: dict[str, Room], strands: dict[str, Strand], persons: dict[str, Person], zone: ZoneInfo
) -> Item:
    facts: dict[str, Any] = dict(row)
    room, strand = rooms.get(facts.pop("place")), strands.get(facts.pop("track"))
    parts = tuple(Part(persons[a["speaker"]], a["role"]) for a in facts.pop("appearances") if a["speaker"] in persons)
    for name in ("starts_at", "ends_at", "changed_at"):
        facts[name] = dt.datetime.fromisoformat(facts[name]).astimezone(zone)
    facts["links"] = tuple(facts["links"])
    facts["documents"] = tuple(_paper(document, zone) for document in facts.get("documents", ()))
    return Item(room=room, strand=strand, parts=parts, **facts)


def _paper(row: Data, zone: ZoneInfo) -> Paper:
    until = dt.datetime.fromisoformat(row["embargo_until"]).astimezone(zone) if row["embargo_until"] else None
    return Paper(**row | {"embargo_until": until, "languages": tuple(row["languages"])})


def _codes(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.replace(";", ",").split(",") if part.strip())


def _person_text(person: Person) -> str:
    words = (person.full_name, person.native_name, person.position, person.organisation)
    return fold(" ".join((*words, person.country_en, person.country_ms)))
