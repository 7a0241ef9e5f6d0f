"""Sending what was promised: never twice from our side, never in a transaction, never when it is too late.

A row is *claimed* by a conditional UPDATE. `claimed_at` is the claim: whoever changes the row afterwards names it, so
that a worker whose claim was taken away (because it hung) changes nothing and hands nothing over.
"""

import datetime as dt
import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.db.models import F, QuerySet
from django.utils import timezone

from ascn8.outbox.envelopes import pack
from ascn8.outbox.models import NO_ADDRESS, Message
from ascn8.outbox.transports import Rejected, ServerAway, Transport, Undelivered, Unknown, open_transport

log = logging.getLogger(__name__)

State = Message.State

# After each refusal of a mail we wait longer; the last step repeats.
_BACK_OFF = [dt.timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 1800, 3600)]
# A server that is away says nothing about the mail: soon after its return everything should be out.
_AWAY_BACK_OFF = _BACK_OFF[:3]
# How long a process asks a silent server nothing more (seconds); what is queued waits for the next sweep.
_PAUSE, _LONGEST_PAUSE = 10, 60
_SLOW = 5
_TRIES_TO_WRITE = 8


class TooLate(Exception):
    """The news is no longer of use."""


class ClaimLost(Exception):
    """Another worker has the row."""


def deliver(pk: int) -> bool:
    """Send one message, if it is queued and due. Returns whether it was sent by this call."""
    return deliver_batch([pk]) == 1


def deliver_batch(pks: Sequence[int]) -> int:
    """Send these messages over one connection, as far as they are queued and due. Returns how many were sent.

    May run at the same time anywhere: each message is claimed by one. After a lost connection the rest stays queued
    for the sweeper, so that a hanging server holds a worker only once.
    """
    if _server_rests():
        return 0
    transport = open_transport(settings.EMAIL_URL)
    sent = 0
    try:
        for pk in pks:
            state = _attempt(pk, transport)
            sent += state == State.SENT
            if _server_rests():
                break
    finally:
        transport.close()
    return sent


def _attempt(pk: int, transport: Transport) -> str:
    """Claim and send one message; returns the state it has now ("" where it was not ours to send)."""
    message = claim(pk, at=timezone.now())
    if message is None:
        return ""
    began = time.monotonic()
    try:
        transport.send(pack(message), hand_over=partial(hand_over, message))
    except ClaimLost:
        return ""
    except (OperationalError, InterfaceError):
        # The database went away before the mail did: the claim goes stale, and the sweeper queues the row again.
        raise
    except Exception as trouble:
        if not isinstance(trouble, Undelivered | TooLate | OSError):
            log.exception("message %s could not be sent", pk)
        if isinstance(trouble, ServerAway) or time.monotonic() - began > _SLOW:
            _server_is_away()
        return _settle(message, **_without_words(message, _outcome(message, trouble, at=timezone.now())))
    _server_answers()
    return _settle(
        message, **_without_words(message, {"state": State.SENT, "sent_at": timezone.now(), "last_error": ""})
    )


def claim(pk: int, *, at: dt.datetime) -> Message | None:
    """Take a queued and due message for this worker, or return None. Messages that came too late expire here."""
    Message.objects.filter(pk=pk, state=State.QUEUED, useful_until__lte=at).update(state=State.EXPIRED)
    due = Message.objects.filter(pk=pk, state=State.QUEUED, not_before__lte=at)
    if not due.update(state=State.SENDING, claimed_at=at, handed_over_at=None, attempts=F("attempts") + 1):
        return None
    return Message.objects.get(pk=pk)


def hand_over(message: Message) -> None:
    """Write down that the mail may arrive from now on; it is committed when this returns.

    Raises TooLate, or ClaimLost where the claim was taken away meanwhile: then the mail must not go out.
    """
    now = timezone.now()
    if message.useful_until and message.useful_until <= now:
        raise TooLate
    if not _ours(message).update(handed_over_at=now):
        raise ClaimLost


def _ours(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, state=State.SENDING, claimed_at=message.claimed_at)


def _outcome(message: Message, trouble: Exception, *, at: dt.datetime) -> dict[str, Any]:
    """What becomes of a message after `trouble`, as fields."""
    said = f"{type(trouble).__name__}: {trouble}"[:500]
    if isinstance(trouble, TooLate):
        return {"state": State.EXPIRED}
    if isinstance(trouble, Unknown):
        return {"state": State.UNCERTAIN, "last_error": said}
    next_try = at + _wait(message.attempts, away=isinstance(trouble, ServerAway))
    if isinstance(trouble, Rejected) or next_try > message.give_up_at:
        return {"state": State.FAILED, "last_error": said}
    return {"state": State.QUEUED, "not_before": next_try, "handed_over_at": None, "last_error": said}


def _without_words(message: Message, outcome: dict[str, Any]) -> dict[str, Any]:
    """The outcome, and with it gone what must not be kept: secret words once they are out, farewells in any case."""
    if outcome["state"] == State.QUEUED:
        return outcome
    gone: dict[str, Any] = {}
    if (message.is_secret and outcome["state"] == State.SENT) or message.is_forgotten:
        gone |= {"text": "", "html": ""}
    if message.is_forgotten:
        # A server's answer names the address.
        gone |= {"to": NO_ADDRESS, "last_error": ""}
    return {**outcome, **gone}


def _wait(attempts: int, *, away: bool) -> dt.timedelta:
    steps = _AWAY_BACK_OFF if away else _BACK_OFF
    return steps[min(attempts, len(steps)) - 1]


def _settle(message: Message, **fields: Any) -> str:
    """Write the outcome under our claim; a database that is just restarting is asked again for some seconds."""
    for attempt in range(_TRIES_TO_WRITE):
        try:
            return fields["state"] if _ours(message).update(**fields) else ""
        except (OperationalError, InterfaceError):
            if attempt == _TRIES_TO_WRITE - 1:
                raise
            close_old_connections()
            time.sleep(0.5)
    return ""


# --- A server that is away ---------------------------------------------------------------------------------------


class _Rest:
    """How long this process leaves a mail server alone that did not answer."""

    def __init__(self) -> None:
        self.url, self.until, self.seconds = "", 0.0, _PAUSE


_rest = _Rest()


def _server_rests() -> bool:
    return _rest.url == settings.EMAIL_URL and time.monotonic() < _rest.until


def _server_is_away() -> None:
    longer = min(_rest.seconds * 2, _LONGEST_PAUSE) if _rest.url == settings.EMAIL_URL else _PAUSE
    _rest.url, _rest.until, _rest.seconds = settings.EMAIL_URL, time.monotonic() + longer, longer


def _server_answers() -> None:
    _rest.url, _rest.until, _rest.seconds = "", 0.0, _PAUSE
