"""What the releases changed, one after the other, and between any two of them.

Each release keeps its differences from the one before. Those between two others are worked out once for each pair and
kept in the process: releases never change.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from sessions.models import Release
from sessions.releases.differences import NOTHING, Difference, differences, from_data
from sessions.releases.wording import Tag, Told, counts, told
from sessions.snapshot import Data

_KEPT = 64
# More of one release stand on its own page.
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """One release for a reader: its row (without the programme) and what it changed."""

    release: Release
    changes: tuple[Difference, ...]

    @property
    def told(self) -> list[Told]:
        """The first changes for templates."""
        return told(self.changes[:_SHOWN])

    @property
    def more(self) -> int:
        """How many changes there are beyond those."""
        return max(0, len(self.changes) - _SHOWN)

    @property
    def counts(self) -> list[tuple[Tag, int]]:
        """How many sessions changed in which way."""
        return counts(self.changes)

    @property
    def is_first(self) -> bool:
        return self.release.number == 1


def releases() -> QuerySet[Release]:
    """Every release, the latest first, without the programmes, which are large."""
    return Release.objects.defer("programme").order_by("-number")


def entries(rows: Iterable[Release]) -> list[Entry]:
    """The releases with their changes. For one that was made before changes were kept, two programmes are read."""
    return [Entry(row, changes_of(row)) for row in rows]


def changes_of(release: Release) -> tuple[Difference, ...]:
    """How `release` differs from the one before; nothing for the first, which is new as a whole."""
    if release.changes is not None:
        return tuple(from_data(row) for row in release.changes)
    return between(release.number - 1, release.number) if release.number > 1 else ()


def between(old: int, new: int) -> tuple[Difference, ...]:
    """How the release `new` differs from the release `old`; from nothing where `old` is 0."""
    key = (old, new)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = differences(programme_of(new), programme_of(old))
        with _lock:
            _kept[key] = found
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return found


def programme_of(number: int) -> Data:
    """The snapshot of one release; an empty one for 0 and for a number that there is not."""
    row = Release.objects.filter(number=number).values_list("programme", flat=True).first()
    return row if row is not None else NOTHING


def forget() -> None:
    """Drop what this process keeps. For tests, whose databases start again at the same numbers."""
    with _lock:
        _kept.clear()


_kept: OrderedDict[tuple[int, int], tuple[Difference, ...]] = OrderedDict()
_lock = threading.Lock()
