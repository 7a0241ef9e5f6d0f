"""Which times overlap, found in one pass over all of them in order of their beginning."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Timed(Protocol):
    """What lasts from one moment until another."""

    @property
    def starts_at(self) -> dt.datetime: ...

    @property
    def ends_at(self) -> dt.datetime: ...


T = TypeVar("T", bound=Timed)
U = TypeVar("U", bound=Timed)
_Order = tuple[dt.datetime, dt.datetime]


def pairs(items: Iterable[T]) -> Iterator[tuple[T, T]]:
    """Every two that share a moment, the earlier one first. What ends when another begins shares none with it."""
    running: list[T] = []
    for item in sorted(items, key=_order):
        running = [other for other in running if other.ends_at > item.starts_at]
        for other in running:
            yield other, item
        running.append(item)


def crossings(items: Iterable[T], others: Iterable[U]) -> Iterator[tuple[T, U]]:
    """Every item with every one of `others` that shares a moment with it."""
    waiting: list[tuple[_Order, T | None, U | None]] = [(_order(item), item, None) for item in items]
    waiting += [(_order(other), None, other) for other in others]
    running: list[T] = []
    running_others: list[U] = []
    for _moment, item, other in sorted(waiting, key=lambda row: row[0]):
        if item is not None:
            running_others = [one for one in running_others if one.ends_at > item.starts_at]
            yield from ((item, one) for one in running_others)
            running.append(item)
        elif other is not None:
            running = [one for one in running if one.ends_at > other.starts_at]
            yield from ((one, other) for one in running)
            running_others.append(other)


def _order(item: Timed) -> _Order:
    return item.starts_at, item.ends_at
