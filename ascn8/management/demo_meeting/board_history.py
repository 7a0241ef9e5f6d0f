"""What the demonstration's board holds beside the programme: proposals without a time, a template, a short history."""

import datetime as dt
from contextlib import suppress
from typing import Any

from ascn8.lib.errors import Refused
from ascn8.management.demo_meeting.meeting import moment
from sessions.board.daytemplates import save_day
from sessions.board.placing import place, unschedule
from sessions.models import Appearance, Place, Session, Speaker, Track

# kind, English, Malay, track
PROPOSALS = [
    ("talk", "Shade as a public service", "Teduhan sebagai perkhidmatan awam", "quality-environment"),
    (
        "technical",
        "Clinic: open data without regret for cities of fewer than two hundred thousand people",
        "Klinik: data terbuka tanpa penyesalan untuk bandar dengan kurang daripada dua ratus ribu orang",
        "civic-social",
    ),
    ("policy", "A common vocabulary for kerbs, bays and bus stops", "", "built-infrastructure"),
]


def make_board_history(user: Any, *, at: dt.datetime) -> None:
    """Sessions that were proposed and have no time yet; and what the programme team tried with one of them."""
    speakers = list(Speaker.objects.order_by("pk")[: len(PROPOSALS)])
    proposed = []
    for (kind, english, malay, track), speaker in zip(PROPOSALS, speakers, strict=True):
        strand = Track.objects.filter(slug=track).first()
        session = Session.objects.create(kind=kind, title_en=english, title_ms=malay, track=strand)
        Appearance.objects.create(session=session, speaker=speaker, position=1)
        proposed.append(session)
    breaks = [str(Session.Kind.BREAK)]
    save_day(day=dt.date(2025, 9, 9), kinds=breaks, name_en="Breaks of a full day", name_ms="Rehat sehari penuh")
    # In a demonstration of a thousand sessions the room or the speaker may be taken: then nobody tried.
    with suppress(Refused):
        _try(proposed[1], Place.objects.get(slug="meeting-room-2"), user, at=at)


def _try(session: Session, room: Place, user: Any, *, at: dt.datetime) -> None:
    """Put on Thursday morning, made longer, taken off again: it is all there to be undone."""
    start = moment(11, "09:30")
    common: dict[str, Any] = {"code": session.code, "place": room, "actor": user}
    for version, minutes in ((1, 45), (2, 60)):
        place(
            version=version,
            starts_at=start,
            ends_at=start + dt.timedelta(minutes=minutes),
            at=at + dt.timedelta(minutes=version),
            **common,
        )
    unschedule(code=session.code, version=3, actor=user, at=at + dt.timedelta(minutes=3))
