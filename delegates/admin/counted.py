"""Lists whose filters count, at any length: one query counts for all of them.

Django asks once for the choices and once for the counts of each filter, every time through the whole list and the
search. Here the list is counted once, by all filtered columns together, and each filter adds up its own share.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CountedFilter(SimpleListFilter):
    """A filter by the values of one `column`; its list is a CountedList.

    The address carries the value of the column itself, so that is a code, a short name or a state.
    """

    column: str

    def options(self) -> list[tuple[str, Any]]:
        """(value, label) of everything that may be chosen, in order. Asked once, when the list is drawn."""
        raise NotImplementedError

    def takes(self, value: Any) -> bool:
        """Whether rows with this value of the column are shown now."""
        return self.value() is None or value == self.value()

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are shown now: the same rule as `takes`, for the database."""
        return rows if self.value() is None else rows.filter(**{self.column: self.value()})

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Django makes its filters several times a page; what costs a query waits for `options`."""
        return [("", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing yet: the list counts first, then narrows."""
        return queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """“All”, then what there is under the other filters, each with its number."""
        counts, now = self.counts(changelist), self.value()
        yield self.choice(changelist, None, _("All"), is_chosen=now is None)
        for value, label in self.options():
            if counts[value] or value == now:
                yield self.choice(changelist, value, f"{label} ({counts[value]})", is_chosen=value == now)

    def counts(self, changelist: ChangeList) -> Counter[Any]:
        """{value of the column: number of rows} under the other filters."""
        if not isinstance(changelist, CountedList):
            raise TypeError("a counted filter needs a counted list")
        return changelist.counts_for(self)

    def choice(self, changelist: ChangeList, value: str | None, words: Any, *, is_chosen: bool) -> dict[str, Any]:
        """One line of the filter as its template reads it."""
        chosen: dict[Any, Any] = {self.parameter_name: value}
        query = changelist.get_query_string(chosen)
        return {"selected": is_chosen, "query_string": query, "display": words}


class CountedList(ChangeList):
    """A list that knows how many rows each combination of its counted filters has, by one query."""

    before_filters: QuerySet[Any]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Django's rows narrowed by the counted filters; their number is known without asking again."""
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        if exclude_parameters is None:
            self.before_filters = rows
        for spec in self._counted():
            rows = spec.narrowed(rows)
        if exclude_parameters is None:
            rows.count = self._total  # type: ignore[method-assign]
        return rows

    def counts_for(self, spec: CountedFilter) -> Counter[Any]:
        """{value of the filter's column: rows} where all the other counted filters hold."""
        counted = self._counted()
        own = next(n for n, one in enumerate(counted) if one.column == spec.column)
        found: Counter[Any] = Counter()
        for values, number in self._groups:
            if all(one.takes(value) for n, (one, value) in enumerate(zip(counted, values, strict=True)) if n != own):
                found[values[own]] += number
        return found

    def _total(self) -> int:
        counted = self._counted()
        return sum(
            number
            for values, number in self._groups
            if all(one.takes(value) for one, value in zip(counted, values, strict=True))
        )

    @cached_property
    def _groups(self) -> list[tuple[tuple[Any, ...], int]]:
        """(one value for each counted filter, number of rows)."""
        columns = [spec.column for spec in self._counted()]
        rows = self.before_filters.order_by().values_list(*columns).annotate(Count("pk"))
        return [(row[:-1], row[-1]) for row in rows]

    def _counted(self) -> list[CountedFilter]:
        return [spec for spec in self.filter_specs if isinstance(spec, CountedFilter)]
