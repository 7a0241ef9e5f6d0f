"""Opening a letter: the person's own at any time, somebody else's by those with the duty, written down."""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import Letter, Purpose, User
from delegates.vault.reading import PERMISSION as READS
from delegates.vault.reading import READ, Reason, is_fresh
from delegates.vault.sealing import unseal

PERMISSION = "delegates.view_letter"


def opened(letter: Letter) -> bytes:
    """The PDF of a letter in force, for the person whom it is about."""
    with default_storage.open(letter.file, "rb") as file:
        return unseal(file.read(), letter.key_id)


def why_not_open(
    letter: Letter, *, actor: User, authenticated_at: dt.datetime | None, at: dt.datetime
) -> Refused | None:
    """The one reason why staff cannot open a letter now."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not read letters."), code="not_allowed")
    if letter.state != Letter.State.MADE:
        return Refused(_("There is no file: the letter is being made, or no longer in force."), code="no_file")
    if letter.kind == Letter.Kind.VISA and not actor.has_perm(READS[Purpose.PASSPORT]):
        return Refused(
            _("The letter names the passport, and reading that is not among your duties. Ask a colleague."),
            code="not_duty",
        )
    if letter.kind == Letter.Kind.VISA and not is_fresh(authenticated_at, at=at):
        return Refused(_("The letter names the passport. Show once more that it is you."), code="not_fresh")
    return None


@transaction.atomic
def open_for_staff(letter: Letter, *, actor: User, authenticated_at: dt.datetime | None, at: dt.datetime) -> bytes:
    """The PDF, and the row that the person sees among those who looked at the passport. Raises Refused."""
    if refused := why_not_open(letter, actor=actor, authenticated_at=authenticated_at, at=at):
        raise refused
    record(
        at=at,
        action=READ,
        subject=f"registration {letter.registration.code}",
        actor=actor,
        purpose=str(Purpose.PASSPORT),
        occasion="",
        why=str(Reason.LETTER),
        role=", ".join(actor.groups.order_by("name").values_list("name", flat=True)),
    )
    return opened(letter)
