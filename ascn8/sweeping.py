"""What beat does: the same functions for the tasks and for `manage.py sweep`."""

import datetime as dt

from django.utils import timezone

from ascn8.limits.spending import forget


def sweep_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Queue what is due, free what hangs, delete what is over. Returns a count for each kind."""
    now = at or timezone.now()
    return {"limits": forget(at=now)}


def remind_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Write the reminders that are due into the outbox. Returns a count for each kind."""
    return {}
