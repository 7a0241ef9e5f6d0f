"""How two states of the programme differ, session by session: a pure function over snapshots (sessions/snapshot.py).

A difference is plain data, so that a release can keep it; its words are made when somebody reads it, in the reader's
language and on the current clock (sessions/releases/wording.py).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.snapshot import OTHER_FIELDS, Data

NOTHING: Data = {"places": [], "tracks": [], "speakers": [], "sessions": []}


class What(models.TextChoices):
    """What is different about a session, what matters most first."""

    CANCELLED = "cancelled", _("Cancelled")
    REMOVED = "removed", _("Taken out")
    NEW = "new", _("New")
    RESTORED = "restored", _("Takes place again")
    MOVED = "moved", _("Another time")
    ROOM = "room", _("Another room")
    RETITLED = "retitled", _("Another title")
    SPEAKER = "speaker", _("Speakers")
    DOCUMENT = "document", _("Documents")
    OTHER = "other", _("Details")


@dataclass(frozen=True, slots=True)
class Value:
    """One fact of a session before and after, as snapshots hold it; a place and a track with their names."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One session that differs. Title, times and place are those of the later state; of the earlier where it is gone.

    `what` holds values of `What`. The times of a session that was moved are in `values`, as are all other facts.
    """

    guid: str
    code: str
    title_en: str
    title_ms: str
    starts_at: str
    ends_at: str
    what: tuple[str, ...]
    values: tuple[Value, ...]

    @property
    def start(self) -> dt.datetime:
        """When it begins, on the current clock."""
        return timezone.localtime(dt.datetime.fromisoformat(self.starts_at))

    @property
    def end(self) -> dt.datetime:
        return timezone.localtime(dt.datetime.fromisoformat(self.ends_at))

    @property
    def last_moment(self) -> dt.datetime:
        """The later of its old and its new end."""
        moved = [value.old[1] for value in self.values if value.name == "time" and value.old]
        return max(dt.datetime.fromisoformat(moment) for moment in (self.ends_at, *moved))

    def as_data(self) -> Data:
        """What a release keeps."""
        return asdict(self)


def from_data(row: Data) -> Difference:
    """The difference that a release kept."""
    values = tuple(Value(**value) for value in row["values"])
    return Difference(**row | {"what": tuple(row["what"]), "values": values})


def differences(new: Data, old: Data) -> tuple[Difference, ...]:
    """Everything about sessions in which `new` is not as `old`, in order of time. Empty where a reader sees the same.

    Numbers of revisions and the words of the search are no difference; nor is what `old` could not hold yet.
    """
    before = {row["guid"]: row for row in old["sessions"]}
    after = {row["guid"]: row for row in new["sessions"]}
    names = _Names(old), _Names(new)
    pairs = [(before.get(guid), row) for guid, row in after.items()]
    pairs += [(row, None) for guid, row in before.items() if guid not in after]
    found = (_difference(was, now, *names) for was, now in pairs)
    return tuple(sorted(filter(None, found), key=lambda one: (one.starts_at, one.code)))


def in_order(what: Iterable[str]) -> tuple[str, ...]:
    """Each once, what matters most first."""
    given = set(what)
    return tuple(one.value for one in What if one in given)


class _Names:
    """The places and tracks of one snapshot, as values hold them."""

    def __init__(self, data: Data) -> None:
        self._places = {row["guid"]: row for row in data["places"]}
        self._tracks = {row["slug"]: row for row in data["tracks"]}

    def place(self, row: Data) -> Data | None:
        return _some(self._places.get(row["place"]), "guid", "name_en", "name_ms", "address")

    def track(self, row: Data) -> Data | None:
        return _some(self._tracks.get(row["track"]), "slug", "name_en", "name_ms")


def _some(row: Data | None, *names: str) -> Data | None:
    return {name: row[name] for name in names} if row else None


def _difference(was: Data | None, now: Data | None, old: _Names, new: _Names) -> Difference | None:
    known, before, after = was is not None, _there(was), _there(now)
    if after is None:
        return _named(before, (What.REMOVED,), _appearing(None, before, old)) if before else None
    if before is None:
        return _named(after, (What.RESTORED if known else What.NEW,), _appearing(after, None, new))
    values = tuple(_changed(before, after, old, new))
    what = in_order(_what(value, after) for value in values)
    return _named(after, what, values) if what else None


def _there(row: Data | None) -> Data | None:
    """The session unless it has vanished from the programme."""
    return None if row is None or row["is_gone"] else row


def _named(row: Data, what: tuple[str, ...], values: tuple[Value, ...]) -> Difference:
    facts = {name: row[name] for name in ("guid", "code", "title_en", "title_ms", "starts_at", "ends_at")}
    return Difference(**facts, what=tuple(str(one) for one in what), values=values)


def _appearing(now: Data | None, was: Data | None, names: _Names) -> tuple[Value, ...]:
    """When and where, of a session that has no other side."""
    row = now or was or {}
    facts = (("time", _time(row)), ("place", names.place(row)))
    return tuple(Value(name, None, fact) if now else Value(name, fact, None) for name, fact in facts if fact)


_KINDS = {
    "time": What.MOVED,
    "place": What.ROOM,
    "title": What.RETITLED,
    "appearances": What.SPEAKER,
    "documents": What.DOCUMENT,
}


def _what(value: Value, now: Data) -> What:
    if value.name == "is_cancelled":
        return What.CANCELLED if now["is_cancelled"] else What.RESTORED
    return _KINDS.get(value.name, What.OTHER)


# Compared as they stand in the snapshot; whoever adds a fact to it adds it to CALENDAR_FIELDS or OTHER_FIELDS.
_PLAIN = (
    *("is_cancelled", "subtitle", "abstract_en", "abstract_ms"),
    *(*OTHER_FIELDS, "interpretation", "channels", "appearances", "documents"),
)


def _changed(was: Data, now: Data, old: _Names, new: _Names) -> Iterator[Value]:
    sides: tuple[tuple[str, Callable[[Data, _Names], Any]], ...] = (
        ("time", lambda row, _names: _time(row)),
        ("place", lambda row, names: names.place(row)),
        ("title", lambda row, _names: _some(row, "title_en", "title_ms")),
        ("track", lambda row, names: names.track(row)),
    )
    for name, fact in sides:
        one, other = fact(was, old), fact(now, new)
        if one != other:
            yield Value(name, one, other)
    for name in _PLAIN:
        # What an older release does not hold is as if it were empty.
        if (was.get(name) or "") != (now.get(name) or ""):
            yield Value(name, was.get(name), now.get(name))


def _time(row: Data) -> list[str]:
    return [row["starts_at"], row["ends_at"]]
