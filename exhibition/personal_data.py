"""What the exhibition holds about a person, for /me/data/ and for an erasure."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegates.data_export.registry import Entry, Holder, Part, fact, tell
from delegates.erasing.registry import Erasure, erases
from exhibition.models import ExhibitorMember


def _memberships(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in _mine(holder).select_related("exhibitor"):
        yield Entry(row.exhibitor.name, [fact("exhibitor", _("exhibitor"), row.exhibitor.code, row.exhibitor.name)])


def _mine(holder: Holder) -> QuerySet[ExhibitorMember]:
    return ExhibitorMember.objects.filter(user=holder.user)


def _leave(holder: Holder, _at: dt.datetime) -> None:
    _mine(holder).delete()


def tell_all() -> None:
    """Name the part, and what an erasure does with it."""
    tell(
        Part(
            "exhibitors",
            gettext_lazy("Exhibitors"),
            gettext_lazy("Whose listing you may edit."),
            ["exhibition.ExhibitorMember", "exhibition.Exhibitor"],
            _memberships,
        )
    )
    erases(
        Erasure(
            "exhibitors",
            gettext_lazy("That you may edit an exhibitor’s listing."),
            ["exhibition.ExhibitorMember", "exhibition.Exhibitor"],
            _mine,
            _leave,
        )
    )
