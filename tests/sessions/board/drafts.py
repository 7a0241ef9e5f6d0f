"""Drafts without a database, for the tests of the rules: a meeting of two rooms, and a place outside."""

import datetime as dt
from itertools import count
from typing import Any

from sessions.board.draft import CategoryRow, Draft, PersonRow, PlaceRow, SessionRow
from sessions.board.rules.checking import findings
from sessions.board.rules.finding import Finding
from sessions.board.rules.severities import settings_of
from tests.factories import local

HALL, ROOM, LAKE = 1, 2, 3
PLACES = {
    HALL: PlaceRow(HALL, "Ballroom", "Dewan Utama", capacity=600, fire_limit=650),
    ROOM: PlaceRow(ROOM, "Meeting Room 1", "Bilik Mesyuarat 1", capacity=80, fire_limit=90),
    LAKE: PlaceRow(LAKE, "Wetlands", "Taman Wetland", is_outside=True, capacity=40),
}
AMINAH, BUDI = 11, 12
PEOPLE = {AMINAH: PersonRow(AMINAH, "Dr", "Aminah Rekaan"), BUDI: PersonRow(BUDI, "", "Budi Rekaan")}
HEADS, MEDIA = 21, 22
CATEGORIES = {
    HEADS: CategoryRow(HEADS, "Head of Delegation", "Ketua Delegasi"),
    MEDIA: CategoryRow(MEDIA, "Media", "Media"),
}
_next = count(1)


def row(start: str | None, end: str = "", place: int | None = HALL, **fields: Any) -> SessionRow:
    """A talk on Tuesday from `start` to `end` ("09:30"); the code is its title unless it has its own."""
    n = next(_next)
    made = {
        "key": n,
        "code": fields.get("title_en", f"S{n}"),
        "title_en": f"Session {n}",
        "title_ms": "",
        "kind": "talk",
        "starts_at": moment(start) if start else None,
        "ends_at": moment(end) if start else None,
        "place": place,
    }
    return SessionRow(**{**made, **fields})


def moment(clock: str) -> dt.datetime:
    hour, minute = clock.split(":")
    return local(9, int(hour), int(minute))


def draft(*sessions: SessionRow, **facts: Any) -> Draft:
    """A draft of `sessions`; `settings` are rows of (rule, severity, limit)."""
    made = {
        "places": PLACES,
        "people": PEOPLE,
        "categories": CATEGORIES,
        "closures": (),
        "windows": (),
        "travel": {},
        "availabilities": {},
        **facts,
        "settings": settings_of(facts.get("settings", ())),
    }
    return Draft(sessions={session.code: session for session in sessions}, **made)


def found(rule: str, *sessions: SessionRow, **facts: Any) -> list[Finding]:
    """What `rule` finds."""
    return [finding for finding in findings(draft(*sessions, **facts)) if finding.rule == rule]
