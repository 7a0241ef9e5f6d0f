"""Putting into the vault, and taking out for work that no person reads."""

import datetime as dt
import secrets
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from ascn8.audit.trail import record
from ascn8.lib.storing import store_whole
from ascn8.lib.text import fold
from delegates.models import Purpose, Registration, User, VaultItem
from delegates.photos import discard
from delegates.vault.sealing import index_of, seal, seal_facts, unseal, unseal_facts

# What a travel document holds. Dates are ISO 8601, countries ISO 3166 codes.
PASSPORT_FIELDS = ("passport_name", "number", "issuing_country", "expires_on", "birth_date", "birth_place")


def item_of(registration: Registration, purpose: Purpose, *, occasion: str = "") -> VaultItem | None:
    """What the vault holds of a person for a purpose, unless it was purged."""
    kept = VaultItem.objects.filter(registration=registration, purpose=purpose, occasion=occasion)
    return kept.filter(purged_at__isnull=True).exclude(sealed="").first()


@transaction.atomic
def keep(
    registration: Registration,
    *,
    purpose: Purpose,
    facts: dict[str, Any],
    actor: User | None,
    at: dt.datetime,
    occasion: str = "",
    scan: bytes | None = None,
) -> VaultItem:
    """Seal `facts` (JSON, as cleaned by the form) and, where given, the scan; the former ones are overwritten.

    Call it under the lock of the registration. The audit row says that, never what.
    """
    item, _made = VaultItem.objects.select_for_update().get_or_create(
        registration=registration, purpose=purpose, occasion=occasion, defaults={"changed_at": at}
    )
    former_key = item.key_id
    item.sealed, item.key_id = seal_facts(facts)
    item.changed_at, item.purged_at = at, None
    if purpose == Purpose.PASSPORT:
        item.number_index = number_index(facts)
        item.person_index = person_index(facts)
    if scan is None and item.file and former_key != item.key_id:
        # The row names one key for both: a scan that stays is sealed anew with the key of today.
        scan = unseal(sealed_file(item.file), former_key)
    if scan is not None:
        former = item.file
        item.file = store_sealed("vault/", scan)
        discard([former])
    item.save()
    record(
        at=at,
        action="vault.keep",
        subject=f"registration {registration.code}",
        actor=actor,
        purpose=str(purpose),
        occasion=occasion,
    )
    return item


def facts_of(item: VaultItem) -> dict[str, Any]:
    """The sealed facts, for the work of the house only (a letter, a check, the person's own page).

    Whoever shows them to another person goes through delegates/vault/reading.py, which asks and records.
    """
    return unseal_facts(item.sealed, item.key_id)


def scan_of(item: VaultItem) -> bytes:
    """The sealed file; the same rule as `facts_of`."""
    return unseal(sealed_file(item.file), item.key_id)


def sealed_file(name: str) -> bytes:
    """The bytes of a file as they lie in the storage."""
    with default_storage.open(name, "rb") as file:
        return bytes(file.read())


def store_sealed(folder: str, content: bytes) -> str:
    """Store `content`, sealed with the key of today, under a new random name, which is returned."""
    (token, _key_id), name = seal(content), f"{folder}{secrets.token_hex(16)}"
    store_whole(default_storage, name, token.encode())
    return name


def number_index(facts: dict[str, Any]) -> str:
    """Equal for the same number of the same country, however it was spaced."""
    number = "".join(sign for sign in str(facts.get("number", "")).upper() if sign.isalnum())
    return index_of("number", str(facts.get("issuing_country", "")), number)


def person_index(facts: dict[str, Any]) -> str:
    """Equal for the same folded name and date of birth."""
    return index_of("person", fold(str(facts.get("passport_name", ""))), str(facts.get("birth_date", "")))


def masked(value: str) -> str:
    """The first three and the last two signs of something long, stars between: A12****89. Short values: stars only."""
    if len(value) < 7:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 5) + value[-2:]
