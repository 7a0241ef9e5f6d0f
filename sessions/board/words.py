"""What the board says: after an action to whoever did it, and to everybody else who has the board open."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.languages import pick
from sessions.board.actions import Done
from sessions.editing import where_it_is
from sessions.models import BoardAction, Session

Kind = BoardAction.Kind


def done_sentence(done: Done) -> str:
    """What was done, for whoever did it."""
    count = len(done.codes)
    if done.action.kind == Kind.SHIFT:
        text = ngettext("%(count)d session is shifted.", "%(count)d sessions are shifted.", count)
        return text % {"count": count}
    if done.action.kind == Kind.TEMPLATE:
        text = ngettext("%(count)d session is laid on the day.", "%(count)d sessions are laid on the day.", count)
        return text % {"count": count}
    row = done.after.draft.sessions[done.codes[-1]]
    names = {"title": pick(row, "title"), "where": _where(done.codes[-1])}
    texts = {
        Kind.MOVE: _("“%(title)s”: now %(where)s."),
        Kind.RESIZE: _("“%(title)s”: now %(where)s."),
        Kind.UNSCHEDULE: _("“%(title)s” is off the board."),
        Kind.DUPLICATE: _("A copy of “%(title)s” lies beside the board."),
        Kind.SPLIT: _("“%(title)s” is cut; the second part: %(where)s. Give both their titles."),
    }
    return texts[Kind(done.action.kind)] % names


def undone_sentence(done: Done) -> str:
    """What was taken back."""
    return _("Taken back: %(what)s.") % {"what": label(done.action)}


def redone_sentence(done: Done) -> str:
    """What was done again."""
    return _("Done again: %(what)s.") % {"what": label(done.action)}


def label(action: BoardAction) -> str:
    """An action in a few words, such as: Moved, 3 sessions."""
    count = len(action.changes)
    if count == 1:
        return str(action.get_kind_display())
    text = ngettext("%(what)s, %(count)d session", "%(what)s, %(count)d sessions", count)
    return text % {"what": action.get_kind_display(), "count": count}


def told(action: BoardAction, sessions: Sequence[Session]) -> str:
    """What somebody did, for everybody else."""
    names: dict[str, Any] = {"who": action.actor, "what": label(action)}
    if len(sessions) != 1:
        return _("%(who)s changed the board: %(what)s.") % names
    session = sessions[0]
    names |= {"title": session, "where": where_it_is(session.place, session.starts_at, session.ends_at)}
    if action.undone_at:
        return _("%(who)s took something back. “%(title)s”: now %(where)s.") % names
    if action.kind in (Kind.MOVE, Kind.RESIZE):
        return _("%(who)s moved “%(title)s” to %(where)s.") % names
    return _("%(who)s: %(what)s, “%(title)s”.") % names


def _where(code: str) -> str:
    session = Session.objects.select_related("place").get(code=code)
    return where_it_is(session.place, session.starts_at, session.ends_at)
