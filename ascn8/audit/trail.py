"""Writing the audit trail."""

import datetime as dt
from typing import Any

from ascn8.audit.models import AuditEvent


def record(*, at: dt.datetime, action: str, subject: str, actor: Any = None, **detail: Any) -> AuditEvent:
    """Add one event, in the caller's transaction, so that no act exists without its row.

    `action` is a dotted word ("registration.approve"), `subject` a public code ("registration 4F7K2M9P").
    `detail` is JSON and holds no passport data, no token, no password.
    """
    known = actor if actor is not None and actor.is_authenticated else None
    return AuditEvent.objects.create(
        at=at,
        actor=known,
        actor_name=known.email if known else "",
        action=action,
        subject=subject,
        detail=detail,
    )
