"""One person's agenda as a page: days, what is at the same time and how to solve it, and the time left free."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from delegates.models import User
from sessions.following.own_agenda import OwnItem, Why, own_items
from sessions.programme import Programme

# A shorter time between two sessions is the way from one to the other.
_SHORTEST_GAP = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Clash:
    """Another session of the person at the same time, and what each of the two leaves the person free to do."""

    own: OwnItem
    other: OwnItem

    @property
    def can_be_unstarred(self) -> tuple[OwnItem, ...]:
        """Those that only a star keeps in the agenda."""
        return tuple(one for one in (self.own, self.other) if one.is_optional)

    @property
    def can_be_given_up(self) -> tuple[OwnItem, ...]:
        """Those that the person only has a seat on; a star beside it changes nothing."""
        return tuple(one for one in (self.own, self.other) if {*one.why} - {Why.STARRED} == {Why.SEAT})

    @property
    def needs_the_secretariat(self) -> bool:
        """The person is expected at both: only the secretariat can move one of them."""
        return not self.can_be_unstarred and not self.can_be_given_up


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two sessions in which the person is free."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One session on one day. `gap` is the free time before it; `is_changed`: not as at the last look."""

    own: OwnItem
    clashes: tuple[Clash, ...]
    gap: Gap | None
    is_changed: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is here, in words."""
        return tuple(str(Why(reason).label) for reason in self.own.why)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of somebody's agenda."""

    date: dt.date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MyAgenda:
    """Everything the page needs."""

    days: tuple[Day, ...]

    @property
    def count(self) -> int:
        return sum(len(day.entries) for day in self.days)

    @property
    def clashes(self) -> int:
        """How many pairs of sessions are at the same time."""
        return sum(len(entry.clashes) for day in self.days for entry in day.entries) // 2


def my_agenda(user: User, programme: Programme, *, changed: Collection[str] = ()) -> MyAgenda:
    """The agenda of `user`; `changed` are codes to be marked. As many queries as `own_items`, however long it is."""
    by_day: dict[dt.date, list[OwnItem]] = defaultdict(list)
    for own in own_items(user, programme):
        by_day[own.starts_at.date()].append(own)
    return MyAgenda(tuple(Day(date, _entries(items, changed)) for date, items in by_day.items()))


def next_of(user: User, programme: Programme, *, at: dt.datetime, most: int = 3) -> tuple[OwnItem, ...]:
    """The next sessions of `user` that take place, the one that runs now first."""
    coming = (own for own in own_items(user, programme) if own.takes_place and own.ends_at > at)
    return tuple(coming)[:most]


def _entries(items: Sequence[OwnItem], changed: Collection[str]) -> tuple[Entry, ...]:
    entries, busy_until = [], None
    for own in items:
        gap = None
        if own.takes_place:
            if busy_until and own.starts_at - busy_until >= _SHORTEST_GAP:
                gap = Gap(busy_until, own.starts_at)
            busy_until = max(busy_until or own.ends_at, own.ends_at)
        clashes = tuple(Clash(own, other) for other in items if _clash(own, other))
        entries.append(Entry(own, clashes, gap, own.item.code in changed))
    return tuple(entries)


def _clash(one: OwnItem, other: OwnItem) -> bool:
    """Nobody can be at both. What runs past midnight is compared with its own day only."""
    both_happen = one.takes_place and other.takes_place and one is not other
    return both_happen and one.starts_at < other.ends_at and other.starts_at < one.ends_at
