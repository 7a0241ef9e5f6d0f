"""How a registration becomes the one behind a nomination: by an invitation, or because the focal point begins it."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.models import Nomination, Registration, User
from delegates.models.nomination import LIVE_NOMINATIONS, NominationState
from delegates.models.registration import State
from delegates.registration import begin, bring_companions, write_index


def join(nomination: Nomination, user: User, *, at: dt.datetime) -> Registration:
    """Give `user` the place: the registration there is or a new draft, linked. Raises Refused.

    Call it under the lock of the delegation.
    """
    row = Registration.objects.locked(begin(user, at=at).pk)
    if refused := _why_not_join(nomination, row):
        raise refused
    if row.is_editable:
        row.category, row.delegation = nomination.category, nomination.delegation
        row.country = row.country or nomination.delegation.country
        row.city = row.city or nomination.delegation.city
    row.standing = nomination.standing
    row.version += 1
    row.changed_at = at
    write_index(row)
    bring_companions(row)
    nomination.registration, nomination.state, nomination.answered_at = row, NominationState.ACCEPTED, at
    _save(row, nomination)
    return row


def _save(row: Registration, nomination: Nomination) -> None:
    """Both or neither; the place of a head that somebody else holds is said in words."""
    # An earlier nomination, which is over, lets go of the registration.
    Nomination.objects.filter(registration=row).exclude(pk=nomination.pk).update(registration=None)
    try:
        with transaction.atomic():
            row.save()
            nomination.save()
    except IntegrityError:
        raise Refused(
            _("The delegation has a %(standing)s already. Ask its focal point.")
            % {"standing": nomination.get_standing_display()},
            code="standing_taken",
        ) from None


def _why_not_join(nomination: Nomination, row: Registration) -> Refused | None:
    other = Nomination.objects.filter(registration=row, state__in=LIVE_NOMINATIONS).exclude(pk=nomination.pk).first()
    if other:
        return Refused(
            _("This registration already has a place in the delegation of %(delegation)s. Withdraw from it first.")
            % {"delegation": other.delegation},
            code="has_a_place",
        )
    if row.is_editable:
        return None
    if row.state == State.DECLINED:
        return Refused(
            _("This registration was declined. Write to the secretariat before you join a delegation."), code="declined"
        )
    if row.delegation_id == nomination.delegation_id and row.category_id == nomination.category_id:
        return None
    return Refused(
        _(
            "There is a registration as %(category)s already, and it is being processed. Write to the secretariat to "
            "change it."
        )
        % {"category": row.category},
        code="registered_otherwise",
    )
