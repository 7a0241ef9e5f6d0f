"""Who sits in which booth when: all of one day, by session and by interpreter. Read from the draft."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, QuerySet

from ascn8.meeting.facts import meeting_zone
from sessions.languages import language_name
from sessions.models import Interpretation, InterpreterTurn, Session, Speaker


@dataclass(frozen=True, slots=True)
class Sitting:
    """One turn with its clock times."""

    turn: InterpreterTurn
    session: Session
    language: str
    channel: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Booth:
    """One language of a session with its turns."""

    interpretation: Interpretation
    language: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class BoothSession:
    """A session with its booths."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    booths: tuple[Booth, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The day of one interpreter."""

    speaker: Speaker
    sittings: tuple[Sitting, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that is interpreted on one date at the venue."""

    date: dt.date
    sessions: tuple[BoothSession, ...]
    people: tuple[Person, ...]

    @property
    def has_open_booths(self) -> bool:
        """Whether a language has nobody yet."""
        return any(not booth.sittings for one in self.sessions for booth in one.booths)


def dates() -> list[dt.date]:
    """The days on which something is interpreted."""
    zone = meeting_zone()
    moments = interpreted().values_list("starts_at", flat=True)
    return sorted({moment.astimezone(zone).date() for moment in moments if moment})


def interpreted() -> QuerySet[Session]:
    """Sessions that take place and have a language to interpret into."""
    return Session.objects.scheduled().filter(interpretations__isnull=False).distinct()


def day_of(date: dt.date) -> Day:
    """The booths of one day. A constant number of queries."""
    zone = meeting_zone()
    start = dt.datetime.combine(date, dt.time(), zone)
    rows = interpreted().filter(starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=1))
    turns = InterpreterTurn.objects.select_related("interpreter").order_by("begins_after", "pk")
    booths = Interpretation.objects.prefetch_related(Prefetch("turns", turns)).order_by(
        F("channel").asc(nulls_last=True), "language"
    )
    rows = rows.select_related("place").prefetch_related(Prefetch("interpretations", booths))
    sessions = tuple(booth_session(row, zone) for row in rows.order_by("starts_at", "place__position", "pk"))
    return Day(date, sessions, _people(sessions))


def booth_session(session: Session, zone: ZoneInfo) -> BoothSession:
    """A session with a time; its interpretations and turns are loaded already."""
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("only a session with a time has booths")
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    booths = tuple(_booth(row, session, start) for row in session.interpretations.all())
    return BoothSession(session, start, end, booths)


def _booth(row: Interpretation, session: Session, start: dt.datetime) -> Booth:
    name = language_name(row.language)
    sittings = tuple(_sitting(turn, session, name, row.channel, start) for turn in row.turns.all())
    return Booth(row, name, sittings)


def _sitting(turn: InterpreterTurn, session: Session, language: str, channel: Any, start: dt.datetime) -> Sitting:
    begins = start + dt.timedelta(minutes=turn.begins_after)
    return Sitting(turn, session, language, channel, begins, begins + dt.timedelta(minutes=turn.minutes))


def _people(sessions: tuple[BoothSession, ...]) -> tuple[Person, ...]:
    found: dict[Speaker, list[Sitting]] = defaultdict(list)
    for one in sessions:
        for booth in one.booths:
            for sitting in booth.sittings:
                found[sitting.turn.interpreter].append(sitting)
    return tuple(
        Person(
            speaker,
            tuple(sorted(sittings, key=lambda sitting: sitting.starts_at)),
            sum(sitting.turn.minutes for sitting in sittings),
        )
        for speaker, sittings in sorted(found.items(), key=lambda pair: (pair[0].name, pair[0].pk))
    )
