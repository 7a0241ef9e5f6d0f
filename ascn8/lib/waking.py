"""Waking a worker once the transaction is safe."""

from typing import Any

from django.db import transaction


def wake(task: Any, *arguments: Any) -> None:
    """Send a Celery task after the commit. A broker that is away is logged; the sweeper finds what waits.

    A function and no `partial`: Django 5.2 logs a failing robust hook by its `__qualname__`, which a partial lacks,
    so that the outage would become an error of the request.
    """

    def send() -> None:
        task.delay(*arguments)

    transaction.on_commit(send, robust=True)
