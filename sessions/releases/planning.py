"""Planned releases: at a time that staff choose the draft as it is then publishes itself.

The sweep finds what is due. Each plan is done under the lock of its row, so that two clocks or workers publish it once;
where it is refused the reason stays on the plan and whoever planned it gets a mail.
"""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.outbox.queueing import enqueue
from sessions.models import PlannedRelease
from sessions.moments import venue_time
from sessions.release import publish

log = logging.getLogger(__name__)

State = PlannedRelease.State


@transaction.atomic
def plan(
    *,
    due_at: dt.datetime,
    actor: Any,
    at: dt.datetime,
    day: dt.date | None = None,
    note_en: str = "",
    note_ms: str = "",
) -> PlannedRelease:
    """Have the draft published at `due_at`, or one day of it. Raises Refused where `why_not_plan` has a reason."""
    if reason := why_not_plan(due_at=due_at, at=at):
        raise reason
    row = PlannedRelease.objects.create(
        due_at=due_at, day=day, note_en=note_en, note_ms=note_ms, planned_at=at, planned_by=actor
    )
    record(at=at, actor=actor, action="programme.plan", subject=f"plan {row.code}", due_at=due_at.isoformat())
    return row


def why_not_plan(*, due_at: dt.datetime, at: dt.datetime) -> Refused | None:
    """Why nothing can be planned for `due_at`, or None."""
    if due_at <= at:
        return Refused(_("That time is over. Choose a later one, or publish now."), code="too_early")
    if PlannedRelease.objects.filter(state=State.PLANNED, due_at=due_at).exists():
        return Refused(_("A release is planned for that minute already. Cancel it first."), code="planned_already")
    return None


@transaction.atomic
def cancel_plan(*, code: str, actor: Any, at: dt.datetime) -> PlannedRelease:
    """Let a planned release not happen. A second press changes nothing. Raises Refused where it has happened."""
    row = PlannedRelease.objects.select_for_update().get(code=code)
    if row.state == State.CANCELLED:
        return row
    if reason := why_not_cancel(row):
        raise reason
    row.state, row.finished_at = State.CANCELLED, at
    row.save(update_fields=["state", "finished_at"])
    record(at=at, actor=actor, action="programme.plan_cancel", subject=f"plan {row.code}")
    return row


def why_not_cancel(row: PlannedRelease) -> Refused | None:
    """Why the plan cannot be cancelled any more, or None."""
    if row.state == State.PLANNED:
        return None
    return Refused(_("This plan is done: there is nothing left to cancel."), code="finished")


def publish_due(*, at: dt.datetime) -> int:
    """Publish every planned release whose time has come, the earliest first. Returns how many were published now."""
    due = PlannedRelease.objects.filter(state=State.PLANNED, due_at__lte=at).order_by("due_at", "pk")
    return sum(_try_to_publish(pk, at=at) for pk in due.values_list("pk", flat=True))


def _try_to_publish(pk: int, *, at: dt.datetime) -> bool:
    """One that fails for a reason of ours is tried by the next sweep, and keeps none of the others."""
    try:
        return _publish(pk, at=at)
    except Exception:
        log.exception("a planned release was not published")
        return False


@transaction.atomic
def _publish(pk: int, *, at: dt.datetime) -> bool:
    """Under the lock of the row: whoever comes second finds it done."""
    row = PlannedRelease.objects.select_for_update().get(pk=pk)
    if row.state != State.PLANNED:
        return False
    row.finished_at = at
    try:
        # A refusal is kept in the words that whoever planned it will read.
        with translation.override(getattr(row.planned_by, "language", "") or "en"):
            row.release = publish(actor=row.planned_by, at=at, note_en=row.note_en, note_ms=row.note_ms, day=row.day)
        row.state = State.PUBLISHED
    except Refused as refused:
        row.state, row.reason = State.REFUSED, str(refused)[:300]
        _tell_planner(row, at=at)
    row.save(update_fields=["state", "finished_at", "release", "reason"])
    return row.state == State.PUBLISHED


def _tell_planner(row: PlannedRelease, *, at: dt.datetime) -> None:
    if row.planned_by is None or not row.planned_by.is_active:
        return
    with venue_time():
        enqueue(
            key=f"plan_refused:{row.code}",
            kind="plan_refused",
            template="plan_refused",
            context={"plan": row},
            user=row.planned_by,
            at=at,
        )
