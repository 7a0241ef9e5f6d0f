"""Who comes along with somebody: registrations of their own that end with that of their principal."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.models import Category, Registration, User
from delegates.models.registration import State
from delegates.registration import why_not_begin, write_index
from delegates.registration import withdraw as withdraw_registration
from delegates.steps import REQUIRED, Step, steps_of

MOST = 4
_OVER = (State.DECLINED, State.WITHDRAWN)


def steps_for(companion: Registration) -> tuple[Step, ...]:
    """What a principal fills in; what somebody represents follows from the principal."""
    return tuple(step for step in steps_of(companion) if step is not Step.WORK)


def companions_of(principal: Registration) -> QuerySet[Registration]:
    """Those who come along, the withdrawn too, in the order in which they were added."""
    rows = Registration.objects.filter(principal=principal).select_related("user", "category", "delegation", "country")
    return rows.order_by("created_at", "pk")


def why_not_add(principal: Registration, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why nobody can be added now: the button shows it, the action raises it."""
    if principal.user_id != actor.pk or principal.principal_id:
        return Refused(_("Only the person who is accompanied adds somebody."), code="not_yours")
    if principal.state in _OVER:
        return Refused(
            _("Your own registration is over. Register again before you bring somebody."), code="principal_over"
        )
    if not all(getattr(principal, field) for field in REQUIRED[Step.WORK]):
        return Refused(
            _("First finish the step “What you represent” of your own registration."), code="principal_unfinished"
        )
    if companions_of(principal).exclude(state__in=_OVER).count() >= MOST:
        return Refused(
            _("You can bring %(most)d people. For more write to the secretariat.") % {"most": MOST}, code="enough"
        )
    if not Category.objects.filter(is_accompanying=True).exists():
        return Refused(_("This meeting has no places for accompanying persons."), code="no_category")
    return why_not_begin(at=at)


@transaction.atomic
def add(principal: Registration, *, actor: User, at: dt.datetime) -> Registration:
    """A new draft for somebody who comes along. Raises Refused."""
    row = Registration.objects.locked(principal.pk)
    if refused := why_not_add(row, actor=actor, at=at):
        raise refused
    with translation.override("en"):
        position = _("Accompanying %(name)s") % {"name": row.badge_name or row.full_name or row.code}
    companion = Registration(
        user=row.user,
        principal=row,
        category=Category.objects.filter(is_accompanying=True).first(),
        delegation=row.delegation,
        organisation=row.organisation,
        position=position[:120],
        country=row.country,
        phone=row.phone,
        created_at=at,
        changed_at=at,
    )
    write_index(companion)
    companion.save()
    return companion


@transaction.atomic
def withdraw(companion: Registration, *, actor: User, at: dt.datetime) -> Registration:
    """Somebody does not come along after all. Raises Refused."""
    if companion.principal_id is None or companion.user_id != actor.pk:
        raise Refused(_("Only the person who is accompanied can do this."), code="not_yours")
    return withdraw_registration(companion, actor=actor, at=at)
