"""Measured in this process: moves on the programme board as its script asks for them, with the new day as answer."""

import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ascn8.management.demo_meeting.people import DOMAIN
from ascn8.meeting.facts import meeting_zone
from delegates.models import User
from sessions.models import Session


@dataclass(frozen=True, slots=True)
class Moves:
    """How long moves took, in milliseconds, sorted, and how much of it was our own processor time on average.

    Among how many sessions, and how many queries each asked.
    """

    times: list[float]
    processor: float
    sessions: int
    queries: int

    @property
    def median(self) -> float:
        return self.times[len(self.times) // 2]

    @property
    def late(self) -> float:
        """Nineteen of twenty are faster."""
        return self.times[int(len(self.times) * 0.95)]


def moves(count: int) -> Moves:
    """One session goes five minutes to and fro, `count` times, on the fullest day."""
    client = Client(headers={"host": "localhost", "accept": "application/json"})
    client.force_login(User.objects.get(email=f"programme@{DOMAIN}"))
    # Whoever shares the place is in nobody's way, so that each move is carried out.
    session = Session.objects.scheduled().filter(shares_place=False, title_en__startswith="Extra").order_by("pk")[0]
    Session.objects.filter(pk=session.pk).update(shares_place=True)
    with CaptureQueriesContext(connection) as asked:
        _move(client, session, 5)
    queries, own = len(asked), time.process_time()
    times = sorted(_move(client, session, 5 * (n % 2)) for n in range(count))
    return Moves(times, (time.process_time() - own) * 1000 / count, Session.objects.count(), queries)


def _move(client: Client, session: Session, minutes: int) -> float:
    row = Session.objects.select_related("place").get(pk=session.pk)
    start = timezone.localtime(session.starts_at, meeting_zone())
    day = str(start.date())
    fields = {"do": "place", "board_day": day, "day": day, "minutes": 20, "version": row.version}
    fields |= {"start": f"{start:%H}:{start.minute + minutes:02d}", "place": row.place.slug if row.place else ""}
    begin = time.perf_counter()
    answer = client.post(reverse("admin:agenda_board_session", args=[row.code]), fields)
    spent = (time.perf_counter() - begin) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}: {answer.content[:200]!r}")
    return spent
