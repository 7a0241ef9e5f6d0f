"""What an erasure empties and what it leaves, by rule. Each app names its own in `ready`.

A rule that keeps says why in a sentence that the person reads. A test walks all models and fails for one that belongs
to a person and is in neither list.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from delegates.data_export.registry import Holder, Text


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something that goes. `rows` are what there is of it, `erase` empties or deletes them, twice the same as once."""

    name: str
    what: Text
    models: Sequence[str]
    rows: Callable[[Holder], QuerySet[Any]]
    erase: Callable[[Holder, dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Something that stays, and why."""

    name: str
    what: Text
    why: Text
    models: Sequence[str]


_ERASURES: dict[str, Erasure] = {}
_KEEPINGS: dict[str, Keeping] = {}


def erases(rule: Erasure) -> None:
    """Add something that goes. The order of the calls is the order of the work."""
    if rule.name in _ERASURES:
        raise ValueError(f"two rules of erasing are called {rule.name}")
    _ERASURES[rule.name] = rule


def keeps(rule: Keeping) -> None:
    """Add something that stays."""
    if rule.name in _KEEPINGS:
        raise ValueError(f"two rules of keeping are called {rule.name}")
    _KEEPINGS[rule.name] = rule


def erasures() -> list[Erasure]:
    """Everything that goes."""
    return list(_ERASURES.values())


def keepings() -> list[Keeping]:
    """Everything that stays."""
    return list(_KEEPINGS.values())
