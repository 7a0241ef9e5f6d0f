"""Finding people who seem to be here twice: by keyed hashes, so that no passport is opened for it."""

import datetime as dt
import itertools
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import DuplicatePair, Registration, User, VaultItem
from delegates.models.registration import State
from delegates.models.vault import Purpose

PERMISSION = "delegates.merge_registration"
Reason = DuplicatePair.Reason
# What is compared, in the order of weight: the reason that is shown is the first that holds.
_INDEXES = {"number_index": Reason.PASSPORT, "person_index": Reason.NAME_AND_BIRTH}
# More equal values than this are a fault in the data, not one person many times.
_MOST_ALIKE = 20


def look_for_duplicates(registration: Registration, *, at: dt.datetime) -> int:
    """Put those who seem to be the same person as `registration` into the queue. Returns how many pairs are new."""
    own = _items().filter(registration=registration).first()
    if own is None:
        return 0
    found: dict[tuple[int, int], Reason] = {}
    for index, reason in _INDEXES.items():
        if value := getattr(own, index):
            alike = _items().filter(**{index: value}).exclude(registration=registration)
            for other in alike.values_list("registration_id", flat=True)[:_MOST_ALIKE]:
                found.setdefault(_in_order(registration.pk, other), reason)
    return _queue(found, at=at)


def find_duplicates(*, at: dt.datetime) -> int:
    """Look among everybody: what the sweep does. Returns how many pairs are new.

    A pair of which one has withdrawn meanwhile leaves the queue; should that person come back, it is found again.
    """
    open_pairs().filter(Q(first__state=State.WITHDRAWN) | Q(second__state=State.WITHDRAWN)).delete()
    found: dict[tuple[int, int], Reason] = {}
    for index, reason in _INDEXES.items():
        for pair in _alike(index):
            found.setdefault(pair, reason)
    return _queue(found, at=at)


def open_pairs() -> QuerySet[DuplicatePair]:
    """The queue: pairs of which nobody has said what they are."""
    return DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN)


def why_not_decide_pair(pair: DuplicatePair, *, actor: User) -> Refused | None:
    """The reason why `actor` cannot say what a pair is; None where nothing stands in the way."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not merge registrations."), code="not_allowed")
    if actor.pk in (pair.first.user_id, pair.second.user_id):
        return Refused(_("You cannot decide on your own registration. Ask a colleague."), code="own_registration")
    if pair.state != DuplicatePair.State.OPEN:
        words = {"state": pair.get_state_display()}
        return Refused(_("Somebody has decided on this pair already: %(state)s.") % words, code="already")
    return None


@transaction.atomic
def say_two_people(pair: DuplicatePair, *, actor: User, at: dt.datetime) -> DuplicatePair:
    """Note that a pair are two people: it does not come back. Raises Refused."""
    row = locked_pair(pair)
    if refused := why_not_decide_pair(row, actor=actor):
        raise refused
    close(row, state=DuplicatePair.State.DIFFERENT, actor=actor, at=at)
    record(at=at, action="duplicate.different", subject=f"pair {row.code}", actor=actor)
    return row


def locked_pair(pair: DuplicatePair) -> DuplicatePair:
    """The pair with both registrations, locked until the end of the transaction."""
    rows = DuplicatePair.objects.select_related("first__user", "second__user")
    return rows.select_for_update(of=("self",)).get(pk=pair.pk)


def close(pair: DuplicatePair, *, state: str, actor: User, at: dt.datetime) -> None:
    """Write down what a locked pair turned out to be."""
    pair.state, pair.decided_at, pair.decided_by = state, at, actor
    pair.save(update_fields=["state", "decided_at", "decided_by"])


def _items() -> QuerySet[VaultItem]:
    """Travel documents of people who come, or may come."""
    kept = VaultItem.objects.filter(purpose=Purpose.PASSPORT, purged_at__isnull=True)
    return kept.exclude(registration__state=State.WITHDRAWN).filter(registration__merged_into__isnull=True)


def _alike(index: str) -> Iterable[tuple[int, int]]:
    """Pairs of registrations with an equal index."""
    values = _items().exclude(**{index: ""}).values(index).annotate(number=Count("pk")).filter(number__gt=1)
    several = [row[index] for row in values]
    rows = _items().filter(**{f"{index}__in": several}).order_by(index, "registration_id")
    for _value, group in itertools.groupby(rows.values_list(index, "registration_id"), key=lambda row: row[0]):
        yield from itertools.combinations([registration for _v, registration in group][:_MOST_ALIKE], 2)


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _queue(found: dict[tuple[int, int], Reason], *, at: dt.datetime) -> int:
    """Only pairs that were never there: what somebody said about a pair stays."""
    if not found:
        return 0
    known = DuplicatePair.objects.filter(first__in={first for first, _second in found})
    new = found.keys() - set(known.values_list("first_id", "second_id"))
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(first_id=first, second_id=second, reason=found[first, second], found_at=at)
            for first, second in sorted(new)
        ],
        ignore_conflicts=True,  # the sweep and somebody who submits may find the same pair at the same moment
    )
    return len(new)
