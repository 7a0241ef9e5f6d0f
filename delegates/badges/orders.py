"""Ordering badges: a row that says what has to be drawn. A worker draws it soon, the sweeper at the latest."""

import datetime as dt

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.waking import wake
from ascn8.meeting.facts import current_meeting
from delegates.models import Badge, ChangeRequest, Registration
from delegates.tasks import draw_badge


def order_badge(row: Registration, *, at: dt.datetime) -> Badge | None:
    """Order the badge of `row`, or order it again because something on it changed. Returns the Badge.

    None where the rule of the meeting holds it back: a change of the person waits for its decision, which orders it.

    Call it in the transaction that changed the locked registration. The QR code of an existing badge stays valid.
    Raises Refused for somebody who has not passed the last stage: no other door leads to a badge.
    """
    if not row.is_attending:
        raise Refused(
            _("%(name)s has no complete accreditation yet, so there can be no badge.") % {"name": row.full_name},
            code="not_attending",
        )
    if is_held_back(row):
        return None
    badge, made = Badge.objects.get_or_create(registration=row, voided_at=None, defaults={"ordered_at": at})
    if not made:
        # A worker that draws the former order at this moment sees another time and leaves its result.
        badge.state, badge.ordered_at = Badge.State.ORDERED, at
        badge.save(update_fields=["state", "ordered_at"])
    wake(draw_badge, badge.pk)
    return badge


def is_held_back(row: Registration) -> bool:
    """Whether an open change keeps the person without a badge until it is decided (a rule of the meeting)."""
    if current_meeting().badge_during_review:
        return False
    return row.changes.filter(state=ChangeRequest.State.OPEN).exists()


def void_badges(row: Registration, *, at: dt.datetime) -> int:
    """Make the badge of `row` void: its QR code is refused from now on. Returns how many were valid."""
    return Badge.objects.valid().filter(registration=row).update(voided_at=at)
