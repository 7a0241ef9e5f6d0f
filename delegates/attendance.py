"""The end of somebody's attendance, whoever ended it."""

import datetime as dt

from delegates.badges.orders import void_badges
from delegates.models import Registration
from delegates.papers.letters import end_letters
from delegates.signals import registration_withdrawn


def end_attendance(row: Registration, *, at: dt.datetime) -> None:
    """Void the badge and the letters of somebody who no longer comes, and let the other apps free what the person held.

    Call it in the transaction that changed the state of the locked `row`.
    """
    void_badges(row, at=at)
    end_letters(row, at=at)
    registration_withdrawn.send(sender=Registration, registration=row, at=at)
