"""Measured in this process: badges drawn, seats taken, and the floor below them."""

import datetime as dt
import io
import random
import time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from ascn8.lib.codes import badge_token
from ascn8.management.demo_meeting.names import NAMES
from delegates.badges.card import BadgeCard
from delegates.badges.draw import draw_badges
from delegates.models import Registration
from sessions.models import Seating, Session
from sessions.signups import sign_up

_MEASURED = "Measured visit"
_INSERT = "INSERT INTO bench_floor (person, at) VALUES (%s, %s)"


def badge_cards(count: int) -> list[BadgeCard]:
    """Badges of invented people in every script, each with a photo of about 23 kB and a QR code."""
    photos = [_photo(seed) for seed in range(20)]
    names = [(country, name) for country, people in NAMES.items() for name in people]
    cards = []
    for n in range(count):
        country, name = names[n % len(names)]
        cards.append(
            BadgeCard(
                name=name.native or f"{name.given} {name.family}".strip(),
                name_second=f"{name.given} {name.family} {n}".strip() if name.native else "",
                token=badge_token(),
                category_word=["Delegate", "Chief Smart City Officer", "Media"][n % 3],
                category_colour=["#2B5FA8", "#00695F", "#3C6B1E"][n % 3],
                organisation="Demo City Office",
                country=country,
                meeting_name="8th Annual Meeting of the ASEAN Smart Cities Network",
                meeting_dates="8–12 September 2025",
                photo=photos[n % len(photos)],
            )
        )
    return cards


def _photo(seed: int) -> bytes:
    """Noise over a gradient, 300 x 386: a JPEG as heavy as a face."""
    chance = random.Random(seed)  # noqa: S311
    small = Image.frombytes("RGB", (75, 97), chance.randbytes(75 * 97 * 3))
    out = io.BytesIO()
    small.resize((300, 386), Image.Resampling.BICUBIC).save(out, "JPEG", quality=82)
    return out.getvalue()


def badges_per_second(cards: list[BadgeCard]) -> float:
    """One batch on one core, by the processor's time: other processes do not count."""
    begin = time.process_time()
    draw_badges(cards)
    return len(cards) / (time.process_time() - begin)


def signups_per_second(count: int, *, at: dt.datetime) -> float:
    """`count` people take a seat through the engine, one after the other, each in its own transaction."""
    seating = _fresh_seating(count // 2)
    people = list(Registration.objects.attending().select_related("user")[:count])
    begin = time.perf_counter()
    for person in people:
        sign_up(seating=seating, registration=person, at=at)
    return len(people) / (time.perf_counter() - begin)


def _fresh_seating(capacity: int) -> Seating:
    now = timezone.now()
    # Each round on a day of its own: nobody can sit in two rounds at the same time.
    begins = now + dt.timedelta(days=900 + Session.objects.filter(title_en=_MEASURED).count())
    times: dict[str, Any] = {"starts_at": begins, "ends_at": begins + dt.timedelta(hours=1)}
    session = Session.objects.create(kind="visit", title_en=_MEASURED, **times)
    window = {"signup_opens_at": now - dt.timedelta(days=2000), "signup_closes_at": now + dt.timedelta(days=800)}
    return Seating.objects.create(session=session, capacity=capacity, **times, **window)


def inserts_per_second(count: int) -> float:
    """The floor: one INSERT into a bare table, each in its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (person integer, at varchar(40))")
        begin = time.perf_counter()
        for n in range(count):
            with transaction.atomic():
                cursor.execute(_INSERT, [n, "2025-09-12"])
        spent = time.perf_counter() - begin
        cursor.execute("DROP TABLE bench_floor")
    return count / spent
