"""Medical notes: what a doctor or the crew must know. Sealed, kept only with the agreement that names them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ascn8.audit.trail import record
from delegates.models import Purpose, Registration, VaultItem
from delegates.photos import discard
from delegates.vault.keeping import item_of, keep

# The names of the fields in the step "Food and access".
NOTES, REMOVE = "medical_notes", "remove_medical_notes"


def has_notes(registration: Registration) -> bool:
    """Whether the vault holds a medical note of this person."""
    return item_of(registration, Purpose.MEDICAL) is not None


def put_notes(registration: Registration, *, data: Mapping[str, Any], at: dt.datetime) -> None:
    """Keep, replace or remove the note as the cleaned step says. Call it under the lock of the registration."""
    if notes := data.get(NOTES):
        keep(registration, purpose=Purpose.MEDICAL, facts={"notes": notes}, actor=registration.user, at=at)
    elif data.get(REMOVE):
        empty(registration, purpose=Purpose.MEDICAL, at=at)


@transaction.atomic
def empty(registration: Registration, *, purpose: Purpose, at: dt.datetime) -> bool:
    """Empty, at the person's wish, what the vault holds for one purpose. Returns whether there was anything."""
    rows = VaultItem.objects.select_for_update().filter(registration=registration, purpose=purpose)
    rows = rows.filter(purged_at__isnull=True)
    files = [row.file for row in rows]
    if not files:
        return False
    rows.update(sealed="", key_id="", file="", number_index="", person_index="", purged_at=at)
    discard(files)
    record(
        at=at,
        action="vault.empty",
        subject=f"registration {registration.code}",
        actor=registration.user,
        purpose=str(purpose),
    )
    return True
