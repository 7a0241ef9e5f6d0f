"""One search over everything the secretariat works with; what a person may not see is not found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ascn8.lib.text import fold
from ascn8.panel.addresses import list_address, row_address
from delegates.models import Delegation, Registration
from exhibition.models import Booth, Exhibitor
from sessions.models import Session, Speaker

_MOST = 12
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it apart, where it is."""

    name: str
    note: str
    url: str
    native: str = ""
    state: str = ""
    state_value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The things of one kind, and the list that shows all of them where there are more."""

    label: str | Promise
    icon: str
    hits: list[Hit] = field(default_factory=list)
    more_url: str = ""


def find(words: str, user: Any) -> list[Section]:
    """What matches every one of `words`, by kind; at most twelve of each. Nothing for less than two letters."""
    folded = fold(words)
    if len(folded) < _LEAST_LETTERS:
        return []
    kinds: list[tuple[str, Callable[[str], Section]]] = [
        ("delegates.view_registration", _people),
        ("delegates.view_delegation", _delegations),
        ("agenda.view_session", _sessions),
        ("agenda.view_speaker", _speakers),
        ("exhibition.view_exhibitor", _exhibitors),
        ("exhibition.view_booth", _booths),
    ]
    sections = [search(folded) for permission, search in kinds if user.has_perm(permission)]
    return [section for section in sections if section.hits]


def _people(folded: str) -> Section:
    query = _every(folded, "search") | Q(code__iexact=folded) | Q(user__email__icontains=folded)
    rows = (
        Registration.objects.filter(query).select_related("category", "delegation", "user").order_by("sort_name", "pk")
    )
    hits = [
        Hit(
            row.full_name or row.user.email,
            " · ".join(str(part) for part in (row.category, row.delegation, row.organisation, row.code) if part),
            reverse("admin:delegates_registration_review", args=[row.code]),
            row.native_name,
            row.get_state_display(),
            row.state,
        )
        for row in rows[: _MOST + 1]
    ]
    return _section(_("People"), "users", hits, "delegates.registration", folded, "&queue=all")


def _delegations(folded: str) -> Section:
    rows = Delegation.objects.filter(_every(folded, "name_en") | _every(folded, "name_ms") | Q(code__iexact=folded))
    hits = [Hit(str(row), row.get_kind_display(), row_address(row)) for row in rows[: _MOST + 1]]
    return _section(_("Delegations"), "flag", hits, "delegates.delegation", folded)


def _sessions(folded: str) -> Section:
    query = _every(folded, "title_en") | _every(folded, "title_ms") | Q(code__iexact=folded)
    rows = Session.objects.filter(query).select_related("place")
    hits = [
        Hit(
            str(row),
            " · ".join(str(part) for part in (row.get_kind_display(), row.place, row.code) if part),
            row_address(row),
        )
        for row in rows[: _MOST + 1]
    ]
    return _section(_("Sessions"), "presentation", hits, "agenda.session", folded)


def _speakers(folded: str) -> Section:
    rows = Speaker.objects.filter(_every(folded, "name") | Q(native_name__icontains=folded) | Q(code__iexact=folded))
    hits = [
        Hit(
            str(row),
            " · ".join(part for part in (row.position, row.organisation) if part),
            row_address(row),
            row.native_name,
        )
        for row in rows[: _MOST + 1]
    ]
    return _section(_("Speakers"), "mic", hits, "agenda.speaker", folded)


def _exhibitors(folded: str) -> Section:
    query = _every(folded, "name") | _every(folded, "listing__search") | Q(code__iexact=folded)
    rows = Exhibitor.objects.filter(query).select_related("country")
    hits = [
        Hit(
            row.name,
            " · ".join(str(part) for part in (row.kind, row.country, row.code) if part),
            row_address(row),
        )
        for row in rows[: _MOST + 1]
    ]
    return _section(_("Exhibitors"), "store", hits, "exhibition.exhibitor", folded)


def _booths(folded: str) -> Section:
    rows = Booth.objects.filter(number__iexact=folded).select_related("hall", "exhibitor")
    hits = [
        Hit(
            row.number,
            " · ".join(str(part) for part in (row.hall, row.exhibitor or row.get_state_display()) if part),
            row_address(row),
        )
        for row in rows[: _MOST + 1]
    ]
    return _section(_("Booths"), "layout-grid", hits, "exhibition.booth", folded)


def _every(folded: str, column: str) -> Q:
    """Every word stands somewhere in the column."""
    query = Q()
    for word in folded.split():
        query &= Q(**{f"{column}__icontains": word})
    return query


def _section(label: Promise, icon: str, hits: list[Hit], model: str, folded: str, extra: str = "") -> Section:
    more = ""
    if len(hits) > _MOST:
        more = list_address(model, f"?{urlencode({'q': folded})}{extra}")
    return Section(label, icon, hits[:_MOST], more)
