"""Flights of most people who come, the tasks after the approval, and dates from which fields are fixed."""

import datetime as dt
import random

from ascn8.management.demo_meeting.meeting import moment
from delegates.arrivals import ATTENDING
from delegates.models import FollowUp, FollowUpDone, FormSection, FreezeDate, Registration, Travel
from delegates.travel import is_complete

_TERMINALS = ["KUL Terminal 1", "KUL Terminal 1", "KUL Terminal 2", "SZB Subang"]
_AIRLINES = ["MH", "AK", "D7", "OD", "SQ", "TG", "GA", "VN", "PR", "BI"]
_HOTELS = ["Hotel Shangri-La", "Hotel Contoh", "Rumah Tetamu Rekaan", ""]
_FIELDS = [
    "lives_in_host_country",
    "arrives_at",
    "arrival_flight",
    "arrival_terminal",
    "departs_at",
    "departure_flight",
    "departure_terminal",
    "hotel",
    "changed_at",
]


def make_journeys(page: FormSection, *, at: dt.datetime) -> None:
    """Three tasks, journeys of four in five, and what is done of it. Deadlines lie days ahead, whenever it is run."""
    flights = FollowUp.objects.create(
        slug="flights",
        title_en="Flights and hotel",
        title_ms="Penerbangan dan hotel",
        form=FollowUp.Form.TRAVEL,
        due_at=at + dt.timedelta(days=5),
    )
    FollowUp.objects.create(
        slug=page.slug,
        title_en=page.title_en,
        title_ms=page.title_ms,
        form=FollowUp.Form.QUESTIONS,
        section=page,
        due_at=at + dt.timedelta(days=6),
    )
    for group, days in [("name", 3), ("photo", 3), ("questions", 10), ("travel", 14)]:
        FreezeDate.objects.create(group=group, freezes_at=at + dt.timedelta(days=days))
    rows = _journeys(at)
    Travel.objects.bulk_create([row for row in rows if row.pk is None], batch_size=2000)
    Travel.objects.bulk_update([row for row in rows if row.pk], _FIELDS, batch_size=500)
    FollowUpDone.objects.bulk_create(
        [FollowUpDone(registration=row.registration, follow_up=flights, at=at) for row in rows if is_complete(row)],
        batch_size=2000,
    )


def _journeys(at: dt.datetime) -> list[Travel]:
    chance = random.Random(7)  # noqa: S311 - the same invented journeys every time
    kept = {travel.registration_id: travel for travel in Travel.objects.all()}
    found = []
    for person in Registration.objects.filter(state__in=ATTENDING).order_by("pk"):
        if chance.random() < 0.2:
            continue
        travel = kept.get(person.pk) or Travel(registration=person, nationality_id=person.country_id)
        travel.registration, travel.changed_at = person, at
        travel.passport_kind = travel.passport_kind or "ordinary"
        travel.lives_in_host_country = travel.lives_in_host_country or person.country_id == "MY"
        if not travel.lives_in_host_country:
            _fly(travel, chance)
        found.append(travel)
    return found


def _fly(travel: Travel, chance: random.Random) -> None:
    airline, terminal = chance.choice(_AIRLINES), chance.choice(_TERMINALS)
    arrives = moment(8, "00:00") - dt.timedelta(days=chance.choice([0, 1, 1, 1, 2]))
    travel.arrives_at = arrives + dt.timedelta(hours=chance.randint(7, 22), minutes=5 * chance.randrange(12))
    travel.arrival_flight, travel.arrival_terminal = f"{airline} {chance.randint(100, 899)}", terminal
    travel.hotel = chance.choice(_HOTELS)
    if chance.random() < 0.9:
        leaves = moment(12, "00:00") + dt.timedelta(days=chance.choice([0, 1, 1, 2]))
        travel.departs_at = leaves + dt.timedelta(hours=chance.randint(13, 22), minutes=5 * chance.randrange(12))
        travel.departure_flight, travel.departure_terminal = f"{airline} {chance.randint(100, 899)}", terminal
