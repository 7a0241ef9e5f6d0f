"""Who looked at what is kept about a person: the audit trail, as that person may read it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ascn8.audit.models import AuditEvent
from delegates.models import Purpose, Registration
from delegates.vault.reading import EXPORT, READ, READ_SCAN, Reason


@dataclass(frozen=True, slots=True)
class Reading:
    """One look into the vault: when, who, at what, why."""

    at: dt.datetime
    who: str
    role: str
    what: str
    why: str


def readings_of(registration: Registration) -> list[Reading]:
    """Every reading and export of the sealed data of one person, the latest first."""
    rows = AuditEvent.objects.filter(
        subject=f"registration {registration.code}", action__in=[READ, READ_SCAN, EXPORT]
    ).order_by("-at", "-pk")
    return [_reading(row) for row in rows]


def _reading(row: AuditEvent) -> Reading:
    detail, purpose = row.detail, str(row.detail.get("purpose", ""))
    what = str(Purpose(purpose).label) if purpose in Purpose.values else purpose
    how = {READ: _("%(what)s: read"), READ_SCAN: _("%(what)s: scan opened"), EXPORT: _("%(what)s: in a list")}
    why = str(detail.get("why", ""))
    roles = [_(role) for role in str(detail.get("role", "")).split(", ") if role]
    return Reading(
        at=row.at,
        who=row.actor_name or _("The system"),
        role=", ".join(roles),
        what=how[row.action] % {"what": what},
        why=str(Reason(why).label) if why in Reason.values else why,
    )
