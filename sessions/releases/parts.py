"""A release of a part of the programme: one day, or one session. Everything else stays as it was last released.

The rule for a day: whatever stands on it in the draft or in the last release is published as the draft has it. So a
session that was moved from Tuesday to Wednesday goes with either day, to its new time, and is never lost between the
two; what else stands on Wednesday stays as last released. Places, tracks and speakers have one name in a release:
those that the part needs appear as they are now, on the other days too.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from ascn8.lib.errors import Refused
from sessions.moments import venue_zone
from sessions.snapshot import Data

_LISTS = (("places", "guid"), ("tracks", "slug"), ("speakers", "code"))


def with_day(new: Data, last: Data, *, day: dt.date, zone: ZoneInfo) -> Data:
    """`last`, in which the sessions of `day` are those of `new`."""

    def on_day(row: Data) -> bool:
        return not row["is_gone"] and _day(row, zone) == day

    touched = {row["guid"] for data in (new, last) for row in data["sessions"] if on_day(row)}
    return with_sessions(new, last, touched)


def with_sessions(new: Data, last: Data, touched: set[str], *, names_of_new: bool = True) -> Data:
    """`last`, in which the sessions `touched` are as in `new`, also where it has none of them.

    Places, tracks and speakers that both know are called as in `new`; as in `last` without `names_of_new`.
    """
    taken = [row for row in new["sessions"] if row["guid"] in touched]
    kept = [dict(row) for row in last["sessions"] if row["guid"] not in touched and not row["is_gone"]]
    ours = taken if names_of_new else []
    result: Data = {name: _merged(new[name], last[name], key, _used(name, ours)) for name, key in _LISTS}
    for name, key in _LISTS:
        used = _used(name, [*taken, *kept])
        result[name] = [row for row in result[name] if row[key] in used]
    order = {row["guid"]: number for number, row in enumerate(result["places"])}
    result["sessions"] = sorted([*taken, *kept], key=lambda row: (row["starts_at"], order.get(row["place"], -1)))
    return result


def _merged(new: list[Data], last: list[Data], key: str, ours: set[str]) -> list[Data]:
    """The rows of both in the order of `new`: those of `ours` as in `new`, the others as they were in `last`."""
    before = {row[key]: row for row in last}
    now = {row[key]: row for row in new}
    rows = [row if row[key] in ours else before.get(row[key], row) for row in new]
    return [*rows, *(row for row in last if row[key] not in now)]


def clash(data: Data, last: Data) -> Refused | None:
    """Why `data` cannot be published though the draft is sound: a part of it meets what stayed, in one room at once."""
    known = {row["guid"]: row for row in last["sessions"]}
    for one, other in _double_booked(data):
        if any(_where(row) != _where(known.get(row["guid"])) for row in (one, other)):
            place = next(row["name_en"] for row in data["places"] if row["guid"] == one["place"])
            return Refused(
                _(
                    "Published on its own, this would put “%(one)s” and “%(other)s” into %(place)s at the same time, "
                    "because the other one stays as it was last released. Publish the whole programme instead."
                )
                % {"one": one["title_en"], "other": other["title_en"], "place": place},
                code="would_double_book",
            )
    return None


def days_of(*states: Data) -> tuple[dt.date, ...]:
    """The days at the venue on which one of `states` has a session."""
    zone = venue_zone()
    return tuple(sorted({_day(row, zone) for data in states for row in data["sessions"] if not row["is_gone"]}))


def _day(row: Data, zone: ZoneInfo) -> dt.date:
    return dt.datetime.fromisoformat(row["starts_at"]).astimezone(zone).date()


def _used(name: str, rows: list[Data]) -> set[str]:
    if name == "speakers":
        return {part["speaker"] for row in rows for part in row["appearances"]}
    field = {"places": "place", "tracks": "track"}[name]
    return {row[field] for row in rows if row[field]}


def _where(row: Data | None) -> tuple[str, str, str] | None:
    return (row["place"], row["starts_at"], row["ends_at"]) if row and not row["is_gone"] else None


def _double_booked(data: Data) -> Iterator[tuple[Data, Data]]:
    """Pairs in one place at once. What an older release does not say of sharing a place counts as shared."""
    by_place: dict[str, list[Data]] = {}
    for row in data["sessions"]:
        if row["place"] and not row["is_cancelled"] and not row["is_gone"] and not row.get("shares_place", True):
            by_place.setdefault(row["place"], []).append(row)
    for rows in by_place.values():
        for one, other in combinations(rows, 2):
            if one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]:
                yield one, other
