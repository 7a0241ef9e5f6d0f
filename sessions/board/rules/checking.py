"""All rules over a draft, what a change adds to their findings, and how many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sessions.board.draft import Draft, load_draft
from sessions.board.rules.agendas import agendas_of
from sessions.board.rules.finding import Finding
from sessions.board.rules.interpreters import interpreter_turn
from sessions.board.rules.people import availability, no_chair, person_twice, required_twice, travel_time
from sessions.board.rules.rooms import fire_limit, place_closed, room_taken, too_small
from sessions.board.rules.windows import quiet_window


def findings(draft: Draft) -> tuple[Finding, ...]:
    """Everything that the rules find, what blocks first, then in order of time; each problem once.

    Times are put into words on the clock of Django's current time zone, in the reader's language.
    """
    agendas = agendas_of(draft)
    found = (
        *room_taken(draft),
        *place_closed(draft),
        *person_twice(draft, agendas),
        *required_twice(draft, agendas),
        *availability(draft, agendas),
        *too_small(draft),
        *fire_limit(draft),
        *travel_time(draft, agendas),
        *quiet_window(draft),
        *no_chair(draft),
        *interpreter_turn(draft, agendas),
    )
    once = {finding.key: finding for finding in reversed(found)}
    return tuple(sorted(once.values(), key=lambda one: (not one.blocks, one.starts_at, one.rule, one.codes, one.about)))


def new_findings(before: Draft, after: Draft) -> tuple[Finding, ...]:
    """What a change adds. A problem that was there already is not new, wherever its sessions lie now."""
    known = {finding.key for finding in findings(before)}
    return tuple(finding for finding in findings(after) if finding.key not in known)


def by_session(found: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """The findings of each session by its code; one that has two sides stands at both."""
    cards: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        for code in finding.codes:
            cards[code].append(finding)
    return dict(cards)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many findings remain."""

    blocks: int
    warnings: int

    @property
    def total(self) -> int:
        return self.blocks + self.warnings


def findings_summary() -> Summary:
    """How many findings the draft has now."""
    found = findings(load_draft())
    blocks = sum(finding.blocks for finding in found)
    return Summary(blocks, len(found) - blocks)
