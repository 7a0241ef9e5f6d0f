"""Who appears in a session, as what, in which order and for how long: changes of staff to the draft.

Every change holds the draft, is judged by the rules of the board, and raises the session's version.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.versions import bump
from delegates.models import User
from sessions.board.draft import load_draft
from sessions.board.rules.checking import new_findings
from sessions.board.rules.finding import Finding
from sessions.editing import VERSION, Outdated, changed_mark, held_sessions, hold_the_draft
from sessions.models import Appearance, Session, Speaker


@dataclass(frozen=True, slots=True)
class Part:
    """What one appearance becomes."""

    role: str
    minutes: int | None


@dataclass(slots=True)
class Judged:
    """What the rules add to a change that was made: warnings, for nothing that blocks passes."""

    session: Session
    warnings: tuple[Finding, ...] = ()
    # A press that changes nothing is no change: nobody else's form becomes old by it.
    changed: bool = True


@contextmanager
def changing(session: Session, *, version: int | None, actor: User, at: dt.datetime) -> Iterator[Judged]:
    """Hold the draft and the session while the people of `session` change; judge the change; count it.

    Raises Outdated where somebody was faster, Refused with the sentence of a rule that blocks.
    """
    with transaction.atomic():
        hold_the_draft()
        row = held_sessions([session.code])[session.code]
        if version is not None and row.version != version:
            raise Outdated(row, {})
        before, judged = load_draft(), Judged(row)
        yield judged
        if not judged.changed:
            return
        added = tuple(one for one in new_findings(before, load_draft()) if row.code in one.codes)
        if blocking := next((one for one in added if one.blocks), None):
            raise Refused(blocking.refusal, code=blocking.rule)
        mark = changed_mark(row, actor=actor, at=at)
        Session.objects.filter(pk=row.pk).update(**mark)
        row.version, judged.warnings = mark["version"], added
        bump(VERSION)


def in_order(session: Session) -> list[Appearance]:
    """The people of the session as their names are read out."""
    rows = session.appearances.select_related("speaker__country", "speaker__registration")
    return list(rows.order_by("position", "pk"))


def arrange(session: Session, *, order: Sequence[int], version: int | None, actor: User, at: dt.datetime) -> Judged:
    """Put the appearances into the order of their keys. Raises Refused where somebody came or went meanwhile."""
    with changing(session, version=version, actor=actor, at=at) as judged:
        rows = {row.pk: row for row in in_order(session)}
        if sorted(order) != sorted(rows):
            raise Refused(
                _("Somebody added or removed a person meanwhile. Look at the list again."), code="people_changed"
            )
        _number([rows[pk] for pk in order])
    return judged


def step(session: Session, *, appearance: int, by: int, version: int | None, actor: User, at: dt.datetime) -> Judged:
    """Move one person up (-1) or down (+1). At the end of the list nothing changes."""
    keys = [row.pk for row in in_order(session)]
    if appearance not in keys:
        raise Refused(_("This person is no longer in the session."), code="people_changed")
    here = keys.index(appearance)
    there = min(max(here + by, 0), len(keys) - 1)
    keys.insert(there, keys.pop(here))
    return arrange(session, order=keys, version=version, actor=actor, at=at)


def set_parts(
    session: Session, *, parts: Mapping[int, Part], version: int | None, actor: User, at: dt.datetime
) -> Judged:
    """Give roles and shares of the time. A new role is a new question: the answer to the old one no longer counts."""
    with changing(session, version=version, actor=actor, at=at) as judged:
        judged.changed = False
        for row in in_order(session):
            part = parts.get(row.pk)
            if part is None or (part.role, part.minutes) == (row.role, row.minutes):
                continue
            judged.changed = True
            if part.role != row.role:
                row.answer, row.answered_at = ("asked" if row.answer else ""), None
            row.role, row.minutes = part.role, part.minutes
            _save(row)
        _check_shares(session)
    return judged


def appoint(
    session: Session, *, speaker: Speaker, role: str, version: int | None, actor: User, at: dt.datetime
) -> Judged:
    """Add a person at the end. The same person in the same role a second time is refused."""
    with changing(session, version=version, actor=actor, at=at) as judged:
        last = max((row.position for row in in_order(session)), default=-1)
        _save(Appearance(session=session, speaker=speaker, role=role, position=last + 1))
    return judged


def dismiss(session: Session, *, appearance: int, version: int | None, actor: User, at: dt.datetime) -> Judged:
    """Take a person out. Gone already: nothing changes."""
    with changing(session, version=version, actor=actor, at=at) as judged:
        Appearance.objects.filter(session=session, pk=appearance).delete()
        _number(in_order(session))
    return judged


def _save(row: Appearance) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(
            _("%(person)s is in the session as %(role)s already.")
            % {"person": row.speaker, "role": row.get_role_display()},
            code="twice_in_role",
        ) from None


def _check_shares(session: Session) -> None:
    """Shares that are longer than the session cannot be kept."""
    shares = sum(row.minutes or 0 for row in in_order(session))
    length = int(session.duration.total_seconds()) // 60
    if length and shares > length:
        raise Refused(
            _("The shares are %(shares)d minutes together, and the session lasts %(length)d. Shorten some.")
            % {"shares": shares, "length": length},
            code="too_many_minutes",
        )


def _number(rows: Sequence[Appearance]) -> None:
    moved = [row for place, row in enumerate(rows) if row.position != place]
    for place, row in enumerate(rows):
        row.position = place
    Appearance.objects.bulk_update(moved, ["position"])
