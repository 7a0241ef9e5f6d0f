"""What must hold for the seats after every change, whoever came first."""

from collections import Counter, defaultdict

from ascn8.outbox.models import Message
from sessions.models import Seating, Signup
from sessions.seats import _eligible


def check_seats() -> None:
    """Raises AssertionError, in words, where one of the promises of sessions/signups.py is broken."""
    for seating in Seating.objects.all():
        confirmed = seating.signups.filter(state="confirmed").count()
        assert seating.confirmed == confirmed, "the counter is not the number of rows"
        assert confirmed <= seating.capacity, "oversold"
        if confirmed < seating.capacity:
            assert not _eligible([seating]).exists(), "somebody waits while a seat is free"
    held: defaultdict[int, list[Seating]] = defaultdict(list)
    mails = Counter(Message.objects.values_list("key", flat=True))
    for signup in Signup.objects.filter(state="confirmed").select_related("seating"):
        held[signup.registration_id].append(signup.seating)
        assert mails[f"seat:{signup.code}:{signup.ticket}:confirmed"] == 1, "a seat nobody was told of"
    for seatings in held.values():
        for n, one in enumerate(seatings):
            assert not any(one.overlaps(other) for other in seatings[n + 1 :]), "two seats at the same time"
