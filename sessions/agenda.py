"""What the agenda page shows: the days as tabs, the filters with their counts, and the sessions as grid or list.

Computed from the published programme alone; a page is drawn once for each release (ascn8/lib/pages.py).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.languages import pick
from ascn8.lib.text import clean_line
from sessions.languages import language_name
from sessions.models import Session
from sessions.programme import Item, Programme
from sessions.timetable import Timetable, timetable

ALL_DAYS = "all"
FILTERS = ("kind", "track", "place", "language")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose, as the address says it. `day` is a date, "all", or empty: the day that opens."""

    day: str = ""
    kind: str = ""
    track: str = ""
    place: str = ""
    language: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Choice":
        return cls(**{name: clean_line(query.get(name, "")[:100]) for name in ("day", *FILTERS, "q")})

    def url(self, **changes: str) -> str:
        """The query of this choice with `changes`; "?" alone where nothing is chosen."""
        chosen = replace(self, **changes)
        pairs = [(name, getattr(chosen, name)) for name in ("day", *FILTERS, "q")]
        return "?" + urlencode([pair for pair in pairs if pair[1]])

    def values(self) -> list[tuple[str, str]]:
        """The filters that are set, for hidden fields of the search form."""
        return [(name, getattr(self, name)) for name in FILTERS if getattr(self, name)]

    def admits(self, item: Item, *, but: str = "") -> bool:
        """Whether the filters let `item` through, the one called `but` left aside."""
        return all(
            getattr(self, name) in ("", *_facets(item)[name]) for name in FILTERS if name != but and getattr(self, name)
        )


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One row of chips."""

    name: str
    label: str
    chips: list[dict[str, Any]]

    @property
    def is_active(self) -> bool:
        return any(chip["current"] for chip in self.chips)


@dataclass(frozen=True, slots=True)
class Day:
    """One day's sessions; with `timetable` they can stand in a grid."""

    date: dt.date
    items: tuple[Item, ...]
    timetable: Timetable | None

    @property
    def label(self) -> str:
        return date_format(self.date, "l j F Y")


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Everything the template needs."""

    choice: Choice
    tabs: list[dict[str, Any]]
    kinds: FilterGroup
    more: list[FilterGroup]
    days: list[Day]
    count: int
    clear_url: str

    @property
    def count_text(self) -> str:
        return ngettext("%(count)d session", "%(count)d sessions", self.count) % {"count": self.count}

    @property
    def is_filtered(self) -> bool:
        return bool(self.choice.q or self.choice.values())

    @property
    def more_active(self) -> bool:
        return any(group.is_active for group in self.more)

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        return self.choice.values()


def agenda_page(programme: Programme, choice: Choice, *, at: dt.datetime) -> AgendaPage:
    """The agenda for `choice`. Who searches without choosing a day sees all days."""
    days = _chosen_days(programme, choice, at=at)
    found = set(map(id, programme.found(choice.q))) if choice.q else None
    in_days = [item for day in days for item in programme.by_day[day] if found is None or id(item) in found]
    shown = [item for item in in_days if choice.admits(item)]
    by_day = {day: tuple(item for item in shown if item.day == day) for day in days}
    in_grid = len(days) == 1 and not choice.q and not choice.values()
    groups = _groups(programme, choice, in_days)
    return AgendaPage(
        choice=choice,
        tabs=_tabs(programme, choice, days),
        kinds=groups[0],
        more=[group for group in groups[1:] if len(group.chips) > 1 or group.is_active],
        days=[
            Day(day, items, timetable(items, programme.rooms) if in_grid else None)
            for day, items in by_day.items()
            if items
        ],
        count=len(shown),
        clear_url=Choice(day=choice.day).url(),
    )


def _chosen_days(programme: Programme, choice: Choice, *, at: dt.datetime) -> list[dt.date]:
    if choice.day == ALL_DAYS or (choice.q and not choice.day):
        return list(programme.days)
    try:
        day = dt.date.fromisoformat(choice.day)
    except ValueError:
        opening = programme.opening_day(at=at)
        return [opening] if opening else []
    return [day] if day in programme.by_day else []


def _tabs(programme: Programme, choice: Choice, days: list[dt.date]) -> list[dict[str, Any]]:
    tabs = [
        {
            "label": date_format(day, "D j"),
            "url": choice.url(day=str(day)),
            "current": days == [day],
            "note": ngettext("%(count)d session", "%(count)d sessions", len(items)) % {"count": len(items)},
        }
        for day, items in programme.by_day.items()
    ]
    if len(tabs) > 1:
        note = ngettext("%(count)d day", "%(count)d days", len(tabs)) % {"count": len(tabs)}
        tabs.append({"label": _("All"), "url": choice.url(day=ALL_DAYS), "current": len(days) > 1, "note": note})
    return tabs


def _groups(programme: Programme, choice: Choice, items: list[Item]) -> list[FilterGroup]:
    """The four rows of chips. A chip's count says how many sessions it would show beside the other filters."""
    names: dict[str, dict[str, str]] = {
        "kind": {str(value): str(label) for value, label in Session.Kind.choices},
        "track": {strand.slug: pick(strand, "name") for strand in programme.strands},
        "place": {room.slug: pick(room, "name") for room in programme.rooms},
        "language": {code: language_name(code) for item in programme.items for code in _facets(item)["language"]},
    }
    labels = {"kind": _("Kind"), "track": _("Track"), "place": _("Place"), "language": _("Language")}
    return [FilterGroup(name, labels[name], list(_chips(name, names[name], choice, items))) for name in FILTERS]


def _chips(name: str, labels: dict[str, str], choice: Choice, items: list[Item]) -> Iterator[dict[str, Any]]:
    counts = Counter(value for item in items if choice.admits(item, but=name) for value in _facets(item)[name])
    chosen = getattr(choice, name)
    for value, label in labels.items():
        if counts[value] or value == chosen:
            yield {
                "label": label,
                "url": choice.url(**{name: "" if value == chosen else value}),
                "current": value == chosen,
                "count": counts[value],
                "kind": value if name == "kind" else "",
            }


def _facets(item: Item) -> dict[str, Iterable[str]]:
    return {
        "kind": (item.kind,),
        "track": (item.strand.slug,) if item.strand else (),
        "place": (item.room.slug,) if item.room else (),
        "language": dict.fromkeys((*item.languages, *item.interpreted_into)),
    }
