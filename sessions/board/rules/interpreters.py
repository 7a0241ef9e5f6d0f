"""The rule of the booths: nobody interprets too long without relief, nor in two of them at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from sessions.board.draft import Draft, Slot, TurnRow
from sessions.board.rules.agendas import Agenda, Agendas, Engagement, How
from sessions.board.rules.finding import Finding, in_common, link_to, one_side, two_sides
from sessions.board.rules.severities import Rule
from sessions.board.rules.sweeping import pairs
from sessions.languages import language_name

_RULE = Rule.INTERPRETER_TURN


def interpreter_turn(draft: Draft, agendas: Agendas) -> Iterator[Finding]:
    """A turn longer than the limit, one interpreter alone for longer than it, and one in two booths at once.

    A language without a rota is left alone: nobody has planned it yet.
    """
    for slot in draft.slots():
        for language, turns in _by_language(slot).items():
            yield from _too_long(draft, slot, language, turns)
    for agenda in agendas.people:
        yield from _twice(draft, agenda)


def _by_language(slot: Slot) -> dict[str, list[TurnRow]]:
    found: dict[str, list[TurnRow]] = defaultdict(list)
    for turn in slot.session.turns:
        found[turn.language].append(turn)
    return found


def _too_long(draft: Draft, slot: Slot, language: str, turns: Sequence[TurnRow]) -> Iterator[Finding]:
    limit = draft.settings[_RULE].limit
    people = {turn.person for turn in turns}
    length = (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
    if len(people) == 1 and length > limit:
        yield _alone(draft, slot, language, people.pop(), length)
        return
    for person in sorted(people):
        longest = _longest([turn for turn in turns if turn.person == person])
        if longest > limit:
            yield _without_relief(draft, slot, language, person, longest)


def _longest(turns: Sequence[TurnRow]) -> int:
    """Turns of one person that touch are one: a new row in the rota is no rest."""
    longest, begin, end = 0, 0, -1
    for turn in sorted(turns, key=lambda turn: turn.begins_after):
        if turn.begins_after > end:
            begin = turn.begins_after
            end = begin
        end = max(end, turn.begins_after + turn.minutes)
        longest = max(longest, end - begin)
    return longest


def _alone(draft: Draft, slot: Slot, language: str, person: int, minutes: int) -> Finding:
    text = _(
        "%(person)s alone interprets “%(session)s” into %(language)s for %(minutes)d min; a turn lasts at most "
        "%(limit)d min."
    )
    return _of_one(draft, slot, language, person, minutes, text)


def _without_relief(draft: Draft, slot: Slot, language: str, person: int, minutes: int) -> Finding:
    text = _(
        "%(person)s interprets “%(session)s” into %(language)s for %(minutes)d min without relief; a turn lasts at "
        "most %(limit)d min."
    )
    return _of_one(draft, slot, language, person, minutes, text)


def _of_one(draft: Draft, slot: Slot, language: str, person: int, minutes: int, text: str) -> Finding:
    names = {
        "person": draft.people[person],
        "language": language_name(language),
        "minutes": minutes,
        "limit": draft.settings[_RULE].limit,
    }
    link = link_to(draft.people[person])
    return one_side(draft, _RULE, slot, link, text=text, about=f"{language}-{person}", **names)


def _twice(draft: Draft, agenda: Agenda) -> Iterator[Finding]:
    for one, other in pairs(row for row in agenda.engagements if row.how is How.INTERPRETS):
        if one.session.code == other.session.code:
            yield from _two_languages(draft, agenda, one, other)
            continue
        text = _("%(person)s interprets in “%(one)s” and in “%(other)s” at once: %(when)s.")
        names = {"person": agenda.who, "when": in_common(one, other)}
        link, about = link_to(draft.people[agenda.who.key]), f"twice-{agenda.who.key}"
        yield two_sides(draft, _RULE, one, other, link, text=text, about=about, **names)


def _two_languages(draft: Draft, agenda: Agenda, one: Engagement, other: Engagement) -> Iterator[Finding]:
    """Two turns of one booth that overlap are no second booth."""
    if one.language == other.language:
        return
    text = _("%(person)s interprets “%(session)s” into %(first)s and into %(second)s at once: %(when)s.")
    names = {
        "person": agenda.who,
        "first": language_name(one.language),
        "second": language_name(other.language),
        "when": in_common(one, other),
    }
    link, about = link_to(draft.people[agenda.who.key]), f"languages-{agenda.who.key}"
    yield one_side(draft, _RULE, one, link, text=text, about=about, **names)
