"""What we tell people about requests that concern their data. Each promises one mail in the outbox."""

import datetime as dt

from ascn8.outbox.models import FORGOTTEN
from ascn8.outbox.queueing import enqueue
from delegates.models import ErasureRequest


def erasure_asked(request: ErasureRequest, *, at: dt.datetime) -> None:
    """We have the request; it is answered soon; it can be taken back."""
    _tell(request, f"erasure:{request.code}:asked", "erasure_asked", at=at)


def erasure_refused(request: ErasureRequest, *, at: dt.datetime) -> None:
    """No, and why."""
    _tell(request, f"erasure:{request.code}:refused", "erasure_refused", at=at, answer=request.answer)


def erased(request: ErasureRequest, *, to: str, language: str, at: dt.datetime) -> None:
    """Done, and what was kept. To the old address, which the outbox forgets afterwards."""
    enqueue(
        key=f"erasure:{request.code}:done",
        kind=FORGOTTEN,
        template="erasure_done",
        context={"kept": request.kept, "code": request.code},
        to=to,
        language=language,
        at=at,
    )


def account_deleted(account: str, *, to: str, language: str, at: dt.datetime) -> None:
    """The account is gone; nothing was kept."""
    enqueue(
        key=f"deleted:{account}",
        kind=FORGOTTEN,
        template="account_deleted",
        context={},
        to=to,
        language=language,
        at=at,
    )


def _tell(request: ErasureRequest, key: str, template: str, *, at: dt.datetime, **context: object) -> None:
    registration = request.registration
    enqueue(
        key=key,
        kind=template,
        template=template,
        context={"name": registration.full_name, "code": request.code, **context},
        user=registration.user,
        at=at,
    )
