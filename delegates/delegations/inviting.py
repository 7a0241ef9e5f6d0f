"""Inviting somebody by mail: a link that works once, for one address, until it is answered."""

import datetime as dt
import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.delegations import mails
from delegates.delegations.guarding import lock, why_not_change
from delegates.delegations.joining import join
from delegates.delegations.nominating import locked, told
from delegates.models import Delegation, Nomination, Registration, User
from delegates.models.nomination import NominationState
from delegates.registration import why_not_begin

# Who has not answered after so long is reminded, once, by itself; the button may be pressed once a day.
REMIND_AFTER = dt.timedelta(days=5)
_AGAIN_AFTER = dt.timedelta(days=1)
_AT_ONCE = 500


def why_not_invite(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why no invitation can go out: the button shows it, the action raises it."""
    if row.state == NominationState.REQUESTED:
        return Refused(
            _("The secretariat has not granted this place yet. Invite as soon as it has."), code="not_granted"
        )
    if row.state != NominationState.NAMED:
        return Refused(_("An invitation went out already, or the place is no longer taken."), code="not_named")
    if not row.email:
        return Refused(_("Add the e-mail address of the person first."), code="no_address")
    return why_not_change(row.delegation, actor=actor, at=at) or why_not_begin(at=at)


@transaction.atomic
def invite(nomination: Nomination, *, actor: User, at: dt.datetime) -> Nomination:
    """Mail the link. Raises Refused. A second press finds the invitation sent and changes nothing."""
    row = locked(nomination)
    if row.state == NominationState.INVITED:
        return row
    if refused := why_not_invite(row, actor=actor, at=at):
        raise refused
    row.state, row.invited_at, row.reminded_at = NominationState.INVITED, at, None
    _send(row, again=False, at=at)
    told(row, "delegation.invite", actor=actor, at=at)
    return row


def why_not_remind(row: Nomination, *, actor: User, at: dt.datetime) -> Refused | None:
    """The reason why nobody is reminded now."""
    if row.state != NominationState.INVITED:
        return Refused(_("Only somebody who has not answered an invitation can be reminded."), code="not_invited")
    if refused := why_not_change(row.delegation, actor=actor, at=at) or why_not_begin(at=at):
        return refused
    last = row.reminded_at or row.invited_at
    if last and at < last + _AGAIN_AFTER:
        return Refused(_("We wrote to this person less than a day ago. Wait until tomorrow."), code="too_soon")
    return None


@transaction.atomic
def remind(nomination: Nomination, *, actor: User, at: dt.datetime) -> Nomination:
    """Mail a new link; the former one stops working. Raises Refused."""
    row = locked(nomination)
    if refused := why_not_remind(row, actor=actor, at=at):
        raise refused
    row.reminded_at = at
    _send(row, again=True, at=at)
    told(row, "delegation.remind", actor=actor, at=at)
    return row


def remind_invited(*, at: dt.datetime) -> int:
    """Remind everybody who was invited five days ago and has not answered, once. Returns how many."""
    if why_not_begin(at=at):
        return 0
    due = _due(at).order_by("invited_at").values_list("pk", flat=True)
    return sum(_remind_one(pk, at=at) for pk in due[:_AT_ONCE])


def find(token: str) -> Nomination | None:
    """The nomination behind the token of a link, whatever its state; None for every other text."""
    rows = Nomination.objects.select_related("delegation__country", "category", "registration", "created_by")
    return rows.filter(token_hash=_hash(token)).first()


def why_not_answer(row: Nomination) -> Refused | None:
    """The reason why a link answers nothing any more."""
    words = {
        NominationState.ACCEPTED: _("This invitation was accepted already. Sign in to go on with the registration."),
        NominationState.DECLINED: _("This invitation was declined. If that was a mistake, write to the focal point."),
    }
    if row.state == NominationState.INVITED:
        return None
    taken_back = _("This invitation was taken back. If you did not expect that, write to the focal point.")
    return Refused(words.get(NominationState(row.state), taken_back), code="answered")


def why_not_accept(row: Nomination, user: User) -> Refused | None:
    """The reason why `user` cannot accept: the invitation is for one address, and the account must hold it."""
    if refused := why_not_answer(row):
        return refused
    if not EmailAddress.objects.filter(user=user, email__iexact=row.email, verified=True).exists():
        return Refused(
            _(
                "This invitation is for %(invited)s, and you are signed in as %(email)s. Sign in with the invited "
                "address, or ask the focal point to invite you at yours."
            )
            % {"invited": row.email, "email": user.email},
            code="other_address",
        )
    return None


@transaction.atomic
def accept(nomination: Nomination, *, user: User, at: dt.datetime) -> Registration:
    """Take the place: the registration of `user`, new or there already, joins the delegation. Raises Refused.

    The same person pressing twice gets the same registration.
    """
    row = _answerable(nomination)
    if row.state == NominationState.ACCEPTED and row.registration and row.registration.user_id == user.pk:
        return row.registration
    if refused := why_not_accept(row, user):
        raise refused
    registration = join(row, user, at=at)
    told(row, "delegation.accept", actor=user, at=at)
    mails.answered(row, at=at)
    return registration


@transaction.atomic
def decline(nomination: Nomination, *, at: dt.datetime) -> Nomination:
    """Give the place back, without an account. Raises Refused; a second press changes nothing."""
    row = _answerable(nomination)
    if row.state == NominationState.DECLINED:
        return row
    if refused := why_not_answer(row):
        raise refused
    row.state, row.answered_at = NominationState.DECLINED, at
    row.save(update_fields=["state", "answered_at"])
    told(row, "delegation.decline", actor=None, at=at)
    mails.answered(row, at=at)
    return row


def _answerable(nomination: Nomination) -> Nomination:
    """As it stands under the lock of the delegation; the link must still be the last one that we sent."""
    delegation = lock(Delegation(pk=nomination.delegation_id))
    row = Nomination.objects.select_related("category", "registration", "created_by").get(pk=nomination.pk)
    row.delegation = delegation
    if row.token_hash != nomination.token_hash:
        raise Refused(_("We sent you a newer link meanwhile. Use the one in the latest mail."), code="newer_link")
    return row


def _send(row: Nomination, *, again: bool, at: dt.datetime) -> None:
    """A new secret for the mail; the row keeps its hash, so that nobody who reads the database can answer."""
    token = secrets.token_urlsafe(24)
    row.token_hash = _hash(token)
    row.save()
    held_by = EmailAddress.objects.filter(email__iexact=row.email, verified=True).select_related("user").first()
    mails.invitation(row, token=token, user=held_by.user if held_by else None, again=again, at=at)


def _due(at: dt.datetime) -> QuerySet[Nomination]:
    open_still = Q(delegation__seals_at__isnull=True) | Q(delegation__seals_at__gt=at)
    waits = Nomination.objects.filter(state=NominationState.INVITED, invited_at__lte=at - REMIND_AFTER)
    return waits.filter(open_still, reminded_at__isnull=True)


@transaction.atomic
def _remind_one(pk: int, *, at: dt.datetime) -> bool:
    """Under the lock: whoever answered a moment ago is left in peace."""
    row = locked(Nomination.objects.get(pk=pk))
    if row.state != NominationState.INVITED or row.reminded_at:
        return False
    row.reminded_at = at
    _send(row, again=True, at=at)
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
