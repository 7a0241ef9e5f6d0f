"""Giving booths away and taking them back. The constraint on the row is the lock; the lock is for the sentence."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.versions import bump
from delegates.models import User
from exhibition.models import Booth, Exhibitor


def why_not_assign(*, booth: Booth, exhibitor: Exhibitor) -> Refused | None:
    """The reason why `booth` cannot be given to `exhibitor` now, or None."""
    if booth.state == Booth.State.BLOCKED:
        return Refused(
            _("Booth %(number)s is blocked. Free it first, or choose another one.") % {"number": booth.number},
            code="booth_blocked",
        )
    if booth.exhibitor_id and booth.exhibitor_id != exhibitor.pk:
        return Refused(
            _("Booth %(number)s is held by %(name)s. Vacate it first, or choose another one.")
            % {"number": booth.number, "name": booth.exhibitor},
            code="booth_taken",
        )
    return None


@transaction.atomic
def assign(*, booth: Booth, exhibitor: Exhibitor, actor: User | None, at: dt.datetime) -> Booth:
    """Give the booth to the exhibitor. Giving it twice to the same one changes nothing. Raises Refused."""
    locked = Booth.objects.select_for_update(of=("self",)).select_related("exhibitor").get(pk=booth.pk)
    if refusal := why_not_assign(booth=locked, exhibitor=exhibitor):
        raise refusal
    if locked.state != Booth.State.ASSIGNED:
        locked.state, locked.exhibitor = Booth.State.ASSIGNED, exhibitor
        _write(locked, "booth.assign", actor=actor, at=at, exhibitor=exhibitor.code)
    return locked


@transaction.atomic
def vacate(*, booth: Booth, actor: User | None, at: dt.datetime) -> Booth:
    """Take the booth back; it is free afterwards, whoever held it."""
    locked = Booth.objects.select_for_update(of=("self",)).select_related("exhibitor").get(pk=booth.pk)
    if locked.exhibitor:
        before = locked.exhibitor.code
        locked.state, locked.exhibitor = Booth.State.FREE, None
        _write(locked, "booth.vacate", actor=actor, at=at, exhibitor=before)
    return locked


@transaction.atomic
def block(*, booth: Booth, blocked: bool, actor: User | None, at: dt.datetime) -> Booth:
    """Take a free booth out of use (a column, a fire door), or put it back. Raises Refused where it is held."""
    locked = Booth.objects.select_for_update(of=("self",)).select_related("exhibitor").get(pk=booth.pk)
    if locked.exhibitor:
        raise Refused(
            _("Booth %(number)s is held by %(name)s. Vacate it before you block it.")
            % {"number": locked.number, "name": locked.exhibitor},
            code="booth_taken",
        )
    wanted = Booth.State.BLOCKED if blocked else Booth.State.FREE
    if locked.state != wanted:
        locked.state = wanted
        _write(locked, "booth.block" if blocked else "booth.free", actor=actor, at=at)
    return locked


def _write(booth: Booth, action: str, *, actor: User | None, at: dt.datetime, **detail: str) -> None:
    booth.save(update_fields=["state", "exhibitor"])
    bump("exhibition")
    record(at=at, actor=actor, action=action, subject=f"booth {booth.number}", **detail)
