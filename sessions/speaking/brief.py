"""What the chair of a session needs on the table: the facts of the brief, read from the draft."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, QuerySet

from ascn8.meeting.facts import meeting_zone
from delegates.papers.snapshot import listed_name
from sessions.interpreting.day import BoothSession, booth_session
from sessions.models import Appearance, Document, Interpretation, InterpreterTurn, Seating, Session, Speaker

_OUT = {Appearance.Answer.DECLINED.value}


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the running order. `from_`, `until`: on the clock, where the person has a share of the time."""

    name: str
    native: str
    role: str
    position: str
    organisation: str
    country_en: str
    country_ms: str
    han: str
    minutes: int | None
    from_: dt.datetime | None
    until: dt.datetime | None
    no_recording: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """One session for its chair."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    order: tuple[Line, ...]
    minutes_left: int | None
    booths: BoothSession
    papers: tuple[Document, ...]
    seatings: tuple[Seating, ...] = field(default=())


def brief_of(session: Session) -> Brief | None:
    """The brief of one session; None while it has no time."""
    return next(iter(briefs(_whole().filter(pk=session.pk))), None)


def briefs_of_day(date: dt.date) -> tuple[Brief, ...]:
    """The briefs of all sessions of a day in which somebody appears, in the order of the programme."""
    start = dt.datetime.combine(date, dt.time(), meeting_zone())
    rows = _whole().filter(starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=1), is_cancelled=False)
    rows = rows.filter(appearances__isnull=False).distinct()
    return briefs(rows.order_by("starts_at", "place__position", "pk"))


def briefs(sessions: Iterable[Session]) -> tuple[Brief, ...]:
    """The briefs of sessions that `_whole` loaded and that have a time."""
    zone = meeting_zone()
    return tuple(_brief(session, zone) for session in sessions if session.starts_at and session.ends_at)


def _whole() -> QuerySet[Session]:
    """Sessions with everything that a brief shows. A constant number of queries."""
    people = Appearance.objects.select_related("speaker__country", "speaker__registration")
    turns = InterpreterTurn.objects.select_related("interpreter").order_by("begins_after", "pk")
    booths = Interpretation.objects.prefetch_related(Prefetch("turns", turns))
    booths = booths.order_by(F("channel").asc(nulls_last=True), "language")
    # Who chairs is not always a head of delegation: papers for heads are not even named.
    papers = Document.objects.listed().prefetch_related("files").order_by("symbol", "pk")
    return (
        Session.objects.timed()
        .select_related("place", "track")
        .prefetch_related(
            Prefetch("appearances", people.exclude(answer__in=_OUT).order_by("position", "pk")),
            Prefetch("interpretations", booths),
            Prefetch("documents", papers),
            "seatings",
        )
    )


def _brief(session: Session, zone: ZoneInfo) -> Brief:
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a brief needs the time of its session")
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    rows = list(session.appearances.all())
    shares = sum(row.minutes or 0 for row in rows)
    return Brief(
        session=session,
        starts_at=start,
        ends_at=end,
        order=tuple(_lines(rows, start, is_recorded=session.is_recorded)),
        minutes_left=int((end - start).total_seconds()) // 60 - shares if shares else None,
        booths=booth_session(session, zone),
        papers=tuple(session.documents.all()),
        seatings=tuple(session.seatings.all()),
    )


def _lines(rows: list[Appearance], start: dt.datetime, *, is_recorded: bool) -> list[Line]:
    """Those with a share of the time follow each other on the clock, in the order of the names."""
    lines, at = [], start
    for row in rows:
        until = at + dt.timedelta(minutes=row.minutes) if row.minutes else None
        lines.append(_line(row, at if until else None, until, is_recorded=is_recorded))
        at = until or at
    return lines


def _line(row: Appearance, from_: dt.datetime | None, until: dt.datetime | None, *, is_recorded: bool) -> Line:
    who, country = row.speaker, row.speaker.country
    return Line(
        name=listed_as(who),
        native=who.native_name,
        role=row.role,
        position=who.position,
        organisation=who.organisation,
        country_en=country.name_en if country else "",
        country_ms=country.name_ms if country else "",
        han=country.han_variant if country else "",
        minutes=row.minutes,
        from_=from_,
        until=until,
        no_recording=is_recorded and who.recording == Speaker.Recording.NO,
    )


def listed_as(speaker: Speaker) -> str:
    """How the person wants to be named, where the registration says so; else as the programme has it."""
    if speaker.registration and speaker.registration.listed_as:
        return listed_name(speaker.registration)
    return str(speaker)
