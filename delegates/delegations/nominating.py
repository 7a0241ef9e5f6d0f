"""Naming the members of a delegation. Over the places of a category a nomination becomes a request, never an error."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from delegates.delegations.guarding import lock, why_not_add, why_not_change
from delegates.delegations.places import has_room
from delegates.models import Category, Delegation, Nomination, Registration, User
from delegates.models.nomination import LIVE_NOMINATIONS, NominationState
from delegates.models.registration import Standing, State
from delegates.registration import withdraw as withdraw_registration

_OVER = (State.DECLINED, State.WITHDRAWN)
_NOT_INVITED_YET = (NominationState.NAMED, NominationState.REQUESTED)


@transaction.atomic
def nominate(
    delegation: Delegation,
    *,
    category: Category,
    actor: User,
    at: dt.datetime,
    standing: Standing = Standing.MEMBER,
    name: str = "",
    email: str = "",
    reason: str = "",
) -> Nomination:
    """Take one place for somebody, named or not yet; where none is left, ask the secretariat for it. Raises Refused."""
    delegation = lock(delegation)
    if refused := why_not_add(delegation, actor=actor, at=at):
        raise refused
    state = NominationState.NAMED if has_room(delegation, category) else NominationState.REQUESTED
    row = Nomination(
        delegation=delegation,
        category=category,
        standing=standing,
        name=clean_line(name)[:160],
        email=clean_line(email).lower(),
        reason=clean_block(reason)[:1000],
        state=state,
        created_at=at,
        created_by=actor,
    )
    write(row)
    told(row, "delegation.nominate", actor=actor, at=at, state=state.value)
    return row


def why_not_name(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why the name and the address of a place cannot be changed now."""
    if row.state not in _NOT_INVITED_YET:
        return Refused(
            _("Somebody was invited to this place already. To give it to somebody else, replace the person."),
            code="already_invited",
        )
    return why_not_change(row.delegation, actor=actor, at=at)


@transaction.atomic
def name_place(nomination: Nomination, *, name: str, email: str, actor: User, at: dt.datetime) -> Nomination:
    """Say who takes a place, before anybody is invited to it. Raises Refused."""
    row = locked(nomination)
    if refused := why_not_name(row, actor=actor, at=at):
        raise refused
    row.name, row.email = clean_line(name)[:160], clean_line(email).lower()
    write(row)
    told(row, "delegation.name", actor=actor, at=at)
    return row


def why_not_replace(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why a place cannot go to somebody else. A replacement adds nobody, so it may come until the seal."""
    if row.state not in LIVE_NOMINATIONS:
        return Refused(_("This place is no longer taken. Nominate somebody new instead."), code="not_live")
    return why_not_change(row.delegation, actor=actor, at=at)


@transaction.atomic
def replace(nomination: Nomination, *, name: str, email: str, actor: User, at: dt.datetime) -> Nomination:
    """Withdraw one person and give the very same place to another, so that nobody else can take it. Raises Refused."""
    old = locked(nomination)
    if refused := why_not_replace(old, actor=actor, at=at):
        raise refused
    state = NominationState.REQUESTED if old.state == NominationState.REQUESTED else NominationState.NAMED
    standing = Standing(old.standing)
    _end(old, actor=actor, at=at)
    new = Nomination(
        delegation=old.delegation,
        category=old.category,
        standing=standing,
        name=clean_line(name)[:160],
        email=clean_line(email).lower(),
        reason=old.reason,
        state=state,
        created_at=at,
        created_by=actor,
    )
    write(new)
    told(new, "delegation.replace", actor=actor, at=at, instead_of=old.code)
    return new


def why_not_withdraw(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why a nomination cannot be taken back."""
    if row.state not in LIVE_NOMINATIONS:
        return Refused(_("This nomination is over already; it holds no place."), code="not_live")
    return why_not_change(row.delegation, actor=actor, at=at)


@transaction.atomic
def withdraw(nomination: Nomination, *, actor: User, at: dt.datetime) -> Nomination:
    """Take a nomination back and free its place; a registration behind it is withdrawn with it. Raises Refused.

    A second press finds it withdrawn and changes nothing.
    """
    row = locked(nomination)
    if row.state == NominationState.WITHDRAWN:
        return row
    if refused := why_not_withdraw(row, actor=actor, at=at):
        raise refused
    _end(row, actor=actor, at=at)
    told(row, "delegation.withdraw", actor=actor, at=at)
    return row


def locked(nomination: Nomination) -> Nomination:
    """The nomination as it stands, under the locks of its delegation and its registration."""
    delegation = lock(Delegation(pk=nomination.delegation_id))
    if nomination.registration_id:
        Registration.objects.locked(nomination.registration_id)
    rows = Nomination.objects.select_related("category").select_for_update(of=("self",))
    row = rows.get(pk=nomination.pk)
    row.delegation = delegation
    return row


def write(row: Nomination) -> None:
    """Save a new or changed nomination. Raises Refused where somebody else has its address or its standing."""
    if refused := _why_not_write(row):
        raise refused
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # The registration of somebody else got there first; the checks above say so the next time.
        raise Refused(
            _("Somebody changed the delegation at the same moment. Look at it again, then repeat."), code="meanwhile"
        ) from None


def told(row: Nomination, action: str, *, actor: User | None, at: dt.datetime, **detail: object) -> None:
    """Write down who did what to a nomination; names and addresses stay out of it."""
    subject = f"delegation {row.delegation.code}"
    record(at=at, action=action, subject=subject, actor=actor, nomination=row.code, **detail)


def _why_not_write(row: Nomination) -> Refused | None:
    if row.state not in LIVE_NOMINATIONS:
        return None
    others = row.delegation.nominations.live().exclude(pk=row.pk)
    if row.email and (other := others.filter(email=row.email).first()):
        return Refused(
            _("%(email)s is already nominated in this delegation, as “%(name)s”.")
            % {"email": row.email, "name": other},
            code="address_taken",
        )
    if row.standing == Standing.MEMBER:
        return None
    people = Registration.objects.filter(delegation=row.delegation, standing=row.standing).exclude(state__in=_OVER)
    holder = others.filter(standing=row.standing).first() or people.exclude(pk=row.registration_id or 0).first()
    if holder is None:
        return None
    words = {"standing": Standing(row.standing).label, "name": holder}
    return Refused(
        _("The delegation has a %(standing)s already: %(name)s. Replace or withdraw that person first.") % words,
        code="standing_taken",
    )


def _end(row: Nomination, *, actor: User, at: dt.datetime) -> None:
    if row.registration and row.registration.state not in _OVER:
        withdraw_registration(row.registration, actor=actor, at=at)
    row.state, row.answered_at = NominationState.WITHDRAWN, at
    row.save(update_fields=["state", "answered_at"])


@transaction.atomic
def withdraw_member(registration: Registration, *, actor: User, at: dt.datetime) -> Registration:
    """Withdraw somebody of the delegation, nominated or not; the place is free again. Raises Refused."""
    if registration.delegation is None:
        raise Refused(_("This person belongs to no delegation."), code="no_delegation")
    delegation = lock(registration.delegation)
    if refused := why_not_change(delegation, actor=actor, at=at):
        raise refused
    subject = f"delegation {delegation.code}"
    row = withdraw_registration(registration, actor=actor, at=at)
    record(at=at, action="delegation.withdraw", subject=subject, actor=actor, registration=row.code)
    return row
