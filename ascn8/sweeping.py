"""What beat does: the same functions for the tasks and for `manage.py sweep`."""

import datetime as dt

from django.core.cache import cache
from django.utils import timezone

from ascn8.limits.spending import forget
from delegates.badges.issue import issue_due
from delegates.reminders import remind_unfinished

_TICK = "sweeping:tick"


def sweep_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Queue what is due, free what hangs, delete what is over. Returns a count for each kind."""
    now = at or timezone.now()
    done = {"limits": forget(at=now), "badges": issue_due(at=now)}
    cache.set(_TICK, now, timeout=None)
    return done


def last_tick() -> dt.datetime | None:
    """When everything was last swept; None where it never was, or where nobody remembers."""
    tick: dt.datetime | None = cache.get(_TICK)
    return tick


def remind_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Write the reminders that are due into the outbox. Returns a count for each kind."""
    now = at or timezone.now()
    return {"unfinished": remind_unfinished(at=now)}
