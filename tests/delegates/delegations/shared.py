"""Delegations on their way: made by the same activities as in life."""

import datetime as dt
from typing import Any

from delegates.delegations.nominating import nominate
from delegates.models import Category, Delegation, DelegationPlaces, Nomination, User
from tests.delegates.drafts import AUGUST
from tests.factories import make_category, make_delegation, make_user

NOW = AUGUST
DAY = dt.timedelta(days=1)


def focal(email: str = "focal@example.org") -> User:
    """The focal point of the tests."""
    return User.objects.filter(email=email).first() or make_user(email)


def delegation(name: str = "Cambodia", *, places: int | None = 3, **fields: Any) -> Delegation:
    """A delegation with its focal point and so many places for delegates."""
    row = make_delegation(name, focal_points=(focal(),), **fields)
    if places is not None:
        DelegationPlaces.objects.create(delegation=row, category=endorsed(), places=places)
    return row


def endorsed(slug: str = "delegate") -> Category:
    """A category that the focal point endorses."""
    return make_category(slug, stages=["endorsed", "approved"])


def nominated(row: Delegation, **fields: Any) -> Nomination:
    """Somebody nominated by the focal point."""
    more = {"category": endorsed(), "actor": focal(), "at": NOW, **fields}
    return nominate(row, **more)
