"""Programmes for the tests of printing, and what is asked of every leaf."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations

from ascn8.meeting.facts import current_meeting
from ascn8.typeset.leaf import Box, Leaf
from sessions.models import Place, Session
from sessions.print.edition import Edition, edition_of
from sessions.programme import current_programme
from sessions.release import publish
from tests import factories as make

PRINTED_AT = make.local(9, 7, 10)
LONG = "Integrated resilience of riverside districts, secondary cities and their unavoidably interconnected hinterlands"


def published(**chosen: object) -> Edition:
    """What stands in the draft, published and ready to be drawn."""
    publish(actor=None, at=make.local(1, 9))
    return edition_of(current_programme(), current_meeting(), printed_at=PRINTED_AT, **chosen)


def fill_a_day(rooms: int, rows: int, *, day: int = 9, minutes: int = 45) -> list[Session]:
    """As many sessions as a large meeting has in a day: in each row one a room, with long titles and names."""
    places = [make.make_place(name_en=f"Meeting Room {n}", name_ms=f"Bilik Mesyuarat {n}") for n in range(rooms)]
    return [_session(place, row, day, minutes) for row in range(rows) for place in places]


def _session(place: Place, row: int, day: int, minutes: int) -> Session:
    begin = make.local(day, 8) + dt.timedelta(minutes=row * minutes)
    number = f"{place.pk}-{row}"
    session = make.make_session(
        place=place,
        starts_at=begin,
        ends_at=begin + dt.timedelta(minutes=minutes - 5),
        kind="technical",
        title_en=f"{number} {LONG if row % 3 == 0 else 'Data that a mayor can read'}",
        title_ms=f"{number} Data yang boleh dibaca",
        language="en",
        interpretation="km, th",
    )
    make.make_speaker(session=session, title="YBhg. Datuk", name=f"Nurul Rekaan {number}", native_name="نورول")
    return session


def texts(leaf: Leaf) -> list[Box]:
    return [box for box in leaf.boxes if box.is_text]


def areas(leaves: Iterable[Leaf], codes: Iterable[str]) -> dict[str, list[Box]]:
    """The areas of each session."""
    found: dict[str, list[Box]] = {code: [] for code in codes}
    for leaf in leaves:
        for box in leaf.boxes:
            if not box.is_text and box.name in found:
                found[box.name].append(box)
    return found


def collisions(leaf: Leaf) -> Iterator[tuple[str, str]]:
    """Texts that lie over each other, and codes that do not keep their quiet."""
    solid = [box for box in leaf.boxes if box.is_text or box.name == "qr"]
    for one, other in combinations(solid, 2):
        if _overlap(one, other):
            yield one.name, other.name


def outside(leaf: Leaf, margin: float) -> list[str]:
    """Texts beyond the margins."""
    slack = 0.6
    return [
        box.name
        for box in texts(leaf)
        if box.left < margin - slack
        or box.right > leaf.width - margin + slack
        or box.top < 0
        or box.bottom > leaf.height
    ]


def _overlap(one: Box, other: Box) -> bool:
    # A line's box has air above and below its ink.
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0.5 and down > 0.8
