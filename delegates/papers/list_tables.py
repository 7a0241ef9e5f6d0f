"""A version of the list of participants as a table: for CSV and XLSX."""

from django.utils.translation import gettext as _

from delegates.models.registration import Standing
from delegates.papers.snapshot import Snapshot, entries
from delegates.protocol import GROUP_WORDS, Group


def columns() -> list[str]:
    """The headings, in the reader's language."""
    return [
        _("No."),
        _("Group"),
        _("Delegation"),
        _("Place in the delegation"),
        _("Name"),
        _("Name in the own script"),
        _("Category"),
        _("Position"),
        _("Organisation"),
        _("Accompanies"),
    ]


def rows(snapshot: Snapshot) -> list[list[str | int]]:
    """One row a person, in protocol order."""
    return [
        [
            number,
            str(GROUP_WORDS[Group(heading["group"])]),
            heading["name_en"],
            str(Standing(entry["standing"]).label) if entry["standing"] else "",
            entry["name"],
            entry["native"],
            entry["category_en"],
            entry["position"],
            entry["organisation"],
            entry["accompanies"],
        ]
        for number, (heading, entry) in enumerate(entries(snapshot), 1)
    ]
