"""Drawing ordered letters. Run twice, late, or killed at any line: the letter exists once, sealed, and is told once."""

import datetime as dt
import logging

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from ascn8.lib.storing import store_whole
from delegates import mails
from delegates.models import Letter, Registration
from delegates.papers.letter_facts import Facts, facts_for
from delegates.papers.letter_pdf import draw_letter
from delegates.vault.sealing import seal

log = logging.getLogger(__name__)

# A worker had this long to draw a letter before the sweeper looks after it.
_PATIENCE = dt.timedelta(seconds=60)
_AT_ONCE = 200


def issue_letter(letter_pk: int) -> bool:
    """Draw the letter, seal and store it, promise the mail. Returns whether this call settled the order.

    A letter of somebody who does not attend is left alone. It says what holds now, not what held at its order.
    """
    letter = _ordered().filter(pk=letter_pk).first()
    if letter is None or not letter.registration.is_attending:
        return False
    facts = facts_for(letter.registration, kind=Letter.Kind(letter.kind))
    token, key_id = seal(draw_letter(letter, facts))
    name = f"letters/{letter.code}"
    store_whole(default_storage, name, token.encode())
    return _settle(letter, facts, name=name, key_id=key_id, at=timezone.now())


def issue_due_letters(*, at: dt.datetime) -> int:
    """Draw what was ordered a while ago and no worker has drawn. Returns how many. One that fails stops no other."""
    settled = 0
    for pk in due_letters(at=at):
        try:
            settled += issue_letter(pk)
        except Exception:
            log.exception("letter %s could not be drawn", pk)
    return settled


def due_letters(*, at: dt.datetime) -> list[int]:
    """Primary keys of letters whose order is older than a worker needs, longest waiting first."""
    due = Letter.objects.filter(
        state=Letter.State.ORDERED,
        ordered_at__lte=at - _PATIENCE,
        registration__in=Registration.objects.attending(),
    )
    return list(due.order_by("ordered_at").values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic
def _settle(letter: Letter, facts: Facts, *, name: str, key_id: str, at: dt.datetime) -> bool:
    """Write down what was drawn and promise the mail, unless the order came to an end while we drew."""
    row = Registration.objects.locked(letter.registration_id)
    now = Letter.objects.select_for_update().get(pk=letter.pk)
    if now.state != Letter.State.ORDERED or not row.is_attending:
        if not now.file:
            default_storage.delete(name)
        return False
    now.state, now.file, now.key_id, now.made_at = Letter.State.MADE, name, key_id, at
    now.name, now.content_index = facts.shown_name, facts.index(now.kind)
    now.save(update_fields=["state", "file", "key_id", "made_at", "name", "content_index"])
    mails.letter_ready(row, letter=now, at=at)
    return True


def _ordered() -> "models.QuerySet[Letter]":
    related = ("registration__user", "registration__category", "registration__country", "registration__delegation")
    return Letter.objects.filter(state=Letter.State.ORDERED).select_related(*related)
