"""What is on now and what comes next, room by room, for a screen at each door and for a phone in the lobby.

The page holds the whole day, so that a screen without a network goes on by itself (static/js/ui/now.js); the server
draws the same states for readers without a script.
"""

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.clock import unmoved_now
from sessions.languages import language_name, language_names
from sessions.models import Session
from sessions.programme import Item, Programme, Room, current_programme, programme_version

NOW, NEXT, LATER, FAR, PAST = "now", "next", "later", "far", "past"
# How many of the later sessions a screen can hold; static/js/ui/now.js knows the same number from the page.
LATER_SHOWN = 4
_COUNT_DOWN_FROM = dt.timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Shown:
    """One session on a screen."""

    item: Item
    state: str
    count: str
    is_other_day: bool

    @property
    def is_shown(self) -> bool:
        return self.state in (NOW, NEXT, LATER)

    @property
    def is_closed(self) -> bool:
        """Whether strangers at the door must be told to stay outside."""
        return not self.item.is_open or self.item.kind == Session.Kind.CLOSED

    @property
    def spoken(self) -> str:
        return language_names(self.item.languages)

    @property
    def interpretation(self) -> tuple[str, ...]:
        """Each language into which it is interpreted, with the channel of the receiver."""
        return tuple(_interpretation(code, self.item.channels.get(code)) for code in self.item.interpreted_into)


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room with its sessions of the day, and the first of a later day at the end."""

    room: Room
    shown: tuple[Shown, ...]

    @property
    def is_over(self) -> bool:
        """Nothing more happens here that the page knows of."""
        return all(one.state == PAST for one in self.shown)


def _interpretation(code: str, channel: int | None) -> str:
    name = language_name(code)
    return _("%(language)s: channel %(number)d") % {"language": name, "number": channel} if channel else name


def rooms_now(programme: Programme, *, at: dt.datetime, slug: str = "") -> tuple[RoomNow, ...]:
    """Every room of the programme at `at` (or the one called `slug`), those that happen today first."""
    today = at.astimezone(programme.zone).date()
    rooms = [room for room in programme.rooms if slug in ("", room.slug)]
    found = [
        RoomNow(room, _shown(items, at=at, today=today))
        for room in rooms
        if (items := _of_the_day(programme.by_place[room.slug], at=at, today=today))
    ]
    return tuple(sorted(found, key=lambda room: not any(one.item.day == today for one in room.shown)))


def _of_the_day(items: Sequence[Item], *, at: dt.datetime, today: dt.date) -> list[Item]:
    """Today's, what began before and still runs, and the first that comes on a later day."""
    still = [item for item in items if item.day == today or (item.day < today and item.ends_at > at)]
    return still + [item for item in items if item.day > today][:1]


def _shown(items: Sequence[Item], *, at: dt.datetime, today: dt.date) -> tuple[Shown, ...]:
    coming = [item for item in items if item.starts_at > at]
    states = {item.code: _state(item, coming, at=at) for item in items}
    return tuple(
        Shown(item, states[item.code], _count_down(item, at) if states[item.code] == NEXT else "", item.day != today)
        for item in items
    )


def _state(item: Item, coming: Sequence[Item], *, at: dt.datetime) -> str:
    if item.starts_at <= at:
        return NOW if at < item.ends_at else PAST
    if item.starts_at == coming[0].starts_at:
        return NEXT
    return LATER if coming.index(item) <= LATER_SHOWN else FAR


def _count_down(item: Item, at: dt.datetime) -> str:
    left = item.starts_at - at
    if left > _COUNT_DOWN_FROM:
        return ""
    minutes = -(-left // dt.timedelta(minutes=1))
    return ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}


# --- The clock of the request -----------------------------------------------------------------------------------


def moment_asked(request: HttpRequest) -> dt.datetime:
    """Now. In a demonstration or a test `?at=2025-09-09T09:42` asks for another moment; never in production."""
    if settings.PRODUCTION or "at" not in request.GET:
        return timezone.now()
    try:
        asked = dt.datetime.fromisoformat(request.GET["at"])
    except ValueError:
        return timezone.now()
    return asked if asked.tzinfo else asked.replace(tzinfo=current_programme().zone)


def clock_offset(at: dt.datetime) -> int:
    """By how many seconds the page's clock runs ahead of the device's; a production clock is never moved."""
    return 0 if settings.PRODUCTION else round((at - unmoved_now()).total_seconds())


def minute_version(request: HttpRequest) -> Hashable:
    """The page says what the clock says, so it is drawn anew each minute, once for all screens."""
    return programme_version(request), int(moment_asked(request).timestamp()) // 60


def day_version(request: HttpRequest) -> Hashable:
    """The sessions of the day change with the release and at midnight, and with nothing else."""
    return programme_version(request), moment_asked(request).astimezone(current_programme().zone).date()
