"""Going back to an earlier release, with the whole programme or with one session: itself a new release.

Calendars follow, because revisions only ever rise. The draft stays as it is, unless whoever goes back wants it to come
along (sessions/releases/draft_back.py); otherwise the next release would publish again what was taken back.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.versions import number_of
from sessions import editing
from sessions.models import Release
from sessions.release import add_release, last_release, lock_releases, same
from sessions.releases.differences import Difference, differences
from sessions.releases.draft_back import bring_back, draft_differences
from sessions.releases.history import programme_of
from sessions.releases.parts import clash, with_sessions
from sessions.snapshot import Data


@dataclass(frozen=True, slots=True)
class WayBack:
    """What going back would do: to the programme, and to the draft if it is brought along; or why it cannot be.

    `seen` names what the preview was made of: the last release and the state of the draft.
    """

    programme: tuple[Difference, ...]
    draft: tuple[Difference, ...]
    seen: str
    why_not: Refused | None


def way_back(*, to: int, code: str = "") -> WayBack:
    """The preview of `roll_back` to release `to`, for all or for the session `code`. Raises Refused for no such one."""
    last = _last()
    goal = _goal(to, last, code)
    return WayBack(
        programme=differences(goal, last.programme),
        draft=draft_differences(goal, only=_guid(goal, last.programme, code)),
        seen=_seen(last),
        why_not=_why_not(goal, last, code),
    )


@transaction.atomic
def roll_back(
    *,
    to: int,
    code: str = "",
    with_draft: bool = False,
    seen: str,
    actor: Any,
    at: dt.datetime,
    note_en: str = "",
    note_ms: str = "",
) -> Release:
    """Publish release `to` again, or its state of the session `code` alone; with the draft, where it is wanted.

    `seen` is that of the preview. Raises Refused: nothing would change, a room is taken, or a colleague was faster.
    """
    editing.hold_the_draft()
    lock_releases()
    last = _last()
    if seen != _seen(last):
        raise Refused(
            _("A colleague changed the draft or published meanwhile. See what going back would do now."),
            code="changed_meanwhile",
        )
    goal = _goal(to, last, code)
    if reason := _why_not(goal, last, code):
        raise reason
    if with_draft:
        count = bring_back(goal, only=_guid(goal, last.programme, code), actor=actor, at=at)
        record(at=at, actor=actor, action="programme.draft_back", subject=f"release {to}", sessions=count)
    kind = Release.Kind.ROLLBACK_ONE if code else Release.Kind.ROLLBACK
    return add_release(goal, last, actor=actor, at=at, kind=kind, back_to=to, note_en=note_en, note_ms=note_ms)


def _last() -> Release:
    last = last_release()
    if last is None:
        raise Refused(_("Nothing is published yet, so there is nothing to go back to."), code="nothing_published")
    return last


def _seen(last: Release) -> str:
    return f"{last.number}-{number_of(editing.VERSION)}"


def _goal(to: int, last: Release, code: str) -> Data:
    """What the release would hold."""
    earlier = programme_of(to)
    if not code:
        return earlier | {"sessions": [dict(row) for row in earlier["sessions"]]}
    guid = _guid(earlier, last.programme, code)
    if guid is None:
        raise Refused(_("Neither of these releases has the session %(code)s.") % {"code": code}, code="unknown")
    return with_sessions(earlier, last.programme, {guid}, names_of_new=False)


def _guid(one: Data, other: Data, code: str) -> str | None:
    """The name for ever of the session `code` in either state; None without a code."""
    return next((row["guid"] for data in (one, other) for row in data["sessions"] if row["code"] == code), None)


def _why_not(goal: Data, last: Release, code: str) -> Refused | None:
    if same(goal, last.programme):
        return Refused(
            _("That is the same as the programme is now (release %(number)d).") % {"number": last.number},
            code="nothing_changed",
        )
    return clash(goal, last.programme) if code else None
