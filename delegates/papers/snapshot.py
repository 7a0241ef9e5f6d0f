"""What stands in one version of the list of participants, and in what two versions differ.

A snapshot is plain JSON: {"revision", "people", "delegations", "held_back", "headings": [{"group", "code", "name_en",
"name_ms", "people": [{...}]}]}, in protocol order. Later changes of people do not change it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delegates.models import Consent, Registration
from delegates.models.registration import Standing
from delegates.protocol import Heading, headings

PURPOSE = "list"

Snapshot = dict[str, Any]
Entry = dict[str, str]

# What a difference is told of, in the order in which it is told.
FIELDS: dict[str, str | Promise] = {
    "name": _("name"),
    "native": _("name in the own script"),
    "heading": _("delegation"),
    "standing": _("place in the delegation"),
    "category_en": _("category"),
    "position": _("position"),
    "organisation": _("organisation"),
}


class Kind(TextChoices):
    """What can happen to a person between two versions."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    LEFT = "left", _("Removed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One person who was added, left or changed; `fields` are (name of the field, before, after)."""

    kind: Kind
    name: str
    heading: str
    fields: tuple[tuple[str, str, str], ...] = ()


def take_snapshot(*, revision: int = 1, on: dt.date | None = None) -> Snapshot:
    """The attending people who agree to stand in the list, as they are now. A constant number of queries."""
    agreed = who_agrees()
    attending = headings(Registration.objects.attending(), on=on)
    found = [_heading(heading, [row for row in rows if row.pk in agreed]) for heading, rows in attending]
    found = [heading for heading in found if heading["people"]]
    listed = sum(len(heading["people"]) for heading in found)
    return {
        "revision": revision,
        "people": listed,
        "delegations": sum(1 for heading in found if heading["code"]),
        "held_back": sum(len(rows) for _heading_, rows in attending) - listed,
        "headings": found,
    }


def who_agrees() -> set[int]:
    """Primary keys of the registrations whose latest answer about the list is yes."""
    answers = Consent.objects.filter(text__purpose=PURPOSE).order_by("at", "pk")
    latest = dict(answers.values_list("registration_id", "given"))
    return {registration for registration, given in latest.items() if given}


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """Who was added or changed, in the order of `after`; then who left, in the order of `before`."""
    former = {entry["code"]: (heading, entry) for heading, entry in entries(before)}
    present = {entry["code"] for _heading, entry in entries(after)}
    found = [_compared(heading, entry, former.get(entry["code"])) for heading, entry in entries(after)]
    gone = [
        Difference(Kind.LEFT, entry["name"], heading["name_en"])
        for heading, entry in entries(before)
        if entry["code"] not in present
    ]
    told = [one for one in found if one]
    return [*(one for one in told if one.kind is Kind.ADDED), *(one for one in told if one.kind is Kind.CHANGED), *gone]


def entries(snapshot: Snapshot) -> Iterator[tuple[dict[str, Any], Entry]]:
    """Every person with the heading, in order."""
    for heading in snapshot["headings"]:
        for entry in heading["people"]:
            yield heading, entry


def listed_name(row: Registration) -> str:
    """How somebody stands in the list: as the person wants it, else title and names as they were typed."""
    return row.listed_as or row.full_name


def _heading(heading: Heading, rows: list[Registration]) -> dict[str, Any]:
    return {
        "group": int(heading.group),
        "code": heading.code,
        "name_en": heading.name_en,
        "name_ms": heading.name_ms,
        "people": [_entry(row) for row in rows],
    }


def _entry(row: Registration) -> Entry:
    standing = "" if row.standing == Standing.MEMBER or row.principal_id else str(row.standing)
    return {
        "code": row.code,
        "name": listed_name(row),
        "native": row.native_name,
        "standing": standing,
        "category_en": row.category.name_en if row.category else "",
        "category_ms": row.category.name_ms if row.category else "",
        "position": row.position,
        "organisation": row.organisation,
        "accompanies": listed_name(row.principal) if row.principal else "",
        "han": row.country.han_variant if row.country else "",
    }


def _compared(heading: dict[str, Any], entry: Entry, former: tuple[dict[str, Any], Entry] | None) -> Difference | None:
    if former is None:
        return Difference(Kind.ADDED, entry["name"], heading["name_en"])
    old = {**former[1], "heading": former[0]["name_en"]}
    new = {**entry, "heading": heading["name_en"]}
    fields = tuple((field, old.get(field, ""), new[field]) for field in FIELDS if old.get(field, "") != new[field])
    return Difference(Kind.CHANGED, entry["name"], heading["name_en"], fields) if fields else None


def told_differences(found: list[Difference]) -> list[dict[str, Any]]:
    """The differences in words, for a page."""
    tones = {Kind.ADDED: "good", Kind.CHANGED: "info", Kind.LEFT: "warn"}
    return [
        {
            "label": one.kind.label,
            "tone": tones[one.kind],
            "name": one.name,
            "heading": one.heading,
            "fields": [
                {"label": FIELDS[field], "before": _value(field, before), "after": _value(field, after)}
                for field, before, after in one.fields
            ],
        }
        for one in found
    ]


def _value(field: str, value: str) -> str:
    return str(Standing(value).label) if field == "standing" and value else value or "–"
