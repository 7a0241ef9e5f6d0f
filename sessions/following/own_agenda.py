"""Whose agenda holds what: the sessions that concern one person, and the people whom some sessions concern.

Both directions say the same. A session concerns somebody who starred it, who must attend it (the category, once the
accreditation is complete), who holds a confirmed seat, or who appears in it as published.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from delegates.models import Registration, User
from sessions.models import Seating, Session, Signup, Speaker, Star
from sessions.programme import Item, Part, Programme, current_programme


class Why(models.TextChoices):
    """Why a session is in somebody's agenda, the strongest reason first."""

    SPEAKS = "speaks", _("You appear in it")
    REQUIRED = "required", _("You must attend")
    SEAT = "seat", _("Your seat")
    STARRED = "starred", _("You starred it")


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One session in somebody's agenda. `why` holds values of `Why`; cancelled and vanished sessions stay in."""

    item: Item
    why: tuple[str, ...]
    # The departure or sitting on which the person has a confirmed seat.
    seating: Seating | None = None
    # What the person does in it.
    parts: tuple[Part, ...] = ()

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins for this person: the departure of the own coach, else the session."""
        return self.seating.starts_at.astimezone(self.item.starts_at.tzinfo) if self.seating else self.item.starts_at

    @property
    def ends_at(self) -> dt.datetime:
        return self.seating.ends_at.astimezone(self.item.ends_at.tzinfo) if self.seating else self.item.ends_at

    @property
    def takes_place(self) -> bool:
        return not self.item.is_cancelled and not self.item.is_gone

    @property
    def is_starred(self) -> bool:
        return Why.STARRED in self.why

    @property
    def is_optional(self) -> bool:
        """Only a star keeps it here, so taking the star away takes it out."""
        return self.why == (Why.STARRED,)


Reasons = dict[str, tuple[str, ...]]


def own_items(user: User, programme: Programme) -> tuple[OwnItem, ...]:
    """The agenda of `user` in order of time, as `programme` has it. Four queries, however long it is."""
    rows = _at_home(user)
    why: dict[str, set[str]] = defaultdict(set)
    for code in Star.objects.filter(user=user).values_list("session__code", flat=True):
        why[code].add(Why.STARRED)
    for code in Session.objects.filter(_required(rows)).values_list("code", flat=True):
        why[code].add(Why.REQUIRED)
    seats = {signup.session.code: signup.seating for signup in _seats(rows).select_related("session", "seating")}
    for code in seats:
        why[code].add(Why.SEAT)
    parts = _parts(Speaker.objects.filter(registration__in=rows).values_list("code", flat=True), programme)
    for code in parts:
        why[code].add(Why.SPEAKS)
    found = (
        OwnItem(item, _in_order(why[item.code]), seats.get(item.code), parts.get(item.code, ()))
        for item in programme.everything
        if item.code in why
    )
    return tuple(sorted(found, key=lambda own: (own.starts_at, own.ends_at, own.item.code)))


def traces(users: models.QuerySet[User]) -> models.QuerySet[Any, tuple[str, str]]:
    """Everything of the database that decides what `own_items` says of the one account in `users`, in one query.

    Rows of two texts: what it is, and its value. While they stay as they are, the agenda changes with releases only.
    """
    rows = Registration.objects.filter(user__in=users, principal__isnull=True)
    seat = (
        *("seating__code", "seating__name_en", "seating__name_ms", "seating__starts_at", "seating__ends_at"),
        *("seating__meeting_point_en", "seating__meeting_point_ms"),
    )
    values = [Cast(F(field), CharField()) for field in ("session__code", *seat)]
    parts: tuple[models.QuerySet[Any], ...] = (
        _trace(users, "account", F("pk")),
        _trace(rows, "registration", F("state")),
        _trace(Star.objects.filter(user__in=users), "star", F("session__code")),
        _trace(Session.objects.filter(_required(rows)), "required", F("code")),
        _trace(_seats(rows), "seat", Concat(*values, output_field=CharField())),
        _trace(Speaker.objects.filter(registration__in=rows), "speaker", F("code")),
    )
    return parts[0].union(*parts[1:], all=True)


def _trace(rows: models.QuerySet[Any], what: str, value: Any) -> models.QuerySet[Any]:
    kind = Value(what, output_field=CharField())
    named: models.QuerySet[Any] = rows.order_by().annotate(trace=kind, traced=Cast(value, CharField()))
    return named.values_list("trace", "traced")


def concerned(codes: Collection[str], programmes: Iterable[Programme] = ()) -> dict[int, Reasons]:
    """Whom the sessions `codes` concern: {account: {code: reasons}}. Four queries, however many people that is.

    Who appears in a session is read from `programmes` (the published one without): whoever tells of a new release gives
    the last one and the new one, so that somebody who was taken out hears of it, too.
    """
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for user, code, reason in _pairs(set(codes), tuple(programmes) or (current_programme(),)):
        found[user][code].add(reason)
    return {user: {code: _in_order(why) for code, why in rows.items()} for user, rows in found.items()}


def _pairs(codes: set[str], programmes: Iterable[Programme]) -> Iterator[tuple[int, str, str]]:
    """(account, code, reason) for everybody whom `codes` concern; one pair may come twice."""
    attending = _attending()
    for user, code in Star.objects.filter(session__code__in=codes).values_list("user", "session__code"):
        yield user, code, Why.STARRED
    required = attending.filter(category__required_sessions__code__in=codes)
    for user, code in required.values_list("user", F("category__required_sessions__code")):
        if code in codes:
            yield user, code, Why.REQUIRED
    seats = _seats(Registration.objects.all()).filter(session__code__in=codes)
    for user, code in seats.values_list("registration__user", "session__code"):
        yield user, code, Why.SEAT
    speaking = _speaking(codes, programmes)
    people = Speaker.objects.filter(code__in=speaking, registration__principal__isnull=True)
    for user, person in people.filter(registration__isnull=False).values_list("registration__user", "code"):
        for code in speaking[person]:
            yield user, code, Why.SPEAKS


def _speaking(codes: set[str], programmes: Iterable[Programme]) -> dict[str, set[str]]:
    """Who appears where, in any of `programmes`: {person: codes}."""
    found: dict[str, set[str]] = defaultdict(set)
    for programme in programmes:
        for item in (programme.by_code[code] for code in codes if code in programme.by_code):
            for person in item.people:
                found[person.code].add(item.code)
    return found


def _parts(people: Iterable[str], programme: Programme) -> dict[str, tuple[Part, ...]]:
    """What `people` do, by session."""
    wanted = set(people)
    parts = {item.code: tuple(p for p in item.parts if p.person.code in wanted) for item in programme.everything}
    return {code: found for code, found in parts.items() if found}


def _at_home(user: User) -> models.QuerySet[Registration]:
    """The person's own registration; accompanying persons have no agenda."""
    return Registration.objects.filter(user=user, principal__isnull=True)


def _attending() -> models.QuerySet[Registration]:
    return Registration.objects.attending().filter(principal__isnull=True)


def _required(rows: models.QuerySet[Registration]) -> models.Q:
    """Sessions that the category of one of `rows` must attend."""
    categories = _attending().filter(pk__in=rows.values("pk")).values("category")
    required = Session.required_categories.through.objects.filter(category__in=categories)
    return models.Q(pk__in=required.values("session"))


def _seats(rows: models.QuerySet[Registration]) -> models.QuerySet[Signup, Any]:
    own = rows.filter(principal__isnull=True)
    return Signup.objects.filter(registration__in=own, state=Signup.State.CONFIRMED)


def _in_order(reasons: Collection[str]) -> tuple[str, ...]:
    return tuple(reason.value for reason in Why if reason in reasons)
