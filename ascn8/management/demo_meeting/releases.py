"""What the secretariat published after the first programme: two releases, and one that is planned."""

import datetime as dt
from collections.abc import Mapping

from ascn8.management.demo_meeting.meeting import attending, moment
from delegates.models import User
from sessions.editing import change_session
from sessions.models import Appearance, Place, ProgrammeLook, Release, Session, Speaker, Star
from sessions.release import publish
from sessions.releases.planning import plan
from sessions.releases.telling import skip

_DAY = dt.timedelta(days=1)
_STARRED = (
    "Business matching",
    "Workshop: one indicator, thirty-one cities",
    "Clinic: writing a bankable city project",
    "Procuring software without regret",
)


def make_releases(users: dict[str, User], *, at: dt.datetime) -> None:
    """The first release is five days old; nobody was told of it, because it is the first."""
    staff = users["programme"]
    Release.objects.filter(number=1).update(published_at=at - 5 * _DAY)
    skip(number=1, actor=staff, at=at - 5 * _DAY)
    _make_stars(users["delegate"], at=at)
    _second(staff, at=at - 2 * _DAY)
    Release.objects.filter(number=2).update(telling=Release.Telling.TOLD, told_at=at - 2 * _DAY, told_by=staff)
    _third(staff, at=at - dt.timedelta(hours=3))
    _change("Country reports I", {"title_en": "Country reports I: six Member States"}, staff, at=at)
    plan(
        due_at=(at + _DAY).replace(hour=1, minute=0, second=0, microsecond=0),
        note_en="Final titles of the country reports",
        note_ms="Tajuk akhir laporan negara",
        actor=staff,
        at=at,
    )


def _make_stars(delegate: User, *, at: dt.datetime) -> None:
    """The demo's delegate, and some others, each with some of the sessions that change."""
    people = [delegate, *(row.user for row in attending()[5:17])]
    sessions = list(Session.objects.filter(title_en__in=_STARRED).order_by("pk"))
    for n, user in enumerate(people):
        for session in sessions[: 1 + (n + 3) % 4]:
            Star.objects.get_or_create(user=user, session=session, defaults={"starred_at": at - 4 * _DAY})
    ProgrammeLook.objects.update_or_create(user=delegate, defaults={"number": 1, "looked_at": at - 4 * _DAY})


def _second(staff: User, *, at: dt.datetime) -> None:
    times = {"starts_at": moment(9, "16:15"), "ends_at": moment(9, "17:45")}
    _change("Workshop: one indicator, thirty-one cities", times, staff, at=at)
    room = Place.objects.get(slug="meeting-room-1")
    _change("Clinic: writing a bankable city project", {"place": room}, staff, at=at)
    _speaks("City progress: Health and Well-being")
    publish(
        actor=staff,
        at=at,
        note_en="The workshop on indicators begins later, the clinic is in Meeting Room 1.",
        note_ms="Bengkel petunjuk bermula lewat sedikit, klinik berpindah ke Bilik Mesyuarat 1.",
    )


def _third(staff: User, *, at: dt.datetime) -> None:
    """Wednesday alone: nobody was told of it yet."""
    _change("Procuring software without regret", {"is_cancelled": True}, staff, at=at)
    titles = {
        "title_en": "Business matching: cities meet companies",
        "title_ms": "Padanan perniagaan: bandar dan syarikat",
    }
    _change("Business matching", titles, staff, at=at)
    publish(
        actor=staff,
        at=at,
        day=dt.date(2025, 9, 10),
        note_en="One expert talk on Wednesday does not take place.",
        note_ms="Satu bicara pakar pada hari Rabu dibatalkan.",
    )


def _change(title: str, changes: Mapping[str, object], staff: User, *, at: dt.datetime) -> None:
    session = Session.objects.get(title_en=title)
    change_session(code=session.code, version=session.version, changes=changes, actor=staff, at=at)


def _speaks(title: str) -> None:
    """One more panellist: the last of the invented people."""
    session = Session.objects.get(title_en=title)
    speaker = Speaker.objects.order_by("-pk")[0]
    Appearance.objects.create(session=session, speaker=speaker, role=Appearance.Role.PANELLIST, position=9)
