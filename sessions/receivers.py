"""News from below that concerns seats."""

import datetime as dt
from typing import Any

from delegates.models import Registration
from sessions.signups import release_all


def free_seats(*, registration: Registration, at: dt.datetime, **_signal: Any) -> None:
    """Somebody no longer attends: the seats go to those who wait."""
    release_all(registration, at=at)
