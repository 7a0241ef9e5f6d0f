"""Waking a worker once the transaction is safe. Only that: what has to be done stands in the database."""

import logging
import time
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway
from kombu.pools import producers

log = logging.getLogger(__name__)

# A broker stands next door and answers within a millisecond or two, or it is away: a request does not wait for it.
# One try and one repetition on a new line, so that a broker that was restarted is met again at once.
_PATIENCE = {"socket_timeout": 0.03, "socket_connect_timeout": 0.03}
# Seconds in which a broker that was away is asked nothing more by this process.
_REST = 5.0


class _Broker:
    """What this process knows of the broker."""

    rests_until = 0.0


def wake(task: Any, *arguments: Any) -> None:
    """Send a Celery task after the commit. A broker that is away is logged; the sweeper finds what waits."""

    # A function and no `partial`: Django 5.2 logs a failing robust hook by its `__qualname__`, which a partial lacks,
    # so that the outage would become an error of the request.
    def send() -> None:
        if time.monotonic() >= _Broker.rests_until:
            _send(task, arguments)

    transaction.on_commit(send, robust=True)


def _send(task: Any, arguments: tuple[Any, ...]) -> None:
    line = task.app.connection_for_write(transport_options=_PATIENCE)
    try:
        with producers[line].acquire(block=True, timeout=1) as producer:
            task.apply_async(arguments, producer=producer)
    except BrokerAway as error:
        _Broker.rests_until = time.monotonic() + _REST
        log.warning("the broker is away, the sweep will find the work: %s", error)
