"""The draft as the rules of the board read it: plain rows, loaded by a constant number of queries.

A `Draft` never changes; `moved` and `with_session` give another one, so that a change can be judged before it is made.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from delegates.models import Category, Registration
from sessions.board.rules.severities import Setting, settings_of
from sessions.models import (
    Appearance,
    Availability,
    InterpreterTurn,
    Place,
    PlaceClosure,
    QuietWindow,
    RuleSetting,
    Seating,
    Session,
    Speaker,
    TravelTime,
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    key: int
    name_en: str
    name_ms: str
    is_outside: bool = False
    capacity: int | None = None
    fire_limit: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    key: int
    title: str
    name: str
    # Of the person's registration, once its accreditation is complete.
    category: int | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.name) if part)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    key: int
    name_en: str
    name_ms: str


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment until another, which is no longer in it."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ClosureRow(Span):
    """A time in which `place` is closed."""

    key: int
    place: int
    reason_en: str
    reason_ms: str


@dataclass(frozen=True, slots=True)
class WindowRow(Span):
    """A meal or a prayer."""

    key: int
    name_en: str
    name_ms: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn in a booth, counted from the beginning of the session."""

    person: int
    language: str
    begins_after: int
    minutes: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with what the rules need of it. `code` and `key` of one that is not saved yet are empty and 0."""

    key: int
    code: str
    title_en: str
    title_ms: str
    kind: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    place: int | None
    is_cancelled: bool = False
    shares_place: bool = False
    expected: int | None = None
    version: int = 1
    # The most seats that are offered at one moment: two departures one after the other need the room once.
    seats: int = 0
    # (person, role) of everybody who appears and has not declined.
    people: tuple[tuple[int, str], ...] = ()
    turns: tuple[TurnRow, ...] = ()
    # The categories that must attend.
    required: frozenset[int] = frozenset()

    @property
    def needs(self) -> int:
        """How many people the place has to hold."""
        return max(self.expected or 0, self.seats)


@dataclass(frozen=True, slots=True)
class Slot(Span):
    """A session that takes place, with its time."""

    session: SessionRow

    @property
    def place(self) -> int | None:
        return self.session.place


@dataclass(frozen=True)
class Draft:
    """The programme as it is planned, with the facts that its rules look at. Everything but sessions by primary key."""

    sessions: Mapping[str, SessionRow]
    places: Mapping[int, PlaceRow]
    people: Mapping[int, PersonRow]
    categories: Mapping[int, CategoryRow]
    closures: tuple[ClosureRow, ...]
    windows: tuple[WindowRow, ...]
    # Minutes by (lower key, higher key).
    travel: Mapping[tuple[int, int], int]
    # Who is not in it is always available.
    availabilities: Mapping[int, tuple[Span, ...]]
    settings: Mapping[str, Setting]

    def slots(self) -> tuple[Slot, ...]:
        """What the rules judge: every session that has a time and is not cancelled."""
        return tuple(
            Slot(row.starts_at, row.ends_at, row)
            for row in self.sessions.values()
            if row.starts_at and row.ends_at and not row.is_cancelled
        )

    def moved(self, code: str, **changes: Any) -> "Draft":
        """With the session `code` elsewhere: `starts_at`, `ends_at`, `place` (primary key or None), or other fields."""
        return self.with_session(replace(self.sessions[code], **changes))

    def with_session(self, row: SessionRow) -> "Draft":
        """With `row` in the place of the session of its code, or added."""
        return replace(self, sessions={**self.sessions, row.code: row})

    def without(self, code: str) -> "Draft":
        """As if the session `code` had never been."""
        return replace(self, sessions={key: row for key, row in self.sessions.items() if key != code})


def load_draft() -> Draft:
    """Everything the rules need, by the same fourteen queries for one session as for a thousand."""
    return Draft(
        sessions=_sessions(),
        places={row.key: row for row in _rows(Place, PlaceRow, "key", "name_en", "name_ms", *_ROOM)},
        people={row.key: row for row in _people()},
        categories={row.key: row for row in _rows(Category, CategoryRow, "key", "name_en", "name_ms")},
        closures=tuple(_rows(PlaceClosure, ClosureRow, *_SPAN, "key", "place_id", "reason_en", "reason_ms")),
        windows=tuple(_rows(QuietWindow, WindowRow, *_SPAN, "key", "name_en", "name_ms")),
        travel={(a, b): minutes for a, b, minutes in TravelTime.objects.values_list("a_id", "b_id", "minutes")},
        availabilities=_availabilities(),
        settings=settings_of(RuleSetting.objects.values_list("rule", "severity", "limit")),
    )


_SPAN = ("starts_at", "ends_at")
_ROOM = ("is_outside", "capacity", "fire_limit")
_OF_SESSION = (
    *("code", "title_en", "title_ms", "kind", "starts_at", "ends_at"),
    *("is_cancelled", "shares_place", "expected", "version"),
)


def _rows(model: Any, row: Any, *fields: str) -> Iterable[Any]:
    """Rows of `model` as plain ones, whose fields come in the order of `fields`."""
    names = ["pk" if name == "key" else name for name in fields]
    return (row(*values) for values in model.objects.values_list(*names))


def _sessions() -> dict[str, SessionRow]:
    people, turns, required, seats = _appearances(), _turns(), _required(), _seats()
    found = {}
    for key, place, fields in _session_rows():
        row = SessionRow(
            key=key,
            place=place,
            seats=seats[key],
            people=tuple(people[key]),
            turns=tuple(turns[key]),
            required=frozenset(required[key]),
            **fields,
        )
        found[row.code] = row
    return found


def _session_rows() -> Iterable[tuple[int, int | None, dict[str, Any]]]:
    """(primary key, that of the place, the other fields) of every session."""
    for key, place, *values in Session.objects.order_by("pk").values_list("pk", "place_id", *_OF_SESSION):
        yield key, place, dict(zip(_OF_SESSION, values, strict=True))


def _appearances() -> Mapping[int, list[tuple[int, str]]]:
    """Who appears where. Who declined does not come, and is in nobody's way."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    coming = Appearance.objects.exclude(answer=Appearance.Answer.DECLINED).order_by("position", "pk")
    for session, person, role in coming.values_list("session_id", "speaker_id", "role"):
        found[session].append((person, role))
    return found


def _turns() -> Mapping[int, list[TurnRow]]:
    found: dict[int, list[TurnRow]] = defaultdict(list)
    fields = ("interpretation__session_id", "interpreter_id", "interpretation__language", "begins_after", "minutes")
    for session, *values in InterpreterTurn.objects.order_by("begins_after", "pk").values_list(*fields):
        found[session].append(TurnRow(*values))
    return found


def _required() -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for session, category in Session.required_categories.through.objects.values_list("session_id", "category_id"):
        found[session].append(category)
    return found


def _seats() -> Mapping[int, int]:
    """Of each session the most seats that are offered at one moment."""
    changes: dict[int, list[tuple[dt.datetime, int]]] = defaultdict(list)
    fields = ("session_id", "starts_at", "ends_at", "capacity")
    for session, starts_at, ends_at, capacity in Seating.objects.values_list(*fields):
        changes[session] += [(starts_at, capacity), (ends_at, -capacity)]
    return defaultdict(int, {session: _highest(rows) for session, rows in changes.items()})


def _highest(changes: list[tuple[dt.datetime, int]]) -> int:
    """Who leaves at a moment makes room for who comes at it."""
    level = highest = 0
    for _moment, change in sorted(changes):
        level += change
        highest = max(highest, level)
    return highest


def _people() -> Iterable[PersonRow]:
    attending = dict(
        Registration.objects.attending().filter(speaker__isnull=False).values_list("speaker__pk", "category_id")
    )
    for key, title, name in Speaker.objects.order_by().values_list("pk", "title", "name"):
        yield PersonRow(key, title, name, attending.get(key))


def _availabilities() -> dict[int, tuple[Span, ...]]:
    """The times of each person in order, with those that touch made one."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Availability.objects.order_by("speaker_id", "starts_at")
    for person, starts_at, ends_at in rows.values_list("speaker_id", *_SPAN):
        spans = found[person]
        if spans and spans[-1].ends_at >= starts_at:
            spans[-1] = Span(spans[-1].starts_at, max(spans[-1].ends_at, ends_at))
        else:
            spans.append(Span(starts_at, ends_at))
    return {person: tuple(spans) for person, spans in found.items()}
