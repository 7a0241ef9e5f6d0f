"""Undo and redo: each person takes back the own actions of the last while, the newest first, and does them again."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from sessions import editing
from sessions.board.actions import Done, Step, carry_out, name_sessions
from sessions.board.draft import load_draft
from sessions.board.states import now_as
from sessions.models import BoardAction, Session

MOST = 20


@dataclass(frozen=True, slots=True)
class Stack:
    """What one person can take back, and what can be done again; None where there is nothing."""

    undo: BoardAction | None
    redo: BoardAction | None


def stack_of(actor: Any) -> Stack:
    """The next action of `actor` to take back, and the next to do again.

    What was taken back before the newest action that stands cannot be done again: the board went another way.
    """
    actions = list(BoardAction.objects.filter(actor=actor).order_by("-pk")[:MOST])
    undo = next((action for action in actions if action.undone_at is None), None)
    later = [action for action in actions if undo is None or action.pk > undo.pk]
    return Stack(undo, later[-1] if later else None)


@transaction.atomic
def undo(*, actor: Any, at: dt.datetime) -> Done:
    """Take back the newest action of `actor`.

    Raises Refused where there is none, where somebody else changed one of its sessions since, or where a rule blocks.
    """
    editing.hold_the_draft()
    action = stack_of(actor).undo
    if action is None:
        raise Refused(_("There is nothing of yours to undo."), code="nothing_to_undo")
    steps = [step.back() for step in reversed(steps_of(action))]
    return _again(action, steps, undone_at=at, actor=actor, at=at)


@transaction.atomic
def redo(*, actor: Any, at: dt.datetime) -> Done:
    """Do again what `actor` took back last. Raises as `undo` does."""
    editing.hold_the_draft()
    action = stack_of(actor).redo
    if action is None:
        raise Refused(_("There is nothing of yours to do again."), code="nothing_to_redo")
    return _again(action, steps_of(action), undone_at=None, actor=actor, at=at)


def steps_of(action: BoardAction) -> list[Step]:
    """The steps as they were carried out."""
    return [Step(change["session"], change["before"], change["after"]) for change in action.changes]


def _again(
    action: BoardAction, steps: list[Step], *, undone_at: dt.datetime | None, actor: Any, at: dt.datetime
) -> Done:
    rows = Session.objects.select_for_update(of=("self",)).select_related("changed_by")
    found = {session.code: session for session in rows.filter(code__in=[step.code for step in steps])}
    for step in steps:
        if reason := _why_not(step, found.get(step.code)):
            raise reason
    after = carry_out(steps, load_draft(), actor=actor, at=at)
    action.undone_at = undone_at
    action.save(update_fields=["undone_at"])
    name_sessions(action)
    return Done(action, after.added, after)


def _why_not(step: Step, session: Session | None) -> Refused | None:
    """A session must be as the step before left it: what others did since is never overwritten."""
    if session is None:
        if step.before is None:
            return None
        text = _("The session %(code)s is no longer there, so this cannot be undone or done again.")
        return Refused(text % {"code": step.code}, code="gone")
    if step.before is not None and now_as(session, step.before) == step.before:
        return None
    if session.changed_by is None or session.changed_at is None:
        text = _("“%(title)s” was changed since, so this cannot be undone or done again. Move it by hand.")
        return Refused(text % {"title": session}, code="changed_since")
    moment = timezone.localtime(session.changed_at)
    text = _(
        "%(who)s changed “%(title)s” on %(day)s at %(time)s, so this cannot be undone or done again. "
        "Speak with each other, or move it by hand."
    )
    names = {"who": session.changed_by, "title": session, "day": date_format(moment, "j F"), "time": f"{moment:%H:%M}"}
    return Refused(text % names, code="changed_since")
