"""Filters of the panel's lists of people."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from delegates.models import Registration
from delegates.models.registration import AWAITING_DECISION

_WAITING, _ALL = "waiting", "all"


class QueueFilter(SimpleListFilter):
    """Where a registration stands. The list opens with those that wait for us; a search looks among all."""

    title = _("state")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(_WAITING, _("Waiting for a decision")), *Registration.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        wanted = self._wanted(is_search=bool(request.GET.get("q")))
        return queryset if wanted == _ALL else queryset.filter(_stands(wanted))

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        choices = enumerate(self.lookup_choices)
        return {f"{n}__c": Count(pk_attname, filter=_stands(value), distinct=True) for n, (value, _label) in choices}

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Django's choices with another first one: where nothing is chosen the queue is shown, not everything."""
        now = self._wanted(is_search=bool(changelist.query))
        counts = self.get_facet_queryset(changelist) if changelist.add_facets else {}
        yield self._choice(changelist, _ALL, _("All"), now)
        for n, (value, label) in enumerate(self.lookup_choices):
            words = f"{label} ({counts[f'{n}__c']})" if counts else label
            yield self._choice(changelist, value, words, now)

    def _choice(self, changelist: ChangeList, value: str, words: Any, now: str) -> dict[str, Any]:
        query = changelist.get_query_string({self.parameter_name: value})
        return {"selected": now == value, "query_string": query, "display": words}

    def _wanted(self, *, is_search: bool) -> str:
        return self.value() or (_ALL if is_search else _WAITING)


def _stands(value: str) -> Q:
    return Q(state__in=AWAITING_DECISION) if value == _WAITING else Q(state=value)
