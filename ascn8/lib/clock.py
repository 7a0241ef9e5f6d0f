"""A clock that a demonstration can move, so that a meeting of September 2025 can be lived through on any day."""

import datetime as dt

from django.utils import timezone

unmoved_now = timezone.now


def move_clock(seconds: int) -> None:
    """Let `django.utils.timezone.now` run `seconds` ahead in this process. Never called in production (settings)."""
    offset = dt.timedelta(seconds=seconds)

    def now() -> dt.datetime:
        return unmoved_now() + offset

    timezone.now = now


def offset_to(moment: dt.datetime) -> int:
    """The offset that makes the clock show `moment` now."""
    return round((moment - unmoved_now()).total_seconds())
