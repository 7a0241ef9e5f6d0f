"""What a letter says about its person, taken from the registration, the journey and the vault."""

import json
from dataclasses import asdict, dataclass

from delegates.models import Letter, Purpose, Registration, Travel
from delegates.vault.keeping import facts_of, item_of
from delegates.vault.sealing import index_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter says about the person. Dates are ISO 8601, countries ISO 3166 codes."""

    name: str
    passport_name: str = ""
    nationality: str = ""
    number: str = ""
    issuing_country: str = ""
    expires_on: str = ""
    birth_date: str = ""

    @property
    def shown_name(self) -> str:
        """The name as /verify/ says it: that of the travel document, where the letter knows it."""
        return (self.passport_name or self.name)[:170]

    def index(self, kind: str) -> str:
        """Equal for letters that say the same; nobody without the key can try values."""
        return index_of("letter", kind, json.dumps(asdict(self), ensure_ascii=False, sort_keys=True))


def facts_for(row: Registration, *, kind: Letter.Kind) -> Facts:
    """What a letter of this kind says about the person now; the vault is opened for it."""
    item = item_of(row, Purpose.PASSPORT)
    kept = facts_of(item) if item else {}
    travel = Travel.objects.filter(registration=row).first()
    nationality = (travel and travel.nationality_id) or kept.get("issuing_country") or row.country_id or ""
    facts = Facts(row.full_name, str(kept.get("passport_name", "")), str(nationality))
    if kind == Letter.Kind.INVITATION:
        return facts
    return Facts(
        facts.name,
        facts.passport_name,
        facts.nationality,
        str(kept.get("number", "")),
        str(kept.get("issuing_country", "")),
        str(kept.get("expires_on", "")),
        str(kept.get("birth_date", "")),
    )
