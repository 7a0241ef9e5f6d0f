"""One action on the board, whatever it does: judged by the rules, written as a whole, kept for undo.

An action is a list of steps, each with a session before and after. The draft is held from before the first look until
the end, so that two people who act at once act one after the other.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.versions import bump
from sessions import editing
from sessions.board.draft import Draft, SessionRow, TurnRow, load_draft
from sessions.board.rules.checking import findings
from sessions.board.rules.finding import Finding
from sessions.board.states import State, fields_of, write_related
from sessions.models import BoardAction, Session

_ROW_FIELDS = ("kind", "title_en", "title_ms", "is_cancelled", "shares_place", "expected", "starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Step:
    """What an action does to one session. Without `before` it makes the session, without `after` it takes it away."""

    code: str
    before: State | None
    after: State | None

    def back(self) -> "Step":
        """The step that takes this one back."""
        return Step(self.code, self.after, self.before)

    def kept(self) -> dict[str, Any]:
        """As an action keeps it."""
        return {"session": self.code, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was carried out: what it is kept as, what it adds to the findings, and the draft after it."""

    action: BoardAction
    warnings: tuple[Finding, ...]
    after: "Judged"

    @property
    def codes(self) -> list[str]:
        """The sessions that were touched."""
        return [change["session"] for change in self.action.changes]


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft with everything that the rules find in it, and what of that a change added."""

    draft: Draft
    findings: tuple[Finding, ...]
    added: tuple[Finding, ...]

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """What forbids the change."""
        return tuple(finding for finding in self.added if finding.blocks)


class Blocked(Refused):
    """A rule forbids the action. `findings` are all that it would add, the blocking ones first."""

    def __init__(self, judged: Judged) -> None:
        self.findings = judged.added
        first = judged.blocks[0]
        super().__init__(first.refusal, code=first.rule)


@transaction.atomic
def act(
    *, kind: str | Callable[[list[Step]], str], plan: Callable[[Draft], list[Step]], actor: Any, at: dt.datetime
) -> Done:
    """Carry out the steps that `plan` makes of the draft, which nobody else changes meanwhile.

    Raises Refused where the plan does, where a rule blocks, or where a session is gone.
    """
    editing.hold_the_draft()
    draft = load_draft()
    steps = plan(draft)
    if not steps:
        raise Refused(_("That changes nothing: everything is as you want it already."), code="nothing_changes")
    after = carry_out(steps, draft, actor=actor, at=at)
    action = BoardAction.objects.create(
        kind=kind(steps) if callable(kind) else kind, actor=actor, done_at=at, changes=[step.kept() for step in steps]
    )
    name_sessions(action)
    return Done(action, after.added, after)


def carry_out(steps: list[Step], draft: Draft, *, actor: Any, at: dt.datetime) -> Judged:
    """Write the steps, and say what the rules find afterwards. Nothing is written where they block.

    The draft is held by whoever calls.
    """
    after = judged(draft, steps)
    if after.blocks:
        raise Blocked(after)
    found = editing.held_sessions([step.code for step in steps if step.before is not None])
    _take_away([found[step.code] for step in steps if step.after is None])
    changed = [(step, found[step.code]) for step in steps if step.before is not None and step.after is not None]
    editing.write([(session, fields_of(step.after or {})) for step, session in changed], actor=actor, at=at)
    for step, session in changed:
        write_related(session, step.after or {})
    _make([step for step in steps if step.before is None], actor=actor, at=at)
    bump(editing.VERSION)
    return after


def judged(draft: Draft, steps: Iterable[Step]) -> Judged:
    """What the rules would find after the steps."""
    after = draft_after(draft, steps)
    known, found = {finding.key for finding in findings(draft)}, findings(after)
    return Judged(after, found, tuple(finding for finding in found if finding.key not in known))


def draft_after(draft: Draft, steps: Iterable[Step]) -> Draft:
    """The draft as it would be after the steps."""
    sessions = dict(draft.sessions)
    for step in steps:
        if step.after is None:
            sessions.pop(step.code, None)
        else:
            sessions[step.code] = _row(step.code, sessions.get(step.code), step.after)
    return replace(draft, sessions=sessions)


def name_sessions(action: BoardAction) -> None:
    """Tie the action to the sessions that it touched and that are there."""
    codes = [change["session"] for change in action.changes]
    action.sessions.set(Session.objects.filter(code__in=codes))


def _row(code: str, row: SessionRow | None, state: State) -> SessionRow:
    """`row` with what the state tells; a new one where there is none."""
    row = row or SessionRow(0, code, "", "", Session.Kind.PLENARY, None, None, None, version=0)
    values = fields_of({name: state[name] for name in _ROW_FIELDS if name in state})
    if "place" in state:
        values["place"] = state["place"]
    if "appearances" in state:
        values["people"] = tuple(
            (speaker, role) for speaker, role, _p, answer, *_more in state["appearances"] if answer != "declined"
        )
    if "required_categories" in state:
        values["required"] = frozenset(state["required_categories"])
    if "interpretations" in state:
        values["turns"] = tuple(
            TurnRow(who, language, after, minutes)
            for language, _channel, turns in state["interpretations"]
            for who, after, minutes in turns
        )
    return replace(row, version=row.version + 1, **values)


def _make(steps: list[Step], *, actor: Any, at: dt.datetime) -> None:
    """Make sessions from whole states; one that was taken back before comes again with its code."""
    for step in steps:
        session = Session(code=step.code, changed_at=at, changed_by=actor)
        for name, value in fields_of(step.after or {}).items():
            setattr(session, f"{name}_id" if name == "track" else name, value)
        try:
            with transaction.atomic():
                session.save(force_insert=True)
        except IntegrityError as error:
            raise editing.refused_by_the_database([session]) from error
        write_related(session, step.after or {})


def _take_away(sessions: Iterable[Session]) -> None:
    for session in sessions:
        if reason := _why_not_take_away(session):
            raise reason
        session.delete()


def _why_not_take_away(session: Session) -> Refused | None:
    """A session to which other people's work hangs is taken away on its own page, where that is said."""
    if session.documents.exists() or session.seatings.exists() or session.stars.exists():
        text = _("“%(title)s” has papers, seats or stars by now. Delete it on its own page if it has to go.")
        return Refused(text % {"title": session}, code="has_more")
    return None
