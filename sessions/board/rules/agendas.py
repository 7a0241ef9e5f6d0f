"""Who has to be where: each person by what is on paper, and each category by what it must attend."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sessions.board.draft import CategoryRow, Draft, PersonRow, Slot
from sessions.models import Appearance


class How(Enum):
    """Why somebody is in a session."""

    APPEARS = "appears"
    INTERPRETS = "interprets"
    ATTENDS = "attends"


@dataclass(frozen=True, slots=True)
class Engagement(Slot):
    """The time for which somebody is in a session: all of it, or one turn in a booth."""

    how: How
    language: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that one person, or everybody of one category, has to be in."""

    who: PersonRow | CategoryRow
    engagements: tuple[Engagement, ...]


@dataclass(frozen=True, slots=True)
class Agendas:
    people: tuple[Agenda, ...]
    categories: tuple[Agenda, ...]

    def __iter__(self) -> Iterator[Agenda]:
        yield from self.people
        yield from self.categories


def agendas_of(draft: Draft) -> Agendas:
    """The agendas of all who appear or interpret, and of all categories that must attend something."""
    own = _own(draft)
    required = _required(draft)
    people = [
        Agenda(draft.people[key], (*rows, *_must_attend_too(draft.people[key], rows, required)))
        for key, rows in own.items()
    ]
    categories = [Agenda(draft.categories[key], tuple(rows)) for key, rows in required.items()]
    return Agendas(tuple(people), tuple(categories))


def _own(draft: Draft) -> dict[int, list[Engagement]]:
    """Interpreters are where their turns are; without a rota, for the whole session."""
    found: dict[int, list[Engagement]] = defaultdict(list)
    for slot in draft.slots():
        session = slot.session
        in_booth = {turn.person for turn in session.turns}
        for turn in session.turns:
            begin = slot.starts_at + timedelta(minutes=turn.begins_after)
            end = begin + timedelta(minutes=turn.minutes)
            found[turn.person].append(Engagement(begin, end, session, How.INTERPRETS, turn.language))
        parts = {person for person, role in session.people if role != Appearance.Role.INTERPRETER}
        for person in parts:
            found[person].append(Engagement(slot.starts_at, slot.ends_at, session, How.APPEARS))
        for person in {person for person, _role in session.people} - parts - in_booth:
            found[person].append(Engagement(slot.starts_at, slot.ends_at, session, How.INTERPRETS))
    return found


def _required(draft: Draft) -> dict[int, list[Engagement]]:
    found: dict[int, list[Engagement]] = defaultdict(list)
    for slot in draft.slots():
        for category in slot.session.required:
            found[category].append(Engagement(slot.starts_at, slot.ends_at, slot.session, How.ATTENDS))
    return found


def _must_attend_too(
    person: PersonRow, own: list[Engagement], required: dict[int, list[Engagement]]
) -> Iterator[Engagement]:
    """What the person's category must attend, without what the person is in anyway."""
    there = {engagement.session.code for engagement in own}
    rows = required.get(person.category, ()) if person.category is not None else ()
    return (row for row in rows if row.session.code not in there)
