"""Reading what the vault holds: by those with the duty, soon after they showed who they are, for a stated purpose.

Every reading is an audit row that the person it is about can see (delegates/vault/watching.py). The row says who,
when and why, never what.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.models import Purpose, User, VaultItem
from delegates.vault.keeping import facts_of, scan_of
from delegates.vault.sealing import VaultLocked

PERMISSION: dict[str, str] = {
    Purpose.PASSPORT: "delegates.read_passport",
    Purpose.VISIT: "delegates.read_visit",
    Purpose.MEDICAL: "delegates.read_medical",
}
READ, READ_SCAN, EXPORT = "vault.read", "vault.read_scan", "vault.export"
_SHORTEST = 5
# Two readings of the clock within one request may come in either order.
_CLOCKS_APART = dt.timedelta(seconds=2)
Found = TypeVar("Found")


class Reason(TextChoices):
    """Why somebody reads. The word is kept in the audit row, so that the person reads it in their own language."""

    LETTER = "letter", gettext_lazy("For a letter that names it")
    CLEARANCE = "clearance", gettext_lazy("For the security clearance")
    VISIT = "visit", gettext_lazy("For the access list of a site visit")
    CHECK = "check", gettext_lazy("To check what was entered")
    HELP = "help", gettext_lazy("To help the person, who asked for it")
    OTHER = "other", gettext_lazy("Another reason")


def why_not_read(purpose: str, *, actor: User, authenticated_at: dt.datetime | None, at: dt.datetime) -> Refused | None:
    """The reason why `actor` cannot read now: no such duty, or too long since the last proof of who it is."""
    if not actor.has_perm(PERMISSION[purpose]):
        return Refused(
            _("Reading this is not among your duties. Ask a colleague of registration or security."), code="not_duty"
        )
    if not is_fresh(authenticated_at, at=at):
        minutes = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60
        return Refused(
            _("Show once more that it is you: it was more than %(minutes)d minutes ago.") % {"minutes": minutes},
            code="not_fresh",
        )
    return None


def is_fresh(authenticated_at: dt.datetime | None, *, at: dt.datetime) -> bool:
    """Whether somebody showed who they are within the last 15 minutes."""
    most = dt.timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return authenticated_at is not None and -_CLOCKS_APART <= at - authenticated_at <= most


@transaction.atomic
def read(
    item: VaultItem, *, actor: User, purpose_text: str, authenticated_at: dt.datetime | None, at: dt.datetime
) -> dict[str, Any]:
    """The plain facts, and the audit row about it. `purpose_text` is a Reason or words of one's own. Raises Refused."""
    return _open(item, READ, actor=actor, purpose_text=purpose_text, authenticated_at=authenticated_at, at=at)


@transaction.atomic
def read_scan(
    item: VaultItem, *, actor: User, purpose_text: str, authenticated_at: dt.datetime | None, at: dt.datetime
) -> bytes:
    """The plain file, under the same rule and with a row of its own. Raises Refused."""
    _open(item, READ_SCAN, actor=actor, purpose_text=purpose_text, authenticated_at=authenticated_at, at=at)
    if not item.file:
        raise Refused(_("No scan is kept for this person."), code="no_scan")
    return _unlocked(scan_of, item)


@transaction.atomic
def export(
    items: Iterable[VaultItem],
    *,
    actor: User,
    purpose_text: str,
    authenticated_at: dt.datetime | None,
    at: dt.datetime,
) -> list[tuple[VaultItem, dict[str, Any]]]:
    """The plain facts of many people, with one audit row for each of them: all, or a refusal. Raises Refused."""
    return [
        (
            item,
            _open(item, EXPORT, actor=actor, purpose_text=purpose_text, authenticated_at=authenticated_at, at=at),
        )
        for item in items
    ]


def _open(
    item: VaultItem,
    action: str,
    *,
    actor: User,
    purpose_text: str,
    authenticated_at: dt.datetime | None,
    at: dt.datetime,
) -> dict[str, Any]:
    if refused := why_not_read(item.purpose, actor=actor, authenticated_at=authenticated_at, at=at):
        raise refused
    if item.purged_at or not item.sealed:
        raise Refused(_("Nothing is kept any more: it was deleted on its date."), code="purged")
    why = clean_line(purpose_text)[:200]
    if (why not in Reason.values and len(why) < _SHORTEST) or why == Reason.OTHER:
        raise Refused(_("Say in a few words why you read this. The person can see it."), code="no_purpose")
    facts = _unlocked(facts_of, item)
    _refuse_data_in(why, facts)
    record(
        at=at,
        action=action,
        subject=f"registration {item.registration.code}",
        actor=actor,
        purpose=item.purpose,
        occasion=item.occasion,
        why=why,
        role=", ".join(actor.groups.order_by("name").values_list("name", flat=True)),
    )
    return facts


def _refuse_data_in(why: str, facts: dict[str, Any]) -> None:
    """The reason stands in the audit trail in clear, so it must not carry what was sealed."""
    number = str(facts.get("number", ""))
    written = "".join(sign for sign in why.upper() if sign.isalnum())
    if number and number in written:
        raise Refused(_("Do not write the number of the passport into the reason."), code="data_in_purpose")


def _unlocked(opened: Callable[[VaultItem], Found], item: VaultItem) -> Found:
    """What `opened` gives; a missing key is said in words, to whoever can mend it."""
    try:
        return opened(item)
    except VaultLocked:
        raise Refused(
            _("The key that opens this is not among VAULT_KEYS. Ask whoever runs the site to put it back."),
            code="locked",
        ) from None
