"""A difference in words: what was, what is, in the reader's language and on the current clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sessions.languages import language_names
from sessions.models import Appearance, Session
from sessions.releases.differences import Difference, Value, What, in_order
from sessions.snapshot import Data

_LONGEST = 160
_TONES = {
    What.NEW: ("good", "plus"),
    What.RESTORED: ("good", "check"),
    What.MOVED: ("warn", "clock"),
    What.ROOM: ("warn", "map-pin"),
    What.CANCELLED: ("bad", "x"),
    What.REMOVED: ("bad", "x"),
    What.RETITLED: ("info", "pencil"),
    What.SPEAKER: ("info", "mic"),
    What.DOCUMENT: ("info", "file-text"),
    What.OTHER: ("neutral", "info"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in words. Empty `old`: there was none; empty `new`: there is none any more."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Tag:
    """What is different, as a small label."""

    what: str
    label: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Told:
    """A difference for a template: `difference`, its tags, its lines."""

    difference: Difference

    @property
    def tags(self) -> list[Tag]:
        return tags(self.difference.what)

    @property
    def lines(self) -> list[Line]:
        return list(lines(self.difference))

    @property
    def is_over(self) -> bool:
        """Whether the session is not there any more: its title is struck out."""
        return self.difference.what[0] in (What.CANCELLED, What.REMOVED)


def told(found: Iterable[Difference]) -> list[Told]:
    """Each difference as templates show it."""
    return [Told(one) for one in found]


def tags(what: Iterable[str]) -> list[Tag]:
    """The labels of `what`."""
    return [Tag(one, str(What(one).label), *_TONES[What(one)]) for one in what]


def counts(found: Iterable[Difference]) -> list[tuple[Tag, int]]:
    """How many of `found` are different in which way, what matters most first."""
    numbers = Counter(one for difference in found for one in difference.what)
    return [(tag, numbers[tag.what]) for tag in tags(in_order(numbers))]


def summary(found: Iterable[Difference]) -> str:
    """The same in a few words: Cancelled 1, Another time 3."""
    return ", ".join(f"{tag.label} {number}" for tag, number in counts(found))


def lines(difference: Difference) -> Iterator[Line]:
    """Every fact that differs; a list of people or papers as one line for each that came or went."""
    for value in difference.values:
        if value.name == "appearances":
            yield from _people(value.old or [], value.new or [])
        elif value.name == "documents":
            yield from _papers(value.old or [], value.new or [])
        elif value.name != "is_cancelled":
            yield _line(value)


def _line(value: Value) -> Line:
    old, new = _words(value.name, value.old), _words(value.name, value.new)
    if old == new and value.name == "place":  # the same name at another address
        old, new = (", ".join(filter(None, (old, side.get("address", "")))) for side in (value.old, value.new))
    return Line(_label(value.name), old, new)


def _label(name: str) -> str:
    ours = {
        "time": _("Time"),
        "place": _("Place"),
        "title": pgettext("of a session", "Title"),
        "track": _("Track"),
        "interpretation": _("Interpretation"),
        "channels": _("Channels"),
    }
    if name in ours:
        return ours[name]
    label = str(Session._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # relations are named above
    return label[:1].upper() + label[1:]


def _words(name: str, fact: Any) -> str:
    """The fact as people read it; nothing where there is none."""
    if name == "time":
        return _span(fact) if fact else ""
    if name in ("place", "title", "track"):
        return _picked(fact, "title" if name == "title" else "name") if fact else ""
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if name == "kind":
        return str(Session.Kind(fact).label) if fact else ""
    if name in ("language", "interpretation"):
        return language_names(tuple(part.strip() for part in (fact or "").split(",") if part.strip()))
    if name == "channels":
        return ", ".join(f"{language_names((code,))}: {channel}" for code, channel in (fact or {}).items())
    if name == "links":
        return ", ".join(link["title"] for link in fact or [])
    return Truncator(fact or "").chars(_LONGEST)


def _picked(fact: Data, name: str) -> str:
    malay = (get_language() or "en").startswith("ms") and fact.get(f"{name}_ms")
    return str(malay or fact[f"{name}_en"])


def _span(moments: list[str]) -> str:
    start, end = (timezone.localtime(dt.datetime.fromisoformat(moment)) for moment in moments)
    return f"{date_format(start, 'D j M')}, {start:%H:%M}–{end:%H:%M}"


def _people(old: list[Data], new: list[Data]) -> Iterator[Line]:
    before, after = ({(row["speaker"], row["role"]): row["name"] for row in rows} for rows in (old, new))
    for key, name in before.items():
        if key not in after:
            yield Line(_("No longer in it"), _part(key[1], name), "")
        elif after[key] != name:
            yield Line(_("Name"), _part(key[1], name), _part(key[1], after[key]))
    for key in [key for key in after if key not in before]:
        yield Line(_("New in it"), "", _part(key[1], after[key]))
    if before == after and list(before) != list(after):
        yield Line(_("Order of the names"), ", ".join(before.values()), ", ".join(after.values()))


def _part(role: str, name: str) -> str:
    return f"{Appearance.Role(role).label}: {name}"


def _papers(old: list[Data], new: list[Data]) -> Iterator[Line]:
    before, after = ({row["code"]: row for row in rows} for rows in (old, new))
    for code, row in before.items():
        if code not in after:
            yield Line(_("Document taken out"), _paper(row), "")
        elif row != after[code]:
            yield Line(_("Document"), _paper(row), _paper(after[code]))
    yield from (Line(_("New document"), "", _paper(row)) for code, row in after.items() if code not in before)


def _paper(row: Data) -> str:
    languages = ", ".join(row["languages"]).upper()
    return f"{row['symbol']} {_picked(row, 'title')}" + (f" ({languages})" if languages else "")
