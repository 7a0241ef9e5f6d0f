"""Who acts for a delegation. Only the secretariat changes it, and every change is kept and told."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.delegations import mails
from delegates.delegations.guarding import SECRETARIAT, lock
from delegates.models import Delegation, User


@transaction.atomic
def set_focal_points(delegation: Delegation, *, users: Iterable[User], actor: User, at: dt.datetime) -> bool:
    """Make exactly `users` the focal points. Returns whether anything changed. Raises Refused.

    The audit row names the accounts that were added and removed by their numbers; both are told by mail.
    """
    if not actor.has_perm(SECRETARIAT):
        raise Refused(_("Only the secretariat changes the focal points of a delegation."), code="not_allowed")
    delegation = lock(delegation)
    before, after = {user.pk: user for user in delegation.focal_points.all()}, {user.pk: user for user in users}
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    if not added and not removed:
        return False
    delegation.focal_points.set(after.values())
    subject = f"delegation {delegation.code}"
    event = record(at=at, action="delegation.focal_points", subject=subject, actor=actor, added=added, removed=removed)
    mails.focal_points_changed(
        delegation, added=[after[pk] for pk in added], removed=[before[pk] for pk in removed], event=event.pk, at=at
    )
    return True
