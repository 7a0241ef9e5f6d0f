"""What workers left behind, found again: the database is the queue, the broker only wakes."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerAway

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.waking import wake
from ascn8.outbox.models import TRIED_FOR, Message, Tick
from ascn8.outbox.tasks import deliver

log = logging.getLogger(__name__)

State = Message.State

# A claim older than this belongs to a worker that died or hangs; claims are fenced, so a worker that only was slow
# hands nothing over afterwards (delivery.hand_over).
STALE = dt.timedelta(seconds=45)
# What was handed over gets an answer or a time-out well within this.
UNANSWERED = dt.timedelta(seconds=90)
_BATCH, _AT_ONCE = 20, 4000


def sweep_outbox(*, at: dt.datetime) -> dict[str, int]:
    """Free stale claims, expire what came too late, wake the workers for what is due. Returns a count for each."""
    claimed = Message.objects.filter(state=State.SENDING)
    return {
        "mails freed": claimed.filter(handed_over_at__isnull=True, claimed_at__lte=at - STALE).update(
            state=State.QUEUED, not_before=at
        ),
        "mails uncertain": claimed.filter(handed_over_at__isnull=False, claimed_at__lte=at - UNANSWERED).update(
            state=State.UNCERTAIN, last_error="the sender ended before the mail server's answer was known"
        ),
        "mails too late": Message.objects.filter(state=State.QUEUED, useful_until__lte=at).update(state=State.EXPIRED),
        "mails due": _wake(at=at),
    }


def _wake(*, at: dt.datetime) -> int:
    """Tell the workers what is due, oldest first. What a former sweep told them and they have not taken is dropped."""
    due = Message.objects.filter(state=State.QUEUED, not_before__lte=at).order_by("not_before", "pk")
    pks = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    try:
        for start in range(0, len(pks), _BATCH):
            deliver.apply_async((pks[start : start + _BATCH],), expires=settings.SWEEP_SECONDS)
    except BrokerAway as error:
        log.warning("the broker is away, mails wait: %s", error)
    return len(pks)


def why_not_again(message: Message, *, at: dt.datetime) -> Refused | None:
    """Why `message` cannot be sent again, or None where staff may decide to."""
    if message.state not in (State.FAILED, State.UNCERTAIN):
        return Refused(
            _("Only messages that failed or may not have arrived can be sent again."), code="message_not_in_trouble"
        )
    if message.useful_until and message.useful_until <= at:
        return Refused(_("What this message says is over: it is not sent any more."), code="message_too_late")
    return None


@transaction.atomic
def send_again(message: Message, *, actor: Any, at: dt.datetime) -> Message:
    """Queue a message again that failed or whose arrival is unknown, because `actor` decided so. Raises Refused.

    It keeps its key and so its Message-ID: where the first did arrive, mail programs may show the two as one.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if refused := why_not_again(row, at=at):
        raise refused
    was = row.state
    row.state, row.not_before, row.give_up_at = State.QUEUED, at, at + TRIED_FOR
    row.attempts, row.claimed_at, row.handed_over_at = 0, None, None
    row.save(update_fields=["state", "not_before", "give_up_at", "attempts", "claimed_at", "handed_over_at"])
    record(at=at, action="message.send_again", subject=f"message {row.key}"[:120], actor=actor, was=was, kind=row.kind)
    wake(deliver, [row.pk])
    return row


def tick(name: str, *, at: dt.datetime) -> None:
    """Remember that `name` ran; kept in the database, so that an emptied cache does not look like a dead beat."""
    Tick.objects.update_or_create(name=name, defaults={"at": at})


def last_tick(name: str = "sweep") -> dt.datetime | None:
    """When `name` ran last; None where it never did."""
    return Tick.objects.filter(name=name).values_list("at", flat=True).first()
