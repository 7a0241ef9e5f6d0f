"""Moving a whole part of a day by some minutes in one action: what begins from a moment on, in all rooms or some."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from sessions import editing
from sessions.board.actions import Done, Judged, Step, act, judged
from sessions.board.draft import Draft, SessionRow, load_draft
from sessions.board.states import state_of
from sessions.editing import where_it_is
from sessions.models import BoardAction, Session
from sessions.moments import venue_time

MOST_MINUTES = 12 * 60
_TIMES = ("starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Shift:
    """What is to be shifted: `since` on its day until midnight, in `places` (primary keys; empty: everywhere)."""

    since: dt.datetime
    minutes: int
    places: frozenset[int] = frozenset()

    @property
    def until(self) -> dt.datetime:
        """The end of the day, at the venue."""
        day = timezone.localtime(self.since).date() + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))

    def takes(self, row: SessionRow) -> bool:
        """Whether a session is shifted. What began before and still runs stays."""
        if row.starts_at is None or not self.since <= row.starts_at < self.until:
            return False
        return not self.places or row.place in self.places


@dataclass(frozen=True, slots=True)
class Move:
    """What the shift would do with one session, in words."""

    row: SessionRow
    place: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would move, and what the rules would say."""

    rows: tuple[SessionRow, ...]
    judged: Judged
    versions: Mapping[str, int]

    @property
    def moves(self) -> list[Move]:
        """Each session with its time now and then, on the clock that is set."""
        places, after = self.judged.draft.places, self.judged.draft.sessions
        return [
            Move(
                row,
                pick(places[row.place], "name") if row.place else "",
                where_it_is(None, row.starts_at, row.ends_at),
                where_it_is(None, after[row.code].starts_at, after[row.code].ends_at),
            )
            for row in self.rows
        ]

    @property
    def seen(self) -> str:
        """The versions as a form carries them."""
        return " ".join(f"{code}:{version}" for code, version in self.versions.items())


@venue_time()
def preview_shift(shift: Shift) -> Preview:
    """What `shift_sessions` would do now. Raises Refused for what cannot be shifted at all."""
    draft = load_draft()
    rows = _taken(draft, shift)
    found = {session.code: session for session in Session.objects.filter(code__in=[row.code for row in rows])}
    steps = _steps(found, [row.code for row in rows], shift)
    return Preview(tuple(rows), judged(draft, steps), {row.code: row.version for row in rows})


@venue_time()
def shift_sessions(*, shift: Shift, versions: Mapping[str, int], actor: Any, at: dt.datetime) -> Done:
    """Move them all. `versions` are those of the preview: where the board has changed since, nothing moves."""

    def plan(draft: Draft) -> list[Step]:
        rows = _taken(draft, shift)
        if {row.code for row in rows} != set(versions):
            raise Refused(_("Other sessions lie there by now. Look at the new preview, then shift."), code="changed")
        found = editing.held_sessions(versions)
        for code, session in found.items():
            if session.version != versions[code]:
                raise editing.Outdated(session, {})
        return _steps(found, [row.code for row in rows], shift)

    return act(kind=BoardAction.Kind.SHIFT, plan=plan, actor=actor, at=at)


def _taken(draft: Draft, shift: Shift) -> list[SessionRow]:
    if not 0 < abs(shift.minutes) <= MOST_MINUTES:
        text = _("Say by how many minutes: at most %(most)d, and not zero.")
        raise Refused(text % {"most": MOST_MINUTES}, code="bad_minutes")
    rows = [row for row in draft.sessions.values() if shift.takes(row)]
    if not rows:
        raise Refused(_("No session begins after that time in these rooms, so there is nothing to shift."), code="none")
    return sorted(rows, key=lambda row: (row.starts_at or shift.since, row.key))


def _steps(found: Mapping[str, Session], codes: Collection[str], shift: Shift) -> list[Step]:
    by, steps = dt.timedelta(minutes=shift.minutes), []
    for code in codes:
        session = found[code]
        before = state_of(session, _TIMES)
        session.starts_at, session.ends_at = (
            (session.starts_at or shift.since) + by,
            (session.ends_at or shift.since) + by,
        )
        steps.append(Step(code, before, state_of(session, _TIMES)))
    return steps
