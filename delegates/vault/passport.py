"""The travel document of a person: kept as the form cleaned it, shown masked."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.followups import mark_done, why_not_do
from delegates.models import FollowUp, Purpose, Registration, Travel, User
from delegates.papers.letters import renew_letters
from delegates.registration import why_not_edit
from delegates.steps import Step
from delegates.vault.keeping import PASSPORT_FIELDS, facts_of, item_of, keep, masked
from delegates.vault.sealing import VaultLocked

TRAVEL_FIELDS = ("nationality", "passport_kind", "lives_in_host_country", "needs_visa_letter", "needs_invitation")


@transaction.atomic
def save_passport(
    registration: Registration,
    *,
    travel: Mapping[str, Any],
    facts: Mapping[str, Any] | None,
    scan: bytes | None,
    actor: User,
    at: dt.datetime,
    follow_up: FollowUp | None = None,
) -> Registration:
    """Keep the step "Travel document": the journey in the open, `facts` and the scan sealed. Raises Refused.

    `facts` is the whole document as the form cleaned it; None leaves what is kept as it is. As a task after the
    approval (`follow_up`) it can be given once; what is kept then is changed by a decision only.
    """
    row = Registration.objects.locked(registration.pk)
    refused = why_not_give(row, follow_up, at=at) if follow_up else why_not_edit(row, at=at, step=Step.PASSPORT)
    if refused:
        raise refused
    chosen = {field: travel[field] for field in TRAVEL_FIELDS if field in travel}
    Travel.objects.update_or_create(registration=row, defaults={**chosen, "changed_at": at})
    if facts is not None:
        keep(row, purpose=Purpose.PASSPORT, facts=dict(facts), actor=actor, at=at, scan=scan)
    row.version += 1
    row.changed_at = at
    row.save(update_fields=["version", "changed_at"])
    if follow_up and facts is not None:
        mark_done(row, follow_up, at=at)
        renew_letters(row, at=at)
    return row


def why_not_give(registration: Registration, follow_up: FollowUp, *, at: dt.datetime) -> Refused | None:
    """The reason why the travel document cannot be given as this task."""
    if refused := why_not_do(registration, follow_up, at=at):
        return refused
    if item_of(registration, Purpose.PASSPORT):
        return Refused(
            _("Your travel document is kept already. Write to the secretariat if it has changed."), code="already"
        )
    return None


def kept_passport(registration: Registration) -> dict[str, Any]:
    """The travel document that the vault holds, for the checks of the form; empty where there is none."""
    item = item_of(registration, Purpose.PASSPORT)
    try:
        return facts_of(item) if item else {}
    except VaultLocked:
        # The person can still give it again; staff see on the review page that the key is missing.
        return {}


def masked_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    """{field: what may be shown of it}: a few signs of the number, of the others only that they are there."""
    shown = {field: "•••" for field in PASSPORT_FIELDS if facts.get(field)}
    if facts.get("number"):
        shown["number"] = masked(str(facts["number"]))
    return shown


def masked_rows(registration: Registration) -> list[dict[str, str]]:
    """The travel document for a page: the number masked, of the rest only what it is. Nothing where nothing is kept."""
    item = item_of(registration, Purpose.PASSPORT)
    if item is None:
        return []
    try:
        shown = masked_facts(facts_of(item))
    except VaultLocked:
        return [{"label": _("Travel document"), "value": _("kept, but the key that opens it is missing")}]
    others = [label for field, label in labels().items() if field in shown and field != "number"]
    if item.file:
        others.append(_("Scan"))
    return [
        {"label": labels()["number"], "value": shown.get("number", "")},
        {"label": _("Also kept, not shown"), "value": ", ".join(others)},
    ]


def labels() -> dict[str, str]:
    """What the fields of a travel document are called."""
    return {
        "passport_name": _("Name as in the passport"),
        "number": _("Passport number"),
        "issuing_country": _("Issued by"),
        "expires_on": _("Valid until"),
        "birth_date": _("Date of birth"),
        "birth_place": _("Place of birth"),
    }
