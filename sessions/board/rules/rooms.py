"""Rules about a place: one session at a time, open, large enough, and never more people than the fire limit."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from ascn8.lib.languages import pick
from sessions.board.draft import Draft, PlaceRow, Slot
from sessions.board.rules.finding import Finding, in_common, link_to, one_side, two_sides
from sessions.board.rules.severities import Rule
from sessions.board.rules.sweeping import crossings, pairs

T = TypeVar("T")


def room_taken(draft: Draft) -> Iterator[Finding]:
    """Two sessions in one place at once, unless one of them shares it."""
    text = _("“%(one)s” and “%(other)s” are both in %(place)s: %(when)s.")
    for place, slots in _by_place(draft):
        for one, other in pairs(slot for slot in slots if not slot.session.shares_place):
            names = {"place": pick(place, "name"), "when": in_common(one, other)}
            yield two_sides(draft, Rule.ROOM_TAKEN, one, other, link_to(place), text=text, about=place.key, **names)


def place_closed(draft: Draft) -> Iterator[Finding]:
    """A session in a place while that is closed; to share the place does not open it."""
    text = _("“%(session)s” is in %(place)s while it is closed (%(reason)s): %(when)s.")
    closures = _grouped(draft.closures, lambda closure: closure.place)
    for place, slots in _by_place(draft):
        for slot, closure in crossings(slots, closures.get(place.key, ())):
            names = {
                "place": pick(place, "name"),
                "reason": pick(closure, "reason"),
                "when": in_common(slot, closure),
            }
            yield one_side(draft, Rule.PLACE_CLOSED, slot, link_to(place), text=text, about=closure.key, **names)


def too_small(draft: Draft) -> Iterator[Finding]:
    """More people or seats than the place holds."""
    text = _("“%(session)s” needs room for %(needs)d; %(place)s holds %(capacity)d.")
    for place, slots in _by_place(draft):
        for slot in slots:
            if place.capacity is not None and slot.session.needs > place.capacity:
                names = {"needs": slot.session.needs, "place": pick(place, "name"), "capacity": place.capacity}
                yield one_side(draft, Rule.TOO_SMALL, slot, link_to(place), text=text, about=place.key, **names)


def fire_limit(draft: Draft) -> Iterator[Finding]:
    """More people in a place than its fire limit: by one session, or by those together that share it."""
    for place, slots in _by_place(draft):
        if place.fire_limit is not None:
            yield from _over(draft, place, place.fire_limit, [slot for slot in slots if slot.session.needs])


def _over(draft: Draft, place: PlaceRow, limit: int, slots: Sequence[Slot]) -> Iterator[Finding]:
    """The people in a place only become more when a session begins: that is where they are counted."""
    running: list[Slot] = []
    for slot in sorted(slots, key=lambda slot: (slot.starts_at, slot.ends_at)):
        running = [other for other in running if other.ends_at > slot.starts_at]
        together = slot.session.needs + sum(other.session.needs for other in running)
        if slot.session.needs > limit:
            yield _alone(draft, place, limit, slot)
        elif together > limit:
            largest = max(running, key=lambda other: other.session.needs)
            yield _together(draft, place, limit, largest, slot, together)
        running.append(slot)


def _alone(draft: Draft, place: PlaceRow, limit: int, slot: Slot) -> Finding:
    text = _("“%(session)s” brings more people into %(place)s (%(needs)d) than its fire limit allows (%(limit)d).")
    names = {"place": pick(place, "name"), "needs": slot.session.needs, "limit": limit}
    return one_side(draft, Rule.FIRE_LIMIT, slot, link_to(place), text=text, about=place.key, **names)


def _together(draft: Draft, place: PlaceRow, limit: int, one: Slot, other: Slot, people: int) -> Finding:
    text = _(
        "With “%(one)s” and “%(other)s” at once there are more people in %(place)s (%(people)d) than its fire limit "
        "allows (%(limit)d): %(when)s."
    )
    names = {"place": pick(place, "name"), "people": people, "limit": limit, "when": in_common(one, other)}
    return two_sides(draft, Rule.FIRE_LIMIT, one, other, link_to(place), text=text, about=place.key, **names)


def _by_place(draft: Draft) -> Iterator[tuple[PlaceRow, list[Slot]]]:
    slots = _grouped(draft.slots(), lambda slot: slot.place)
    return ((draft.places[key], rows) for key, rows in slots.items() if key is not None)


def _grouped(rows: Sequence[T], key: Callable[[T], int | None]) -> dict[int | None, list[T]]:
    found: dict[int | None, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
