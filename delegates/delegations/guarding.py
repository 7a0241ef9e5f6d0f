"""Who may change a delegation, and until when. Every refusal says why and what to do."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.models import Delegation, User
from delegates.registration import why_not_begin

# The secretariat acts in every delegation and after every deadline.
SECRETARIAT = "delegates.change_delegation"


def lock(delegation: Delegation) -> Delegation:
    """The row, locked until the end of the transaction. Everybody locks in this order: delegation, registration,
    nomination; places are counted under this lock only."""
    return Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)


def acts_for(delegation: Delegation, user: User) -> bool:
    """Whether `user` is a focal point of this delegation or acts for the secretariat."""
    return user.has_perm(SECRETARIAT) or delegation.focal_points.filter(pk=user.pk).exists()


def why_not_change(delegation: Delegation, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why `actor` changes nothing in this delegation; None where they may."""
    if actor.has_perm(SECRETARIAT):
        return None
    if not delegation.focal_points.filter(pk=actor.pk).exists():
        return Refused(_("Only a focal point of this delegation can do this."), code="not_focal_point")
    if delegation.seals_at and at >= delegation.seals_at:
        return Refused(
            _("The delegation was sealed on %(date)s. Write to %(email)s: only the secretariat changes it now.")
            % {"date": _date(delegation.seals_at), "email": current_meeting().contact_email},
            code="sealed",
        )
    return None


def why_not_add(delegation: Delegation, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why `actor` adds nobody to this delegation: its seal, its deadline, the window of the meeting."""
    if refused := why_not_change(delegation, actor=actor, at=at):
        return refused
    if actor.has_perm(SECRETARIAT):
        return None
    if delegation.nominates_until and at >= delegation.nominates_until:
        return Refused(
            _("Nominations ended on %(date)s. You can still replace somebody; for a further person write to %(email)s.")
            % {"date": _date(delegation.nominates_until), "email": current_meeting().contact_email},
            code="nominations_over",
        )
    return why_not_begin(at=at)


def _date(moment: dt.datetime) -> str:
    return date_format(moment.astimezone(current_meeting().zone), "j F Y, H:i")
