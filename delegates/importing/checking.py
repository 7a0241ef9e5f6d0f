"""From a row to a person, with a sentence for each column in which something is wrong."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.errors import Refused
from ascn8.meeting.models import City, Country
from delegates.importing.cells import address, cleaned, phone
from delegates.importing.headings import Field
from delegates.importing.places import Places, find
from delegates.importing.reading import Row
from delegates.models import Category, Delegation

_BATCH = 1000


class Outcome(TextChoices):
    """What becomes of a row."""

    SUBMITTED = "submitted", gettext_lazy("New, handed in")
    DRAFT = "draft", gettext_lazy("New, for the person to finish")
    UPDATED = "updated", gettext_lazy("Draft filled in")
    SAME = "same", gettext_lazy("As it was")
    LEFT = "left", gettext_lazy("Left alone")
    FAULT = "fault", gettext_lazy("Not imported")
    EMPTY = "empty", gettext_lazy("Empty row")


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about one column of a row."""

    column: str
    text: str


@dataclass(slots=True)
class Person:
    """One row, cleaned. `outcome` is set where the row alone decides it, else when the database was asked."""

    row: int
    email: str = ""
    external_id: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    native_name: str = ""
    badge_name: str = ""
    organisation: str = ""
    position: str = ""
    phone: str = ""
    language: str = ""
    country: Country | None = None
    city: City | None = None
    delegation: Delegation | None = None
    category: Category | None = None
    outcome: Outcome | None = None
    remarks: list[Remark] = field(default_factory=list)


# What a registration gets from a row, where the row gives it.
GIVEN = (
    "title", "given_name", "family_name", "native_name", "badge_name", "organisation", "position", "phone",
    "country", "city", "delegation", "category",
)  # fmt: skip
# What the form demands and a row can give; photograph, agreement and passport come from the person.
DEMANDED = ("given_name", "organisation", "position", "phone", "country", "category")


class Checker:
    """Reads rows by one mapping. It remembers the addresses and numbers it has seen."""

    def __init__(
        self, *, columns: dict[int, Field], headings: list[str], places: Places, category: Category | None, system: str
    ) -> None:
        self.places, self.category, self.system = places, category, system
        self._columns = sorted(columns.items())
        self._names = {meant: _column_name(headings, number) for number, meant in columns.items()}
        self._width = len(headings)
        self._addresses: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def batches(self, rows: Iterable[Row]) -> Iterator[list[Person]]:
        """The persons of all `rows`, a thousand at a time; rows with faults, and empty ones, are among them."""
        batch: list[Person] = []
        for number, cells in rows:
            batch.append(self.person(number, cells))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def person(self, row: int, cells: list[str]) -> Person:
        """One row, with its remarks; `outcome` is FAULT or EMPTY where nobody comes of it."""
        found = Person(row)
        if not any(cell and not cell.isspace() for cell in cells):
            found.outcome = Outcome.EMPTY
            return found
        if any(cell.strip() for cell in cells[self._width :]):
            self._fault(found, None, _("this row has more cells than there are headings; a delimiter is too many"))
        values: dict[Field, str] = {}
        for number, meant in self._columns:
            try:
                values[meant] = cleaned(cells[number], meant) if number < len(cells) else ""
            except Refused as refused:
                self._fault(found, meant, str(refused))
        self._fill(found, values)
        return found

    def _fill(self, found: Person, values: dict[Field, str]) -> None:
        self._identify(found, values)
        found.title = values.get(Field.TITLE, "")
        given = [values.get(Field.GIVEN_NAME, "") or values.get(Field.NAME, ""), values.get(Field.MIDDLE_NAME, "")]
        found.given_name = " ".join(filter(None, given))[:80].rstrip()
        for name in ("family_name", "native_name", "badge_name", "organisation", "position"):
            setattr(found, name, values.get(Field(name), ""))
        for meant, words in self._wanted():
            self._look_up(found, meant, words, values.get(meant, ""))
        found.category = found.category or self.category
        self._try(found, Field.PHONE, lambda: self._phone(found, values))
        locale = values.get(Field.LANGUAGE, "").lower()
        found.language = "ms" if locale[:2] in ("ms", "bm") or "melayu" in locale or "malay" in locale else "en"

    def _wanted(self) -> list[tuple[Field, dict[str, Any]]]:
        places = self.places
        return [
            (Field.COUNTRY, places.countries),
            (Field.CITY, places.cities),
            (Field.DELEGATION, places.delegations),
            (Field.CATEGORY, places.categories),
        ]

    def _identify(self, found: Person, values: dict[Field, str]) -> None:
        written = values.get(Field.EMAIL, "")
        if not written and Field.EMAIL in values:
            self._fault(found, Field.EMAIL, _("there is no e-mail address; without one nobody can be registered"))
        elif written:
            try:
                found.email = address(written)
            except Refused as refused:
                self._fault(found, Field.EMAIL, str(refused))
        if found.email and (first := self._addresses.setdefault(found.email, found.row)) != found.row:
            self._fault(
                found,
                Field.EMAIL,
                _("the same address stands in row %(row)d; everybody needs one of their own") % {"row": first},
            )
        if number := values.get(Field.EXTERNAL_ID, ""):
            found.external_id = f"{self.system or 'list'}:{number}"[:80]
            first = self._numbers.setdefault(found.external_id, found.row)
            if first != found.row:
                self._fault(found, Field.EXTERNAL_ID, _("the same number stands in row %(row)d") % {"row": first})

    def _look_up(self, found: Person, meant: Field, words: dict[str, Any], written: str) -> None:
        if not written:
            return
        hit = find(words, written)
        if meant is Field.CITY:
            self._city(found, hit, written)
        elif hit is None:
            self._fault(found, meant, _not_found(meant, written))
        elif meant is Field.CATEGORY and hit.is_accompanying:
            self._fault(found, meant, _("accompanying persons are registered by the person they come with"))
        else:
            setattr(found, meant, hit)

    def _city(self, found: Person, city: City | None, written: str) -> None:
        """Many lists have the town somebody lives in: what is no city of the network is no mistake."""
        if city is None:
            self._remark(found, Field.CITY, _("“%(text)s” is no city of the network; left out") % {"text": written})
        elif found.country and city.country_id != found.country.pk:
            self._remark(
                found,
                Field.CITY,
                _("%(city)s is not in %(country)s; left out") % {"city": city.name, "country": found.country.name},
            )
        else:
            found.city = city

    def _phone(self, found: Person, values: dict[Field, str]) -> None:
        if written := values.get(Field.PHONE, ""):
            found.phone = phone(written, found.country.pk if found.country else None)

    def _try(self, found: Person, meant: Field, step: Callable[[], None]) -> None:
        """What cannot be read and is asked of the person anyway is a remark, not a fault."""
        try:
            step()
        except Refused as refused:
            self._remark(found, meant, str(refused))

    def _fault(self, found: Person, meant: Field | None, text: str) -> None:
        found.outcome = Outcome.FAULT
        self._remark(found, meant, text)

    def _remark(self, found: Person, meant: Field | None, text: str) -> None:
        found.remarks.append(Remark(self._names.get(meant, "") if meant else "", text))


def _column_name(headings: list[str], number: int) -> str:
    return headings[number].strip() or _("column %(number)d") % {"number": number + 1}


def _not_found(meant: Field, written: str) -> str:
    text = {"text": written[:60]}
    if meant is Field.COUNTRY:
        return _("there is no country “%(text)s” in our list; write its English or Malay name or its ISO code") % text
    if meant is Field.DELEGATION:
        return _("there is no delegation “%(text)s”; write its name or its code as in the panel") % text
    return _("there is no category “%(text)s”; write its name as in the panel") % text


def missing_fields(person: Any) -> list[str]:
    """Which of the demanded fields a person, or a registration, does not have."""
    return [name for name in DEMANDED if not getattr(person, name)]
