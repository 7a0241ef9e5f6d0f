"""Filters of the panel's lists of people."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ascn8.meeting.models import Country
from delegates.admin.counted import CountedFilter
from delegates.models import Category, Delegation, Registration
from delegates.models.registration import State, to_clear, waiting_for_focal_point, waiting_for_secretariat
from delegates.signed_in import account_of
from delegates.stages import Owner
from delegates.transitions import duties_of

_WAITING, _ALL, _CLEAR = "waiting", "all", "clear"

# Whose turn it is, before the states themselves.
_TURNS: dict[str, tuple[str | Promise, Callable[[], Q]]] = {
    _WAITING: (_("Waiting for a decision"), waiting_for_secretariat),
    "endorse": (_("With the focal point"), waiting_for_focal_point),
    _CLEAR: (_("To clear"), to_clear),
}


# A registration whose next stage belongs to somebody else than the secretariat is counted under a mark of its own.
_MARKS = {"endorse": f"{State.SUBMITTED}/endorse", _CLEAR: f"{State.APPROVED}/clear"}


def turn() -> Case:
    """Where a registration stands, and whose turn it is: the column by which the queue is counted."""
    return Case(
        When(waiting_for_focal_point(), then=Value(_MARKS["endorse"])),
        When(to_clear(), then=Value(_MARKS[_CLEAR])),
        default=F("state"),
    )


class QueueFilter(CountedFilter):
    """Where a registration stands. The list opens with those that wait for the reader; a search looks among all."""

    title = _("state")
    parameter_name = "queue"
    column = "turn"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._is_search = bool(request.GET.get("q"))
        self._first = _CLEAR if duties_of(account_of(request)) == {Owner.SECURITY} else _WAITING
        super().__init__(request, *args, **kwargs)

    def options(self) -> list[tuple[str, Any]]:
        turns = [(value, label) for value, (label, _condition) in _TURNS.items()]
        return [*turns, *Registration.State.choices]

    def takes(self, value: Any) -> bool:
        wanted = self._wanted()
        return wanted == _ALL or value in _counted(wanted)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self._wanted()
        return rows if wanted == _ALL else rows.filter(_stands(wanted))

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Where nothing is chosen the queue is shown, not everything. States are few: each has its line."""
        now, counts = self._wanted(), self.counts(changelist)
        yield self.choice(changelist, _ALL, _("All"), is_chosen=now == _ALL)
        for value, label in self.options():
            number = sum(counts[state] for state in _counted(value))
            yield self.choice(changelist, value, f"{label} ({number})", is_chosen=now == value)

    def _wanted(self) -> str:
        return self.value() or (_ALL if self._is_search else self._first)


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


def _counted(wanted: str) -> tuple[str, ...]:
    """The values of `turn` that a choice of the filter takes."""
    if wanted == _WAITING:
        return (State.SUBMITTED, State.ENDORSED)
    if wanted in _MARKS:
        return (_MARKS[wanted],)
    return (wanted, *(mark for mark in _MARKS.values() if mark.startswith(f"{wanted}/")))


def _stands(value: str) -> Q:
    return _TURNS[value][1]() if value in _TURNS else Q(state=value)
