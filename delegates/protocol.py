"""Protocol order: the one order of every list, paper, roll-call and seat plan.

Members first, then the ASEAN Secretariat, partners, observers, and those who stand for no country. Countries follow
each other in the English alphabetical order of the names that ASEAN uses; the host may come first or last among the
members. Cities follow their country. What a country is to ASEAN depends on the day.

The core works on plain facts and asks no database; `protocol_order` and `headings` read rows.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ascn8.lib.text import fold
from ascn8.meeting.facts import current_meeting
from ascn8.meeting.models import Country, CountryRole, Meeting
from delegates.models import Delegation, Registration
from delegates.models.registration import Standing


class Group(IntEnum):
    """The parts of a list, in their order."""

    MEMBERS = 1
    SECRETARIAT = 2
    PARTNERS = 3
    OBSERVERS = 4
    ORGANISATIONS = 5
    EXPERTS = 6
    MEDIA = 7
    CREW = 8


GROUP_WORDS: dict[Group, str | Promise] = {
    Group.MEMBERS: _("ASEAN Member States"),
    Group.SECRETARIAT: _("ASEAN Secretariat"),
    Group.PARTNERS: _("Partners"),
    Group.OBSERVERS: _("Observers"),
    Group.ORGANISATIONS: _("Organisations"),
    Group.EXPERTS: _("Experts and speakers"),
    Group.MEDIA: _("Media"),
    Group.CREW: _("Organising secretariat and crew"),
}

_Kind = Delegation.Kind
_BY_ROLE = {
    CountryRole.Role.MEMBER.value: Group.MEMBERS,
    CountryRole.Role.PARTNER.value: Group.PARTNERS,
    CountryRole.Role.OBSERVER.value: Group.OBSERVERS,
}
# Kinds that stand for a country: its role on the day decides, the kind only where ASEAN gives it no role.
_OF_COUNTRIES = {
    _Kind.STATE.value: Group.MEMBERS,
    _Kind.HOST.value: Group.MEMBERS,
    _Kind.CITY.value: Group.PARTNERS,
    _Kind.PARTNER.value: Group.PARTNERS,
    _Kind.OBSERVER.value: Group.OBSERVERS,
}
_OF_THEIR_OWN = {
    _Kind.SECRETARIAT.value: Group.SECRETARIAT,
    _Kind.ORGANISATION.value: Group.ORGANISATIONS,
    _Kind.EXPERT.value: Group.EXPERTS,
    _Kind.MEDIA.value: Group.MEDIA,
}
# Where somebody who is in no delegation stands, by the short name of the category; others stand under their country.
_BY_CATEGORY = {
    "exhibitor": Group.ORGANISATIONS,
    "speaker": Group.EXPERTS,
    "media": Group.MEDIA,
    "secretariat": Group.CREW,
    "crew": Group.CREW,
}
# Within the same country: the State, then the host's own delegation, then cities, then the rest.
_UNITS = {_Kind.HOST.value: 1, _Kind.CITY.value: 2}
_HOST_PLACE = {Meeting.HostOrder.FIRST.value: -1, Meeting.HostOrder.LAST.value: 1}

# Ranks inside a delegation.
_STANDINGS = {Standing.HEAD.value: 0, Standing.ALTERNATE.value: 2}
_RANKS = {"head-of-delegation": 1, "national-representative": 3, "chief-smart-city-officer": 4}
_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Party:
    """What stands in a heading, as plain facts. `role` is the country's on the day: member, observer, partner or ""."""

    name: str
    kind: str = ""
    country: str = ""
    role: str = ""
    is_host: bool = False
    # Of somebody who is in no delegation: the short name of the category.
    category: str = ""


class PartyKey(NamedTuple):
    """Sorts parties. Equal keys are one heading."""

    group: Group
    host: int
    country: str
    unit: int
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """What ranks somebody inside a heading."""

    standing: str
    category: str
    position: int
    sort_name: str
    code: str


class PersonKey(NamedTuple):
    """Sorts people. Whoever accompanies somebody carries that person's rank, and comes after."""

    rank: int
    position: int
    sort_name: str
    code: str
    accompanies: bool = False
    own_name: str = ""
    own_code: str = ""


def party_key(party: Party, *, host_order: str = Meeting.HostOrder.ALPHABETICAL) -> PartyKey:
    """Where a party stands."""
    group, is_of_country = _group(party)
    host = _HOST_PLACE.get(host_order, 0) if party.is_host and is_of_country and group is Group.MEMBERS else 0
    country = fold(party.country or party.name) if is_of_country else ""
    return PartyKey(group, host, country, _UNITS.get(party.kind, 0), fold(party.name))


def person_key(person: Person, *, accompanied: Person | None = None) -> PersonKey:
    """Where somebody stands inside a heading: by rank, then under the stored name; companions after their principal."""
    if accompanied:
        return person_key(accompanied)._replace(accompanies=True, own_name=fold(person.sort_name), own_code=person.code)
    rank = _STANDINGS.get(person.standing, _RANKS.get(person.category, _OTHERS))
    position = person.position if rank == _OTHERS else 0
    return PersonKey(rank, position, fold(person.sort_name), person.code)


def _group(party: Party) -> tuple[Group, bool]:
    """The group, and whether the party stands there among countries."""
    if party.kind in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[party.kind], False
    if party.kind == "" and party.category in _BY_CATEGORY:
        return _BY_CATEGORY[party.category], False
    fallback = _OF_COUNTRIES.get(party.kind, Group.OBSERVERS if party.country else Group.ORGANISATIONS)
    return _BY_ROLE.get(party.role, fallback), fallback is not Group.ORGANISATIONS


# --- Rows ------------------------------------------------------------------------------------------------------------

Row = TypeVar("Row", Registration, Delegation)
_WITH_DELEGATION = ("country", "city__country")
_WITH_REGISTRATION = ("category", "country", "delegation__country", "delegation__city__country")
_RELATED = (*_WITH_REGISTRATION, "principal", *(f"principal__{name}" for name in _WITH_REGISTRATION))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a list: one delegation, or the people of one country or organisation who are in none."""

    key: PartyKey
    code: str
    name_en: str
    name_ms: str

    @property
    def group(self) -> Group:
        return self.key.group


def protocol_order(rows: Iterable[Row], *, on: dt.date | None = None) -> list[Row]:
    """Registrations or delegations in protocol order on the day `on` (without it the first day of the meeting).

    A query set is read in one query, with what the order needs; rows that are at hand should have it loaded.
    """
    day = _Day(on)
    return sorted(loaded(rows), key=day.key)


def headings(rows: Iterable[Registration], *, on: dt.date | None = None) -> list[tuple[Heading, list[Registration]]]:
    """The registrations in protocol order under their headings."""
    day = _Day(on)
    placed = [(day.heading(row), day.person(row), row) for row in loaded(rows)]
    placed.sort(key=lambda one: (one[0].key, one[1]))
    found = []
    for _key, people in groupby(placed, key=lambda one: one[0].key):
        members = list(people)
        # Of people with and without a delegation under the same name, the delegation's heading.
        best = max((heading for heading, _key, _row in members), key=lambda heading: bool(heading.code))
        found.append((best, [row for _heading, _key, row in members]))
    return found


def loaded(rows: Iterable[Row]) -> Iterable[Row]:
    """A query set with what the order reads, in one query; anything else as it is."""
    if isinstance(rows, QuerySet):
        related: Sequence[str] = _RELATED if rows.model is Registration else _WITH_DELEGATION
        return rows.select_related(*related)
    return rows


class _Day:
    """The facts of one day: what each country is to ASEAN, and where the host stands."""

    def __init__(self, on: dt.date | None) -> None:
        self.meeting = current_meeting()
        on = on or self.meeting.starts_on
        live = CountryRole.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)
        self.roles = {role.country_id: str(role.role) for role in live}

    def key(self, row: Registration | Delegation) -> tuple[PartyKey, PersonKey | None]:
        if isinstance(row, Delegation):
            return self._of_delegation(row).key, None
        return self.heading(row).key, self.person(row)

    def heading(self, row: Registration) -> Heading:
        """Where a person stands: with the principal, in the delegation, or under the country or organisation."""
        row = row.principal or row
        if row.delegation:
            return self._of_delegation(row.delegation)
        slug = row.category.slug if row.category else ""
        country = None if slug in _BY_CATEGORY else row.country
        name_en = country.name_en if country else row.organisation
        name_ms = country.name_ms if country else row.organisation
        party = self._party(name_en, country, kind="", category=slug)
        return Heading(self._key(party), "", name_en, name_ms)

    def person(self, row: Registration) -> PersonKey:
        return person_key(_person(row), accompanied=_person(row.principal) if row.principal else None)

    def _of_delegation(self, row: Delegation) -> Heading:
        country = row.country or (row.city.country if row.city else None)
        party = self._party(row.name_en, country, kind=str(row.kind))
        return Heading(self._key(party), row.code, row.name_en, row.name_ms or row.name_en)

    def _party(self, name: str, country: Country | None, *, kind: str, category: str = "") -> Party:
        if country is None:
            return Party(name, kind, category=category)
        is_host = country.pk == self.meeting.host_country_id
        return Party(name, kind, country.name_en, self.roles.get(country.pk, ""), is_host, category)

    def _key(self, party: Party) -> PartyKey:
        return party_key(party, host_order=str(self.meeting.host_order))


def _person(row: Registration) -> Person:
    slug, position = (row.category.slug, row.category.position) if row.category else ("", 999)
    return Person(str(row.standing), slug, position, row.sort_name, row.code)
