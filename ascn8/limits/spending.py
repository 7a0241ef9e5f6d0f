"""Counting attempts with one atomic statement that PostgreSQL and SQLite both know."""

import datetime as dt
import hashlib
import time

from django.db import connection
from django.utils import timezone

from ascn8.limits.models import Tally

_SPEND = """
    INSERT INTO limits_tally (key, "window", spent, ends_at) VALUES (%s, %s, 1, %s)
    ON CONFLICT (key, "window") DO UPDATE SET spent = limits_tally.spent + 1
    RETURNING spent
"""


def spend(what: str, most: int, seconds: int) -> int:
    """Count one attempt at `what`; at most `most` are allowed in each window of `seconds`.

    Returns 0 where the attempt is allowed, else the seconds until the window ends.
    """
    now = time.time()
    window = int(now // seconds)
    ends_at = dt.datetime.fromtimestamp((window + 1) * seconds, dt.UTC)
    key = hashlib.sha256(what.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [key, window, ends_at])
        spent = cursor.fetchone()[0]
    return 0 if spent <= most else max(1, int(ends_at.timestamp() - now))


def forget(*, at: dt.datetime | None = None) -> int:
    """Delete windows that are over; returns how many. Called by the sweep."""
    return Tally.objects.filter(ends_at__lt=at or timezone.now()).delete()[0]
