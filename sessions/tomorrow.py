"""What stands in somebody's programme of a day: what is there for everybody, and the person's own seats."""

import datetime as dt
from dataclasses import dataclass

from sessions.models import Seating, Session
from sessions.programme import Programme

# What everybody is expected at; parallel sessions and breaks stand in the agenda.
_COMMON = (Session.Kind.PLENARY, Session.Kind.POLICY, Session.Kind.CEREMONY, Session.Kind.SOCIAL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a day's programme; texts in two languages."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    title_en: str
    title_ms: str
    where_en: str
    where_ms: str
    bring_en: str
    bring_ms: str
    is_mine: bool


def common_entries(day: dt.date, programme: Programme) -> list[Entry]:
    """The published sessions of `day` that are for everybody and need no seat."""
    items = [
        item
        for item in programme.by_day.get(day, ())
        if item.kind in _COMMON and item.is_open and not item.is_cancelled
    ]
    seated = set(
        Seating.objects.filter(session__code__in=[item.code for item in items]).values_list("session__code", flat=True)
    )
    return [
        Entry(
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            title_en=item.title_en,
            title_ms=item.title_ms,
            where_en=item.room.name_en if item.room else "",
            where_ms=item.room.name_ms if item.room else "",
            bring_en="",
            bring_ms="",
            is_mine=False,
        )
        for item in items
        if item.code not in seated
    ]


def seat_entry(seating: Seating, programme: Programme) -> Entry:
    """A confirmed seat; its texts as they are published."""
    session = programme.by_code.get(seating.session.code) or seating.session
    place = seating.session.place
    return Entry(
        starts_at=seating.starts_at,
        ends_at=seating.ends_at,
        title_en=session.title_en,
        title_ms=session.title_ms,
        where_en=seating.meeting_point_en or (place.name_en if place else ""),
        where_ms=seating.meeting_point_ms or (place.name_ms if place else ""),
        bring_en=session.bring_en,
        bring_ms=session.bring_ms,
        is_mine=True,
    )
