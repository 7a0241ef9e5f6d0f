"""Putting one session somewhere: onto the board, to another time or place, longer or shorter, off the board."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from sessions import editing
from sessions.board.actions import Done, Step, act
from sessions.board.draft import Draft
from sessions.board.states import PLACEMENT, state_of
from sessions.models import BoardAction, Place, Session

Kind = BoardAction.Kind
GRID = dt.timedelta(minutes=5)
LONGEST = dt.timedelta(hours=24)


def place(
    *,
    code: str,
    version: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: Place | None,
    actor: Any,
    at: dt.datetime,
) -> Done:
    """Put the session at a time and a place. Kept as a resize where only its end changes.

    Raises Outdated where it is no longer at `version`, Blocked where a rule forbids it.
    """
    if reason := why_not_these_times(starts_at, ends_at):
        raise reason
    return _put(code, version, {"starts_at": starts_at, "ends_at": ends_at, "place": place}, actor=actor, at=at)


def unschedule(*, code: str, version: int, actor: Any, at: dt.datetime) -> Done:
    """Take the session off the board; everything else of it stays. Raises as `place` does."""
    return _put(code, version, dict.fromkeys(PLACEMENT), actor=actor, at=at)


def why_not_these_times(starts_at: dt.datetime, ends_at: dt.datetime) -> Refused | None:
    """Why a session cannot last from one moment until the other, or None."""
    if ends_at <= starts_at:
        return Refused(_("The session has to end after it begins."), code="ends_before_start")
    if ends_at - starts_at > LONGEST:
        return Refused(_("A session lasts 24 hours at most. Make several of it."), code="too_long")
    return None


def held(code: str, version: int, wanted: dict[str, Any]) -> Session:
    """The session, locked. Raises Outdated, with what was `wanted` of it, where it is no longer at `version`."""
    session = editing.held_sessions([code])[code]
    if session.version != version:
        raise editing.Outdated(session, wanted)
    return session


def _put(code: str, version: int, wanted: dict[str, Any], *, actor: Any, at: dt.datetime) -> Done:
    def plan(_draft: Draft) -> list[Step]:
        session = held(code, version, wanted)
        before = state_of(session, PLACEMENT)
        for name, value in wanted.items():
            setattr(session, name, value)
        after = state_of(session, PLACEMENT)
        return [Step(code, before, after)] if before != after else []

    return act(kind=_kind, plan=plan, actor=actor, at=at)


def _kind(steps: list[Step]) -> str:
    before, after = steps[0].before or {}, steps[0].after or {}
    if after["starts_at"] is None:
        return Kind.UNSCHEDULE
    same = before["starts_at"] == after["starts_at"] and before["place"] == after["place"]
    return Kind.RESIZE if same else Kind.MOVE
