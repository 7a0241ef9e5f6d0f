"""What a person sees of the seats: visits with their departures, and one's own claims.

Texts come from the published programme; departures, seats and claims are live rows. Three queries, whatever the number.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from delegates.models import Registration
from sessions.models import Seating, Session, Signup
from sessions.moments import clock
from sessions.programme import Item, current_programme
from sessions.signups import held_by, why_not, why_not_withdraw


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure as one reader sees it: the seats, the reader's claim, why the button is off (if it is)."""

    seating: Seating
    claim: Signup | None
    reason: Refused | None
    why_not_withdraw: Refused | None
    has_begun: bool

    @property
    def label(self) -> str:
        """When it leaves, in one line: the label of its bar."""
        name = pick(self.seating, "name")
        return f"{clock(self.seating.starts_at)} {name}".strip()

    @property
    def is_full(self) -> bool:
        return self.seating.free <= 0

    @property
    def needs_account(self) -> bool:
        """The reader has not registered: a link helps more than a button that is off."""
        return self.reason is not None and self.reason.code == "not_registered"


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A published visit with its departures."""

    item: Item
    departures: tuple[Departure, ...]

    @property
    def claim(self) -> Signup | None:
        """The reader's one live claim on this visit."""
        return next((departure.claim for departure in self.departures if departure.claim), None)

    @property
    def map_url(self) -> str:
        """The place on a map; empty where its position is not known."""
        room = self.item.room
        if room is None or room.latitude is None or room.longitude is None:
            return ""
        position = f"{room.latitude:.5f}/{room.longitude:.5f}"
        return f"https://www.openstreetmap.org/?mlat={room.latitude:.5f}&mlon={room.longitude:.5f}#map=16/{position}"

    @property
    def free(self) -> int:
        """Seats left on the departures still to come."""
        return sum(max(departure.seating.free, 0) for departure in self.departures if not departure.has_begun)

    @property
    def capacity(self) -> int:
        return sum(departure.seating.capacity for departure in self.departures if not departure.has_begun)


@dataclass(frozen=True, slots=True)
class Claim:
    """A live claim of one person and the published session it is for (None: not published any more)."""

    signup: Signup
    item: Item | None


def open_visits(*, at: dt.datetime, registration: Registration | None = None) -> list[OpenVisit]:
    """The published visits in order of time, with the departures and claims as `registration` sees them."""
    items = current_programme().by_kind.get(Session.Kind.VISIT, ())
    return [OpenVisit(item, departures) for item, departures in _seated(items, registration, at)]


def visit_of(item: Item, *, at: dt.datetime, registration: Registration | None = None) -> OpenVisit:
    """One published session with its departures, as `registration` sees them. Works for every session with seats."""
    [(_item, departures)] = _seated([item], registration, at)
    return OpenVisit(item, departures)


def seats_of(registration: Registration) -> list[Claim]:
    """The live claims of one person in order of time, each with `queue_place` of `queue_length`."""
    programme = current_programme()
    return [Claim(signup, programme.by_code.get(signup.session.code)) for signup in held_by(registration)]


def _seated(
    items: Iterable[Item], registration: Registration | None, at: dt.datetime
) -> list[tuple[Item, tuple[Departure, ...]]]:
    items = list(items)
    held = held_by(registration) if registration else []
    departures: dict[str, list[Departure]] = defaultdict(list)
    seatings = Seating.objects.filter(session__code__in=[item.code for item in items])
    for seating in seatings.with_waiting().select_related("session").order_by("starts_at", "pk"):
        departures[seating.session.code].append(
            Departure(
                seating=seating,
                claim=next((signup for signup in held if signup.seating_id == seating.pk), None),
                reason=why_not(seating=seating, registration=registration, at=at, held=held),
                why_not_withdraw=why_not_withdraw(seating=seating, at=at),
                has_begun=at >= seating.starts_at,
            )
        )
    return [(item, tuple(departures[item.code])) for item in items]
