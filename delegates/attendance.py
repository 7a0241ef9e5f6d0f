"""The end of somebody's attendance, whoever ended it; and what a change of the data makes of it."""

import datetime as dt

from delegates.badges.orders import order_badge, void_badges
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


def settle_attendance(row: Registration, *, was_attending: bool, shown_anew: bool, at: dt.datetime) -> None:
    """After a change of the data of the locked `row`: the badge that follows from it.

    Who came into a category with a stage that is not passed yet attends no longer, so badge and seats end; who left
    such a category attends from now on. `shown_anew`: something that stands on the badge has changed.
    """
    if row.is_attending:
        if shown_anew or not was_attending:
            order_badge(row, at=at)
    elif was_attending:
        end_attendance(row, at=at)
