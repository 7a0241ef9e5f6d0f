"""Filters of the panel's lists of people."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ascn8.meeting.models import Country
from delegates.admin.counted import CountedFilter
from delegates.models import Category, Delegation, Registration
from delegates.models.registration import AWAITING_DECISION

_WAITING, _ALL = "waiting", "all"


class QueueFilter(CountedFilter):
    """Where a registration stands. The list opens with those that wait for us; a search looks among all."""

    title = _("state")
    parameter_name = "queue"
    column = "state"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._is_search = bool(request.GET.get("q"))
        super().__init__(request, *args, **kwargs)

    def options(self) -> list[tuple[str, Any]]:
        return [(_WAITING, _("Waiting for a decision")), *Registration.State.choices]

    def takes(self, value: Any) -> bool:
        wanted = self._wanted()
        return wanted == _ALL or value in _states(wanted)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self._wanted()
        return rows if wanted == _ALL else rows.filter(Q(state__in=_states(wanted)))

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Where nothing is chosen the queue is shown, not everything. States are few: each has its line."""
        now, counts = self._wanted(), self.counts(changelist)
        yield self.choice(changelist, _ALL, _("All"), is_chosen=now == _ALL)
        for value, label in self.options():
            number = sum(counts[state] for state in _states(value))
            yield self.choice(changelist, value, f"{label} ({number})", is_chosen=now == value)

    def _wanted(self) -> str:
        return self.value() or (_ALL if self._is_search else _WAITING)


class CategoryFilter(CountedFilter):
    title = _("category")
    parameter_name = "category"
    column = "category__slug"

    def options(self) -> list[tuple[str, Any]]:
        return [(row.slug, row.name) for row in Category.objects.only("slug", "name_en", "name_ms")]


class DelegationFilter(CountedFilter):
    title = _("delegation")
    parameter_name = "delegation"
    column = "delegation__code"

    def options(self) -> list[tuple[str, Any]]:
        return [(row.code, row.name) for row in Delegation.objects.only("code", "name_en", "name_ms")]


class CountryFilter(CountedFilter):
    title = _("country")
    parameter_name = "country"
    column = "country_id"

    def options(self) -> list[tuple[str, Any]]:
        return [(row.code, row.name) for row in Country.objects.only("code", "name_en", "name_ms")]


def _states(wanted: str) -> tuple[str, ...]:
    return AWAITING_DECISION if wanted == _WAITING else (wanted,)
