"""What the project holds about one person, part by part. Each app names its parts in `ready`; nobody knows the others'.

The same parts are the page /me/data/, the JSON and the PDF of the download: what is not here is not told, so a test
walks all models and fails for one that is neither in a part nor left out with a reason (left_out.py).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from delegates.models import Registration, User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with an account: the account, and the registrations that it answers for."""

    user: User
    registrations: list[Registration]

    @property
    def codes(self) -> list[str]:
        return [row.code for row in self.registrations]


@dataclass(frozen=True, slots=True)
class Fact:
    """One value: `value` for programs (JSON), `shown` for people, under a label in their language."""

    key: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a part, under a heading."""

    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the person: its name in the download, and how to read it."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what we hold. `models` are the labels of the models it tells about.

    `entries(holder, is_open)`: sealed values in the clear where `is_open` (the own download), masked otherwise.
    """

    name: str
    title: Text
    about: Text
    models: Sequence[str]
    entries: Callable[[Holder, bool], Iterable[Entry]]
    files: Callable[[Holder], Iterable[StoredFile]] = field(default=lambda _holder: ())


_PARTS: dict[str, Part] = {}


def tell(part: Part) -> None:
    """Add a part; the order of the calls is the order of the page. Raises ValueError for a name that is taken."""
    if part.name in _PARTS:
        raise ValueError(f"two parts of the personal data are called {part.name}")
    _PARTS[part.name] = part


def parts() -> list[Part]:
    """Every part that an app has named."""
    return list(_PARTS.values())


def holder_of(user: User) -> Holder:
    """The account with its registrations: the own one first, then companions, then what was merged into one of them."""
    rows = Registration.objects.filter(Q(user=user) | Q(merged_into__user=user))
    known = rows.select_related("user", "category", "delegation", "country", "city__country")
    return Holder(user, sorted(known, key=lambda row: (row.merged_into_id or 0, row.principal_id or 0, row.pk)))


def facts(row: models.Model, *names: str) -> list[Fact]:
    """The named fields of a row as facts, without the empty ones."""
    found = [_fact(row, name) for name in names]
    return [fact for fact in found if fact.value not in (None, "", [], {})]


def fact(key: str, label: Text, value: Any, shown: Text = "") -> Fact:
    """A fact that is no field of a model."""
    return Fact(key, str(capfirst(str(label))), _plain(value), str(shown) if shown else in_words(value))


def in_words(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(one)}" for key, one in value.items())
    return "–" if value in (None, "") else str(value)


def _fact(row: models.Model, name: str) -> Fact:
    column = cast("models.Field[Any, Any]", row._meta.get_field(name))
    value = getattr(row, name)
    label = str(capfirst(str(column.verbose_name)))
    if column.choices:
        return Fact(name, label, value, str(getattr(row, f"get_{name}_display")()))
    if isinstance(value, models.Model):
        return Fact(name, label, _code_of(value), str(value))
    return Fact(name, label, _plain(value), in_words(value))


def _code_of(row: models.Model) -> Any:
    """How another row is named outside: never by its primary key, unless that is a code itself."""
    for name in ("code", "slug", "email", "name"):
        if getattr(row, name, ""):
            return str(getattr(row, name))
    return str(row)


def _plain(value: Any) -> Any:
    """The value as JSON has it: moments and dates in ISO 8601."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Promise | models.fields.files.FieldFile):
        return str(value)
    return value
