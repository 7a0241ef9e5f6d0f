"""What a rule finds: one sentence that names both sides, and where each of them can be mended."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.languages import pick
from sessions.board.draft import Draft, PersonRow, PlaceRow, SessionRow, Slot, Span, WindowRow
from sessions.board.rules.severities import Rule
from sessions.moments import clock, day

ADVICE = {
    Rule.ROOM_TAKEN: gettext_lazy("Choose another time or place, or let both share it."),
    Rule.PLACE_CLOSED: gettext_lazy("Choose another time or place, or open the place."),
    Rule.PERSON_TWICE: gettext_lazy("Choose another time, or somebody else for one of the two."),
    Rule.REQUIRED_TWICE: gettext_lazy("Choose another time, or let them miss one of the two."),
    Rule.AVAILABILITY: gettext_lazy("Choose another time, or ask whether the person can come."),
    Rule.TOO_SMALL: gettext_lazy("Choose a larger place, or offer fewer seats."),
    Rule.FIRE_LIMIT: gettext_lazy("Choose a larger place or another time, or let fewer people in."),
    Rule.TRAVEL_TIME: gettext_lazy("Leave more time between the two, or bring them closer together."),
    Rule.QUIET_WINDOW: gettext_lazy("Keep this time free, or make it a break or a social event."),
    Rule.NO_CHAIR: gettext_lazy("Name a chair, a co-chair or a moderator."),
    Rule.INTERPRETER_TURN: gettext_lazy("Let another interpreter take over."),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One side of a finding: its name, and the row of the panel that shows it."""

    name: str
    model: str
    key: int

    @property
    def url(self) -> str:
        """The form in the panel; empty for what is not saved yet."""
        return reverse(f"admin:agenda_{self.model}_change", args=[self.key]) if self.key else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is a session, `other_code` the second one where there are two; `links` are both sides.

    `about` tells findings of one rule and the same sessions apart: by the person, the place, the closed time.
    `text` and `names` become words only when somebody reads them: a move looks at many findings and shows few.
    """

    rule: str
    severity: str
    code: str
    other_code: str | None
    about: str
    starts_at: dt.datetime
    text: str
    names: tuple[tuple[str, object], ...]
    links: tuple[Link, ...]

    @property
    def message(self) -> str:
        """The sentence, with times on the clock that is set."""
        return self.text % {name: when(one) if isinstance(one, Span) else one for name, one in self.names}

    @property
    def blocks(self) -> bool:
        return self.severity == "block"

    @property
    def label(self) -> str:
        """The rule as people call it."""
        return str(Rule(self.rule).label)

    @property
    def codes(self) -> tuple[str, ...]:
        """The sessions on whose cards it stands."""
        return (self.code, self.other_code) if self.other_code is not None else (self.code,)

    @property
    def key(self) -> tuple[str, frozenset[str], str]:
        """The same for the same problem, wherever its sessions lie."""
        return self.rule, frozenset(self.codes), self.about

    @property
    def advice(self) -> str:
        """What can be done about it."""
        return str(ADVICE[Rule(self.rule)])

    @property
    def refusal(self) -> str:
        """Why, and what to do: what somebody is told whose change is refused."""
        return f"{self.message} {self.advice}"


def one_side(
    draft: Draft, rule: Rule, slot: Slot, *links: Link, text: str, about: object = "", **names: object
) -> Finding:
    """A session against a fact. `text` may speak of %(session)s and of every name given; a Span is put into words."""
    names = {"session": pick(slot.session, "title"), **names}
    return _finding(draft, rule, (slot,), links, about, text, names)


def two_sides(
    draft: Draft, rule: Rule, one: Slot, other: Slot, *links: Link, text: str, about: object = "", **names: object
) -> Finding:
    """Two sessions against each other. `text` may speak of %(one)s, %(other)s and of every name given."""
    names = {"one": pick(one.session, "title"), "other": pick(other.session, "title"), **names}
    return _finding(draft, rule, (one, other), links, about, text, names)


def link_to(row: SessionRow | PlaceRow | PersonRow | WindowRow) -> Link:
    """The form of a row in the panel."""
    if isinstance(row, PersonRow):
        return Link(str(row), "speaker", row.key)
    if isinstance(row, SessionRow):
        return Link(pick(row, "title"), "session", row.key)
    return Link(pick(row, "name"), "quietwindow" if isinstance(row, WindowRow) else "place", row.key)


def in_common(one: Span, other: Span) -> Span:
    """The time in which two that overlap both last."""
    return Span(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at))


def when(span: Span) -> str:
    """Such as Thursday 11 September, 18:00–18:30."""
    words = {"day": day(span.starts_at), "start": clock(span.starts_at), "end": clock(span.ends_at)}
    return _("%(day)s, %(start)s–%(end)s") % words


def _finding(
    draft: Draft,
    rule: Rule,
    slots: tuple[Slot, ...],
    links: tuple[Link, ...],
    about: object,
    text: str,
    names: dict[str, object],
) -> Finding:
    first = slots[0]
    return Finding(
        rule=str(rule),
        severity=draft.settings[rule].severity,
        code=first.session.code,
        other_code=slots[1].session.code if len(slots) > 1 else None,
        about=str(about),
        starts_at=first.starts_at,
        text=text,
        names=tuple(names.items()),
        links=(*(link_to(slot.session) for slot in slots), *links),
    )
