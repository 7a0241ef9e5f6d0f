"""More sessions than the plan has, for measuring: numbered, over the same days and places."""

import datetime as dt
import itertools

from ascn8.management.demo_meeting.meeting import moment
from sessions.models import Appearance, Place, Session, Speaker, Track

_SLOTS = [f"{hour:02d}:{minute:02d}" for hour in range(8, 18) for minute in (0, 20, 40)]


def make_extra_sessions(total: int) -> None:
    """Add technical dialogues until `total` sessions exist, in as many numbered rooms as that needs."""
    missing = total - Session.objects.count()
    if missing <= 0:
        return
    rooms = _rooms(-(-missing // (len(_SLOTS) * 5)))
    tracks, speakers = list(Track.objects.all()), _speakers(3 * len(rooms))
    cells = itertools.product(range(8, 13), _SLOTS, rooms)
    rows = [
        Session(
            kind="technical",
            title_en=f"Extra technical dialogue {n + 1}",
            title_ms=f"Dialog teknikal tambahan {n + 1}",
            abstract_en="An invented session that makes the programme longer.",
            track=tracks[n % len(tracks)],
            place=room,
            starts_at=moment(day, slot),
            ends_at=moment(day, slot) + dt.timedelta(minutes=20),
            language="en",
        )
        for n, (day, slot, room) in enumerate(itertools.islice(cells, missing))
    ]
    Session.objects.bulk_create(rows)
    Appearance.objects.bulk_create(
        Appearance(session=row, speaker=speakers[n % len(speakers)]) for n, row in enumerate(rows)
    )


def _speakers(count: int) -> list[Speaker]:
    """Speakers of their own, so many that nobody is in two places at once; those of the plan stay free."""
    return [
        Speaker.objects.create(name=f"Extra Speaker {n}", organisation="Demo City Office") for n in range(1, count + 1)
    ]


def _rooms(count: int) -> list[Place]:
    return [
        Place.objects.create(
            slug=f"extra-room-{n}", name_en=f"Extra Room {n}", name_ms=f"Bilik Tambahan {n}", position=20 + n
        )
        for n in range(1, count + 1)
    ]
