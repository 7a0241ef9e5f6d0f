"""The focal point begins somebody's registration and fills in what is no secret; the person agrees and submits."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.delegations import mails
from delegates.delegations.guarding import why_not_change
from delegates.delegations.joining import join
from delegates.delegations.nominating import locked, told
from delegates.models import Consent, Nomination, Registration, User
from delegates.models.nomination import NominationState
from delegates.models.registration import State
from delegates.registration import why_not_begin
from delegates.steps import Step

# What a focal point may know and write. Needs, passport and agreements are the person's own.
STEPS = (Step.YOU, Step.WORK, Step.PHOTO, Step.CONTACT)


def why_not_register(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why the focal point cannot register the person of this nomination."""
    if row.state == NominationState.REQUESTED:
        return Refused(
            _("The secretariat has not granted this place yet. Register the person as soon as it has."),
            code="not_granted",
        )
    if row.state not in (NominationState.NAMED, NominationState.INVITED):
        return Refused(_("This place has a registration already, or is no longer taken."), code="not_open")
    if not row.email:
        return Refused(_("Add the e-mail address of the person first."), code="no_address")
    if refused := why_not_change(row.delegation, actor=actor, at=at) or why_not_begin(at=at):
        return refused
    return _why_not_address(row.email)


@transaction.atomic
def register_for(nomination: Nomination, *, actor: User, at: dt.datetime) -> Registration:
    """Begin the registration of the person of this nomination, with an account where there is none. Raises Refused.

    The account has no password and its address counts as unproved until the person signs in by a mailed code.
    """
    row = locked(nomination)
    if row.state == NominationState.ACCEPTED and row.registration:
        return row.registration
    if refused := why_not_register(row, actor=actor, at=at):
        raise refused
    user = _account(row.email, language=actor.language)
    row.invited_at = None  # an invitation that was out is void: the link finds the place taken
    registration = join(row, user, at=at)
    told(row, "delegation.register", actor=actor, at=at)
    mails.registered_for_you(registration, row, at=at)
    return registration


def why_not_fill(registration: Registration, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why a focal point cannot write into a registration: only in one begun here and not taken over yet."""
    nomination = Nomination.objects.filter(registration=registration).select_related("delegation").first()
    begun_here = nomination and nomination.state == NominationState.ACCEPTED and nomination.invited_at is None
    if nomination is None or not begun_here or registration.state != State.DRAFT:
        return Refused(_("Only the person can change this registration now."), code="not_yours")
    if Consent.objects.filter(registration=registration).exists():
        return Refused(
            _("%(name)s has taken the registration over and goes on with it.") % {"name": registration},
            code="taken_over",
        )
    return why_not_change(nomination.delegation, actor=actor, at=at)


def _why_not_address(email: str) -> Refused | None:
    # A withdrawn one too: opening it again would show its photograph and answers to whoever knows the address.
    if not Registration.objects.filter(user__in=_holders(email), principal=None).exists():
        return None
    return Refused(
        _(
            "There is a registration with the address %(email)s already. Invite the person instead: whoever accepts "
            "joins with the registration there is."
        )
        % {"email": email},
        code="has_registration",
    )


def _holders(email: str) -> list[int]:
    """The accounts that this address belongs to, as the main or as a proved one."""
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user", flat=True)
    return [*User.objects.filter(email=email.lower()).values_list("pk", flat=True), *proved]


def _account(email: str, *, language: str) -> User:
    held = User.objects.filter(pk__in=_holders(email)).order_by("pk").first()
    if held:
        return held
    fresh = {"password": make_password(None), "language": language}
    user, _made = User.objects.get_or_create(email=email.lower(), defaults=fresh)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": False})
    return user
