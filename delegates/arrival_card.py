"""Who has to fill in the arrival card of the host country, and the reminder three days before."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.timezone import localtime

from ascn8.meeting.facts import meeting_zone
from ascn8.outbox.models import Message
from delegates import mails
from delegates.arrivals import ATTENDING
from delegates.models import ArrivalCardRule, Travel

Basis = ArrivalCardRule.Basis
# The card can be filled in from the third day before the arrival on.
BEFORE = dt.timedelta(days=3)
_AT_ONCE = 500

_SOURCE = "zhiboa.com; parapuan.co; portalberita.co of 26 September 2024. Ask the Immigration Department to confirm."
# by, value, since, source: Singapore citizens, diplomatic and official passports, permanent residents and holders of
# long-term passes need none since the card began.
KNOWN_RULES = [
    (Basis.NATIONALITY, "SG", dt.date(2023, 12, 1), _SOURCE),
    (Basis.PASSPORT, "diplomatic", dt.date(2023, 12, 1), _SOURCE),
    (Basis.PASSPORT, "official", dt.date(2023, 12, 1), _SOURCE),
    (Basis.RESIDENCE, "", dt.date(2023, 12, 1), _SOURCE),
]


@transaction.atomic
def load_arrival_card_rules() -> int:
    """Make the rules that are missing. Returns how many were made."""
    return sum(
        ArrivalCardRule.objects.get_or_create(basis=basis, value=value, since=since, defaults={"source": source})[1]
        for basis, value, since, source in KNOWN_RULES
    )


def rules_on(day: dt.date) -> list[ArrivalCardRule]:
    """The exemptions in force on `day`, the last day of each included. One query."""
    return list(ArrivalCardRule.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day))


def needs_card(travel: Travel, *, on: dt.date, rules: Iterable[ArrivalCardRule] | None = None) -> bool:
    """Whether the traveller has to fill in the card to arrive on the day `on`. What nobody told us exempts nobody."""
    return not any(_exempts(rule, travel) for rule in (rules_on(on) if rules is None else rules))


def remind_of_arrival_cards(*, at: dt.datetime) -> int:
    """Promise the reminder to everybody who lands within three days and needs the card, once for each person.

    None to those without a flight, to those who are exempt on the day they land, and to those who have landed.
    Returns how many were promised now.
    """
    reminded = Message.objects.filter(key=Concat(Value("arrival-card:"), OuterRef("registration__code")))
    due = Travel.objects.filter(
        ~Exists(reminded),
        arrives_at__gt=at,
        arrives_at__lte=at + BEFORE,
        registration__state__in=ATTENDING,
        registration__user__is_active=True,
    ).order_by("arrives_at", "pk")
    rules: dict[dt.date, list[ArrivalCardRule]] = {}
    promised = 0
    for travel in due:
        if promised >= _AT_ONCE:
            break
        day = localtime(travel.arrives_at, meeting_zone()).date()
        if day not in rules:
            rules[day] = rules_on(day)
        if needs_card(travel, on=day, rules=rules[day]):
            promised += _remind(travel.pk, at=at)
    return promised


@transaction.atomic
def _remind(pk: int, *, at: dt.datetime) -> bool:
    """Under the lock: a flight that was moved a moment ago is told of in its own time."""
    travel = Travel.objects.select_for_update(of=("self",)).select_related("registration__user").get(pk=pk)
    if travel.arrives_at is None or not at < travel.arrives_at <= at + BEFORE:
        return False
    return mails.arrival_card_due(travel.registration, arrives_at=travel.arrives_at, at=at)


def _exempts(rule: ArrivalCardRule, travel: Travel) -> bool:
    if rule.basis == Basis.NATIONALITY:
        return travel.nationality_id == rule.value
    if rule.basis == Basis.PASSPORT:
        return str(travel.passport_kind) == rule.value
    return travel.lives_in_host_country
