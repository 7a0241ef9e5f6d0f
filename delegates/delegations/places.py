"""The places of a delegation: how many it has in each category, and how many are held."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from delegates.models import Category, Delegation, DelegationPlaces, Nomination, Registration
from delegates.models.nomination import HOLDS_A_PLACE, NominationState
from delegates.models.registration import State

# Who is accepted holds a place, even where nobody nominated them.
_ACCEPTED = (State.ENDORSED, State.APPROVED, State.CLEARED)


@dataclass(frozen=True, slots=True)
class Tally:
    """One category of a delegation. `places` is None where there is no limit."""

    category: Category
    places: int | None
    held: int
    requested: int

    @property
    def free(self) -> int | None:
        """How many are left; never below zero."""
        return None if self.places is None else max(self.places - self.held, 0)


def tallies(delegation: Delegation) -> list[Tally]:
    """Every category in which the delegation has places or people, in the order of the categories. Four queries."""
    places = dict(DelegationPlaces.objects.filter(delegation=delegation).values_list("category", "places"))
    nominated = Counter[tuple[int, str]]()
    for category, state, number in (
        delegation.nominations.live().order_by().values_list("category", "state").annotate(number=Count("pk"))
    ):
        nominated[category, "requested" if state == NominationState.REQUESTED else "held"] += number
    rows = _unnominated(delegation).order_by().values_list("category").annotate(number=Count("pk"))
    unnominated = dict(rows)
    used = places.keys() | {category for category, _kind in nominated} | unnominated.keys()
    return [
        Tally(
            category=category,
            places=places.get(category.pk),
            held=nominated[category.pk, "held"] + unnominated.get(category.pk, 0),
            requested=nominated[category.pk, "requested"],
        )
        for category in Category.objects.filter(pk__in=used)
    ]


def held(delegation: Delegation, category: Category) -> int:
    """How many places of the category are held. Call it under the lock of the delegation."""
    named = delegation.nominations.holding().filter(category=category).count()
    return named + _unnominated(delegation).filter(category=category).count()


def has_room(delegation: Delegation, category: Category) -> bool:
    """Whether one more fits into the places of the category. Call it under the lock of the delegation."""
    row = DelegationPlaces.objects.filter(delegation=delegation, category=category).first()
    return row is None or held(delegation, category) < row.places


def categories_for(delegation: Delegation) -> QuerySet[Category]:
    """What somebody can be nominated as: the categories with places here, and those open to everybody."""
    own = DelegationPlaces.objects.filter(delegation=delegation).values("category")
    return Category.objects.filter(Q(pk__in=own) | Q(is_open=True), is_accompanying=False)


def _unnominated(delegation: Delegation) -> QuerySet[Registration]:
    accepted = Registration.objects.filter(delegation=delegation, state__in=_ACCEPTED, category__isnull=False)
    with_a_place = Nomination.objects.filter(state__in=HOLDS_A_PLACE, registration__isnull=False)
    return accepted.exclude(pk__in=with_a_place.values("registration"))
