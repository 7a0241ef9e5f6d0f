"""The fields that go back to review after the approval, and how their old and new values are kept and shown."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext as _

from delegates.models import Category, ChangeRequest, Delegation, Registration
from delegates.steps import FIELDS, Step
from delegates.vault.passport import kept_passport, labels, masked_facts
from delegates.vault.sealing import seal_facts, unseal_facts


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One reviewed field: its value as JSON, and back."""

    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str


_CATEGORY = Reviewed(
    lambda row: row.slug if row else "", lambda slug: Category.objects.filter(slug=slug).first() if slug else None
)
_DELEGATION = Reviewed(
    lambda row: row.code if row else "", lambda code: Delegation.objects.filter(code=code).first() if code else None
)

# The one table of what goes back to review. Everything else that a step holds is saved at once.
REVIEWED: dict[str, Reviewed] = {
    "title": Reviewed(),
    "given_name": Reviewed(),
    "family_name": Reviewed(),
    "native_name": Reviewed(),
    "badge_name": Reviewed(),
    "category": _CATEGORY,
    "delegation": _DELEGATION,
}
# Beside them, whole: the photograph, and the facts of the travel document.
REVIEWED_STEPS = (Step.PHOTO, Step.PASSPORT)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of old beside new."""

    label: str
    old: str
    new: str
    is_changed: bool = True


def reviewed_fields(step: Step) -> list[str]:
    """The fields of a step that go back to review."""
    return [field for field in FIELDS[step] if field in REVIEWED]


def new_values(change: ChangeRequest) -> dict[str, Any]:
    """{field: the new value as the registration holds it}; None for a category or delegation that is gone."""
    return {field: REVIEWED[field].read(pair["new"]) for field, pair in change.values.items() if field in REVIEWED}


def with_new_values(registration: Registration, change: ChangeRequest | None) -> Registration:
    """The registration as it would be, for a form that goes on from there. Not to be saved."""
    for field, value in new_values(change).items() if change else ():
        setattr(registration, field, value)
    return registration


def rows_of(change: ChangeRequest) -> list[Row]:
    """Old beside new in words, the travel document masked."""
    rows = [
        Row(_label(field), _shown(field, pair["old"]), _shown(field, pair["new"]))
        for field, pair in change.values.items()
    ]
    return [*rows, *_passport_rows(change)] if change.sealed else rows


def seal_passport(facts: dict[str, Any], scan: bytes | None) -> tuple[str, str]:
    """(token, id of the key) of a new travel document; the scan lies in it, so that one seal holds it all."""
    return seal_facts({"facts": facts, "scan": base64.b64encode(scan).decode() if scan else ""})


def sealed_passport(change: ChangeRequest) -> tuple[dict[str, Any], bytes | None]:
    """The new travel document of a change, and its scan; for the work of the house only."""
    held = unseal_facts(change.sealed, change.key_id)
    return held["facts"], base64.b64decode(held["scan"]) if held["scan"] else None


def _passport_rows(change: ChangeRequest) -> list[Row]:
    """Masked on both sides; that a fact differs is said even where the masks are equal."""
    facts, scan = sealed_passport(change)
    before = kept_passport(change.registration)
    old, new = masked_facts(before), masked_facts(facts)
    rows = [
        Row(str(label), old.get(field, "–"), new.get(field, "–"), before.get(field) != facts.get(field))
        for field, label in labels().items()
        if field in old or field in new
    ]
    return [*rows, Row(_("Scan"), "–", _("a new one"))] if scan else rows


def _label(field: str) -> str:
    name = str(cast("models.Field[Any, Any]", Registration._meta.get_field(field)).verbose_name)
    return name[:1].upper() + name[1:]


def _shown(field: str, written: str) -> str:
    value = REVIEWED[field].read(written) if field in REVIEWED else written
    return str(value or written or "–")
