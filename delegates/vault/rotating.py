"""Sealing everything anew with the first of VAULT_KEYS, row by row, while the site runs.

A row and its file are one step: the new file is written under a new name, the row is updated, and only when that is
committed the old file goes. Killed anywhere, the row still names a file that its key opens; a file that nobody names is
swept away later (delegates/vault/purging.py).
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction

from delegates.models import ChangeRequest, Letter, VaultItem
from delegates.photos import discard
from delegates.vault.keeping import sealed_file, store_sealed
from delegates.vault.sealing import VaultLocked, current_key_id, seal, unseal

_AT_ONCE = 200

# Every table with sealed things. A column "sealed" holds a token, a column "file" names a sealed file of this folder.
SEALED: dict[type[models.Model], str] = {VaultItem: "vault/", ChangeRequest: "", Letter: "letters/"}


def remaining() -> int:
    """How many rows are sealed with another key than the first."""
    return sum(_old(model).count() for model in SEALED)


def rotate(*, tell: Callable[[int], None] = lambda left: None) -> tuple[int, int]:
    """(rows sealed anew, rows that no key opens). May be stopped and run again; `tell` hears how many are left."""
    done = locked = 0
    left = remaining()
    for model in SEALED:
        for pk in _pks(model):
            try:
                done += _rotate_one(model, pk)
            except VaultLocked:
                locked += 1
            left -= 1
            if left % _AT_ONCE == 0:
                tell(left)
    return done, locked


def _old(model: type[models.Model]) -> "models.QuerySet[Any]":
    return model._default_manager.exclude(key_id__in=["", current_key_id()])


def _pks(model: type[models.Model]) -> Iterator[int]:
    """In batches by primary key: rows that cannot be opened are passed once, not for ever."""
    last = 0
    while batch := list(_old(model).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        yield from batch
        last = batch[-1]


@transaction.atomic
def _rotate_one(model: type[models.Model], pk: int) -> bool:
    """Seal one row and its file anew. Raises VaultLocked, and has changed nothing then."""
    row = _old(model).select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    changed = ["key_id"]
    if getattr(row, "sealed", ""):
        row.sealed = seal(unseal(row.sealed, row.key_id))[0]
        changed.append("sealed")
    former = getattr(row, "file", "")
    if former:
        row.file = store_sealed(SEALED[model], unseal(sealed_file(former), row.key_id))
        changed.append("file")
    row.key_id = current_key_id()
    row.save(update_fields=changed)
    discard([former])
    return True
