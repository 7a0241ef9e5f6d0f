"""Erasing: in one transaction the attendance ends, what goes is emptied, what stays is written down and told."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ascn8.audit.models import AuditEvent
from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates import rights_mails
from delegates.attendance import end_attendance
from delegates.data_export.registry import Holder, holder_of
from delegates.erasing.asking import State, locked, why_not_decide
from delegates.erasing.parts import pseudonym
from delegates.erasing.registry import erasures, keepings
from delegates.models import ErasureRequest, Registration, User
from delegates.transitions import Move, make_move, why_not_move


def preview(holder: Holder) -> list[dict[str, object]]:
    """What an erasure would empty, with the number of rows. Changes nothing."""
    return [{"name": rule.name, "what": str(rule.what), "rows": rule.rows(holder).count()} for rule in erasures()]


def kept(language: str) -> list[dict[str, str]]:
    """What stays, by which rule and why, in the language of the person."""
    with translation.override(language):
        return [{"rule": rule.name, "what": str(rule.what), "why": str(rule.why)} for rule in keepings()]


@transaction.atomic
def erase(request: ErasureRequest, *, actor: User, at: dt.datetime) -> ErasureRequest:
    """Erase everything about the person of the request that no rule keeps. Twice is the same as once.

    Seats go to those who wait in the same transaction. The confirmation is promised to the old address, and the
    outbox forgets it when it is out. Raises Refused; then nothing has changed.
    """
    row = locked(request)
    if row.state == State.DONE:
        return row
    if refused := why_not_decide(row, actor=actor):
        raise refused
    holder = holder_of(row.registration.user)
    address, language = holder.user.email, holder.user.language
    _end_attendance(holder, actor=actor, at=at)
    for rule in erasures():
        rule.erase(holder, at)
    _close_account(holder.user, pseudonym(holder.user, row.registration.code))
    row.state, row.decided_at, row.decided_by, row.kept = State.DONE, at, actor, kept(language)
    row.reason = row.answer = ""
    row.save(update_fields=["state", "decided_at", "decided_by", "kept", "reason", "answer"])
    ErasureRequest.objects.filter(registration__in=holder.registrations).update(reason="", answer="")
    rules = [rule.name for rule in keepings()]
    record(at=at, action="registration.erase", subject=f"registration {row.registration.code}", actor=actor, kept=rules)
    rights_mails.erased(row, to=address, language=language, at=at)
    return row


def why_not_delete_account(user: User) -> Refused | None:
    """Why somebody without a registration cannot delete the account on the spot; None where it is possible."""
    if user.is_staff:
        return Refused(
            _("You work in the secretariat’s panel. Ask your administrator to end that first."), code="is_staff"
        )
    if user.registrations.exists():
        return Refused(_("There is a registration: ask for erasure instead."), code="has_registration")
    if user.delegations.exists():
        return Refused(
            _("You are the focal point of a delegation. Ask the secretariat to name another one first."), code="focal"
        )
    return None


@transaction.atomic
def delete_account(user: User, *, at: dt.datetime) -> None:
    """Delete an account that never registered, with everything about it, at once. Raises Refused."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if refused := why_not_delete_account(row):
        raise refused
    holder, address, language = Holder(row, []), row.email, row.language
    for rule in erasures():
        rule.erase(holder, at)
    _forget_name(row, pseudonym(row, ""))
    subject = f"account {row.pk}"
    row.delete()
    record(at=at, action="account.delete", subject=subject, actor=None)
    rights_mails.account_deleted(subject, to=address, language=language, at=at)


def _end_attendance(holder: Holder, *, actor: User, at: dt.datetime) -> None:
    """Withdraw whoever can be withdrawn; badges and seats of those who attend are freed as on any other day."""
    for known in holder.registrations:
        row = Registration.objects.locked(known.pk)
        if why_not_move(row, move=Move.WITHDRAW) is None:
            was_attending = row.is_attending
            make_move(row, move=Move.WITHDRAW, actor=actor, at=at)
            if was_attending:
                end_attendance(row, at=at)


def _close_account(user: User, name: str) -> None:
    """The account stays as a pseudonym, because decisions point to it; nobody signs in with it."""
    _forget_name(user, name)
    user.email, user.is_active, user.last_login = name, False, None
    user.set_unusable_password()  # which also ends every open session
    user.save(update_fields=["email", "is_active", "last_login", "password"])


def _forget_name(user: User, name: str) -> None:
    AuditEvent.objects.filter(actor=user).update(actor_name=name)
