"""Making two sessions of one: a copy beside the board, or a cut at a moment."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.codes import session_code
from ascn8.lib.errors import Refused
from sessions.board.actions import Done, Step, act
from sessions.board.draft import Draft
from sessions.board.placing import held
from sessions.board.states import PLACEMENT, State, state_of, whole_state
from sessions.models import BoardAction

_MINUTE = dt.timedelta(minutes=1)


def duplicate(*, code: str, version: int, actor: Any, at: dt.datetime) -> Done:
    """A second session with the same texts, people and interpretation, without time and place."""

    def plan(_draft: Draft) -> list[Step]:
        made = _second(whole_state(held(code, version, {})))
        return [Step(made["code"], None, {**made, **dict.fromkeys(PLACEMENT)})]

    return act(kind=BoardAction.Kind.DUPLICATE, plan=plan, actor=actor, at=at)


def split(*, code: str, version: int, moment: dt.datetime, actor: Any, at: dt.datetime) -> Done:
    """Cut the session at `moment`: the second part is a session of its own, in the same place, with the same people.

    Turns of interpreters go with the part in which they lie. Titles are left to staff, and so are seats: they stay
    with the first part.
    """

    def plan(_draft: Draft) -> list[Step]:
        session = held(code, version, {"ends_at": moment})
        if not (session.starts_at and session.ends_at and session.starts_at < moment < session.ends_at):
            text = _("“%(title)s” does not run at %(time)s. Choose a time between its begin and its end.")
            names = {"title": session, "time": f"{timezone.localtime(moment):%H:%M}"}
            raise Refused(text % names, code="not_within")
        whole = whole_state(session)
        after = (moment - session.starts_at) // _MINUTE
        first = _until(whole["interpretations"], after)
        session.ends_at, ends_at = moment, whole["ends_at"]
        cut: State = {**state_of(session, ("ends_at",)), "interpretations": first}
        made = _second(whole) | {
            "starts_at": cut["ends_at"],
            "ends_at": ends_at,
            "interpretations": _from(whole["interpretations"], after),
        }
        return [Step(code, {name: whole[name] for name in cut}, cut), Step(made["code"], None, made)]

    return act(kind=BoardAction.Kind.SPLIT, plan=plan, actor=actor, at=at)


def _second(whole: State) -> State:
    """A new session of the same content: nobody has answered for it yet, and no paper is due."""
    people = [
        [speaker, role, position, "", "", minutes] for speaker, role, position, _a, _w, minutes in whole["appearances"]
    ]
    return {**whole, "code": session_code(), "guid": str(uuid.uuid4()), "appearances": people, "papers_due_at": None}


def _until(interpretations: list[Any], after: int) -> list[Any]:
    """The turns that begin within the first `after` minutes, cut where they would last longer."""
    return [
        [
            language,
            channel,
            [[who, begin, min(minutes, after - begin)] for who, begin, minutes in turns if begin < after],
        ]
        for language, channel, turns in interpretations
    ]


def _from(interpretations: list[Any], after: int) -> list[Any]:
    """The turns that last beyond the first `after` minutes, counted from there."""
    return [
        [
            language,
            channel,
            [
                [who, max(begin - after, 0), begin + minutes - max(begin, after)]
                for who, begin, minutes in turns
                if begin + minutes > after
            ],
        ]
        for language, channel, turns in interpretations
    ]
