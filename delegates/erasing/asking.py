"""Asking for the erasure of one's data, taking the request back, and the secretariat's answer."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block
from delegates import rights_mails
from delegates.models import ErasureRequest, Registration, User

PERMISSION = "delegates.erase_registration"
State = ErasureRequest.State
REASON_MAX = 1000


def open_request(registration: Registration) -> ErasureRequest | None:
    """The request that waits for the secretariat."""
    return ErasureRequest.objects.filter(registration=registration, state=State.OPEN).first()


def why_not_ask(registration: Registration) -> Refused | None:
    """The reason why the person cannot ask now; None where nothing stands in the way."""
    if registration.user.is_staff:
        return Refused(
            _("You work in the secretariat’s panel. Ask your administrator to end that first."), code="is_staff"
        )
    if open_request(registration):
        return Refused(_("You have asked already. The secretariat answers by mail."), code="already")
    return None


@transaction.atomic
def ask(registration: Registration, *, reason: str, actor: User, at: dt.datetime) -> ErasureRequest:
    """Ask that everything be erased; a second press finds the first request. Raises Refused."""
    row = Registration.objects.locked(registration.pk)
    if waiting := open_request(row):
        return waiting
    if refused := why_not_ask(row):
        raise refused
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                registration=row, reason=clean_block(reason)[:REASON_MAX], asked_at=at
            )
    except IntegrityError:
        return ErasureRequest.objects.get(registration=row, state=State.OPEN)
    record(at=at, action="erasure.ask", subject=f"registration {row.code}", actor=actor, request=request.code)
    rights_mails.erasure_asked(request, at=at)
    return request


@transaction.atomic
def take_back(request: ErasureRequest, *, actor: User, at: dt.datetime) -> ErasureRequest:
    """The person changed the mind; nothing happens then. Twice is the same as once. Raises Refused."""
    row = locked(request)
    if row.state == State.WITHDRAWN:
        return row
    if row.state != State.OPEN:
        raise Refused(_("This request is answered already."), code="answered")
    _answer(row, State.WITHDRAWN, actor=actor, at=at)
    return row


def why_not_decide(request: ErasureRequest, *, actor: User) -> Refused | None:
    """The reason why `actor` cannot answer this request; the disabled button shows it, the action raises it."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not erase personal data."), code="not_allowed")
    if request.registration.user_id == actor.pk:
        return Refused(_("You cannot erase your own data. Ask a colleague."), code="own_registration")
    if request.state != State.OPEN:
        return Refused(_("This request is answered already."), code="answered")
    if request.registration.user.is_staff:
        return Refused(_("This account works in the panel. Take its roles away first, then erase."), code="is_staff")
    return None


@transaction.atomic
def refuse(request: ErasureRequest, *, answer: str, actor: User, at: dt.datetime) -> ErasureRequest:
    """Say no, with an answer that the person reads. Raises Refused."""
    row, words = locked(request), clean_block(answer)[:REASON_MAX]
    if row.state == State.REFUSED:
        return row
    if refused := why_not_decide(row, actor=actor):
        raise refused
    if not words:
        raise Refused(_("Write an answer: the person reads it."), code="answer_missing")
    row.answer = words
    _answer(row, State.REFUSED, actor=actor, at=at)
    rights_mails.erasure_refused(row, at=at)
    return row


def locked(request: ErasureRequest) -> ErasureRequest:
    """The request under the lock of its person and its own: the person first, as everywhere."""
    Registration.objects.locked(request.registration_id)
    rows = ErasureRequest.objects.select_related("registration__user").select_for_update(of=("self",))
    return rows.get(pk=request.pk)


def _answer(row: ErasureRequest, state: State, *, actor: User, at: dt.datetime) -> None:
    row.state, row.decided_at, row.decided_by = state, at, actor
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    subject = f"registration {row.registration.code}"
    record(at=at, action=f"erasure.{state}", subject=subject, actor=actor, request=row.code)
