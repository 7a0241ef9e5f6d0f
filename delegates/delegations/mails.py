"""What we write about delegations: to those who are invited, and to the focal points."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from ascn8.outbox.queueing import enqueue
from delegates.models import Delegation, Nomination, Registration, User


def invitation(nomination: Nomination, *, token: str, user: User | None, again: bool, at: dt.datetime) -> None:
    """You are invited to be a member of this delegation; the link works once. `token` leaves by this mail only."""
    language = nomination.created_by.language if nomination.created_by else ""
    enqueue(
        # Of the hash: the key must tell two invitations apart and must not give the token away.
        key=f"invitation:{nomination.code}:{nomination.token_hash[:24]}",
        kind="delegation_invitation",
        template="delegation_invitation",
        context={"nomination": nomination, "again": again, "path": reverse("invitation", args=[token])},
        user=user,
        to=nomination.email,
        language=user.language if user else language,
        useful_until=nomination.delegation.seals_at,
        at=at,
    )


def answered(nomination: Nomination, *, at: dt.datetime) -> None:
    """Tell the focal points what somebody answered to the invitation."""
    _tell(nomination, "delegation_answer", nomination.token_hash[:12], at=at)


def request_decided(nomination: Nomination, *, granted: bool, at: dt.datetime) -> None:
    """Tell the focal points whether they have the further place."""
    _tell(nomination, "delegation_place", "granted" if granted else "refused", at=at, granted=granted)


def registered_for_you(row: Registration, nomination: Nomination, *, at: dt.datetime) -> None:
    """Somebody began your registration; check it, agree and submit it."""
    enqueue(
        key=f"registered-for:{nomination.code}:{row.code}",
        kind="registered_for_you",
        template="registered_for_you",
        context={"nomination": nomination, "email": row.user.email},
        user=row.user,
        at=at,
    )


def focal_points_changed(
    delegation: Delegation, *, added: Iterable[User], removed: Iterable[User], event: int, at: dt.datetime
) -> None:
    """Tell who acts for the delegation from now on, and who no longer does. `event` is the row of the audit trail."""
    for user, is_added in [*((user, True) for user in added), *((user, False) for user in removed)]:
        enqueue(
            key=f"focal-point:{event}:{user.pk}",
            kind="focal_point",
            template="focal_point",
            context={"delegation": delegation, "is_added": is_added, "path": address_of(delegation)},
            user=user,
            at=at,
        )


def address_of(delegation: Delegation) -> str:
    """The page of the delegation."""
    return reverse("delegation", args=[delegation.code])


def _tell(nomination: Nomination, template: str, occasion: str, *, at: dt.datetime, **context: object) -> None:
    for user in nomination.delegation.focal_points.filter(is_active=True):
        enqueue(
            key=f"{template}:{nomination.code}:{occasion}:{user.pk}",
            kind=template,
            template=template,
            context={"nomination": nomination, "path": address_of(nomination.delegation), **context},
            user=user,
            at=at,
        )
