"""Importing: all of it or nothing, twice changes nothing, and what staff added stays."""

import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from sessions.exchange.importing import import_schedule
from sessions.exchange.writing import schedule_json, schedule_xml
from sessions.ical import calendar
from sessions.models import Appearance, Place, Session, Speaker, Track
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_track
from tests.sessions import naive
from tests.sessions.shared import BESIDE, XML

pytestmark = pytest.mark.django_db


def take(text: str, **more):
    return import_schedule(text.encode(), actor=None, at=local(1, 9), **more)


def rows() -> list:
    """Everything that an import may touch."""
    return [list(model.objects.order_by("pk").values()) for model in (Track, Place, Speaker, Session, Appearance)]


def test_everything_in_the_file_is_taken_over():
    report = take(XML)
    assert report.applied
    first, second = Session.objects.order_by("starts_at")
    assert (first.title_en, first.kind, str(first.track), str(first.place)) == (
        "Pembukaan & ucapan",
        "plenary",
        "Bandar",
        "Dewan Satu",
    )
    assert second.kind == "talk"
    assert [str(a.speaker) for a in first.appearances.all()] == ["Aminah Rekaan", "Somchai Rekaan"]
    assert first.links == [{"title": "Paper", "url": "https://example.org/a"}]
    assert (Speaker.objects.count(), Place.objects.count(), Track.objects.count()) == (2, 1, 1)


def test_a_second_import_changes_nothing():
    take(XML)
    before = rows()
    report = take(XML)
    assert report.changes == 0
    assert report.count("session", "unchanged") == 2
    assert rows() == before
    assert AuditEvent.objects.filter(action="programme.import").count() == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    report = take(XML, dry_run=True)
    assert (report.count("session", "created"), report.applied) == (2, False)
    assert not any(rows())
    assert not AuditEvent.objects.exists()


def test_one_fault_keeps_the_whole_file_out():
    take(XML)
    before = rows()
    report = take(XML.replace("Pembukaan &amp; ucapan", "Changed").replace("<duration>00:45", "<duration>never"))
    assert [fault.field for fault in report.faults] == ["duration"]
    assert not report.applied
    assert rows() == before


def test_a_damaged_file_changes_nothing():
    take(XML)
    before = rows()
    with pytest.raises(Refused):
        take(XML[:-200])
    assert rows() == before


def test_what_changed_in_the_file_changes_here_and_is_named():
    take(XML)
    report = take(XML.replace("Air dan bandar", "Air, bandar dan hutan").replace("11:00:00+08:00", "11:15:00+08:00"))
    changed = [row for row in report.rows if row.outcome == "changed"]
    assert [(row.what, row.fields) for row in changed] == [("session", ("title_en", "starts_at", "ends_at"))]
    assert Session.objects.filter(title_en="Air, bandar dan hutan", starts_at=local(9, 11, 15)).exists()


def test_what_staff_added_stays():
    take(XML)
    session = Session.objects.get(title_en="Air dan bandar")
    session.title_ms, session.kind, session.is_open = "Air", "policy", False
    session.save()
    session.appearances.update(role="chair")
    take(XML.replace("<abstract></abstract>", "<abstract>New words</abstract>"))
    session.refresh_from_db()
    assert (session.title_ms, session.kind, session.is_open) == ("Air", "policy", False)
    assert (session.abstract_en, session.appearances.get().role) == ("New words", "chair")


def test_people_who_leave_and_join_a_session():
    take(XML)
    Appearance.objects.filter(speaker__name="Somchai Rekaan").update(role="moderator")
    people = '<person id="7">Aminah Rekaan</person><person id="8">Somchai Rekaan</person>'
    take(XML.replace(people, '<person id="9">New Rekaan</person><person id="8">Somchai Rekaan</person>'))
    session = Session.objects.get(title_en__startswith="Pembukaan")
    assert [(str(a.speaker), a.role) for a in session.appearances.all()] == [
        ("New Rekaan", "speaker"),
        ("Somchai Rekaan", "moderator"),
    ]


def test_a_session_that_left_the_file_is_reported_and_kept():
    take(XML)
    start, end = XML.index('      <event guid="2222'), XML.index("    </room>")
    report = take(XML[:start] + XML[end:])
    assert [row.name for row in report.rows if row.outcome == "missing"] == ["Air dan bandar"]
    assert Session.objects.count() == 2


def test_sources_are_kept_apart():
    take(XML, source="one")
    other = XML.replace("11111111-1111", "33333333-1111").replace("22222222-2222", "44444444-2222")
    take(other, source="two")
    assert (Session.objects.count(), Speaker.objects.count(), Place.objects.count()) == (4, 4, 1)


def test_queries_do_not_grow_with_the_file():
    def queries(events: int) -> int:
        event = XML[XML.index('<event guid="2222') : XML.index("    </room>")]
        more = "".join(
            event.replace("2222-", f"{events:02}{n:02}-").replace('id="2"', f'id="{events}{n}"')
            for n in range(10, 10 + events)
        )
        with CaptureQueriesContext(connection) as found:
            report = take(XML.replace("    </room>", f"{more}    </room>"))
        assert report.applied
        return len(found)

    assert queries(1) >= queries(3)


def our_programme():
    """A programme with everything that could be lost on the way: titles, roles, markup, two languages, no room."""
    make_meeting()
    session = make_session(
        title_en="A <b>bold</b> plan & more",
        title_ms="Rancangan",
        subtitle="Part 1",
        abstract_en="One.\n\n</p> Two < three",
        kind="policy",
        track=make_track(name_en="Civic & social"),
        language="en, ms",
        links=[{"title": "Paper", "url": "https://example.org/p?a=1&b=2"}],
    )
    speaker = make_speaker(session=session, title="YBhg. Dato'", name="Aminah Rekaan", biography_en="Plans <cities>.")
    Appearance.objects.create(session=session, speaker=speaker, role="chair")
    make_speaker(session=session, name="Budi")
    somewhere = make_session(kind="visit", place=make_place(is_outside=True, name_en="Taman & Tasik"))
    Session.objects.filter(pk=somewhere.pk).update(place=None)
    make_session(place=make_place(name_en="Room with guid"))
    vanishes = make_session(title_en="Was there")
    publish(actor=None, at=local(1, 9))
    Session.objects.filter(pk=vanishes.pk).update(starts_at=None, ends_at=None)
    publish(actor=None, at=local(1, 10))
    return current_programme()


def as_calendar(programme, meeting) -> bytes:
    return calendar(programme.everything, programme, meeting, name="ASCN8")


def as_malay_calendar(programme, meeting) -> bytes:
    with override("ms"):
        return as_calendar(programme, meeting)


@pytest.mark.parametrize("write", [schedule_json, schedule_xml, as_calendar, as_malay_calendar])
def test_our_own_export_changes_nothing_when_it_comes_back(write):
    programme = our_programme()
    data = write(programme, make_meeting())
    before = rows()
    report = import_schedule(data, actor=None, at=local(1, 9))
    assert not report.faults
    assert [row for row in report.rows if row.outcome != "unchanged"] == []
    assert report.count("session") == 3
    assert rows() == before
    assert report.left == {}


def test_what_was_changed_in_our_own_calendar_is_taken_over_and_its_silence_is_not():
    programme, meeting = our_programme(), make_meeting()
    old = next(item for item in programme.items if item.subtitle)
    data = as_calendar(programme, meeting).replace(b"SUMMARY:A <b>bold</b> plan", b"SUMMARY:A careful plan")
    malay = as_malay_calendar(programme, meeting).replace(b"SUMMARY:Rancangan", b"SUMMARY:Pelan")
    reports = [import_schedule(part, actor=None, at=local(1, 9)) for part in (data, malay)]
    session = Session.objects.get(guid=old.guid)
    assert [[row.fields for row in report.rows if row.fields] for report in reports] == [
        [("title_en",)],
        [("title_ms",)],
    ]
    assert (session.title_en, session.title_ms) == ("A careful plan & more", "Pelan")
    assert (session.subtitle, session.abstract_en) == (old.subtitle, old.abstract_en)


@pytest.mark.parametrize("write", [schedule_json, schedule_xml])
def test_our_own_export_makes_the_same_programme_elsewhere(write):
    programme = our_programme()
    data = write(programme, make_meeting())
    facts = sorted((item.guid, item.title_en, item.starts_at, item.abstract_en) for item in programme.items)
    for model in (Appearance, Session, Speaker, Place, Track):
        model.objects.all().delete()
    assert import_schedule(data, actor=None, at=local(1, 9)).applied
    publish(actor=None, at=local(1, 10))
    again = current_programme()
    assert sorted((item.guid, item.title_en, item.starts_at, item.abstract_en) for item in again.items) == facts


def test_the_command_reports_rows_and_keeps_its_exit_codes(tmp_path: Path, capsys):
    path = tmp_path / "schedule.xml"
    path.write_text(XML)
    call_command("import_schedule", path, dry_run=True)
    assert "session created: Air dan bandar" in capsys.readouterr().out
    assert not Session.objects.exists()
    call_command("import_schedule", path)
    assert "sessions: 2 created, 0 changed, 0 unchanged" in capsys.readouterr().out
    path.write_text(XML.replace("00:45", "x"))
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_schedule", path)
    assert "duration is no duration" in capsys.readouterr().err
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_schedule", tmp_path / "none.xml")


# --- A whole conference: the real files where they lie beside the checkout, else one of the same size -----------


def large(events: int) -> str:
    event = XML[XML.index('<event guid="2222') : XML.index("    </room>")]
    more = "".join(
        event.replace("2222-4222", f"{n:04}-4222").replace('id="2"', f'id="{n}"').replace('id="8"', f'id="{n + 8}"')
        for n in range(10, events + 8)
    )
    return XML.replace("    </room>", f"{more}    </room>")


WHOLE = [
    ("fosdem2025.schedule.xml", naive.fosdem, (943, 992, 40, 74)),
    ("democon.pretalx.schedule.json", naive.democon, (36, 27, 2, 2)),
    ("coscup2023.session.json", naive.coscup, (352, 338, 28, 39)),
    ("pyconus2025.ics", naive.pycon, (224, 165, 21, 5)),
]


@pytest.mark.parametrize(("name", "read", "counts"), WHOLE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_whole_conference_is_imported_without_loss_and_in_seconds(name, read, counts):
    path = BESIDE / "schedules" / name
    if path.exists():
        data = path.read_bytes()
    else:
        data, read, counts = large(943).encode(), naive.fosdem, (943, 943, 1, 1)
    begun = time.monotonic()
    report = import_schedule(data, actor=None, at=local(1, 9))
    assert time.monotonic() - begun < 20
    assert report.applied
    assert tuple(model.objects.count() for model in (Session, Speaker, Place, Track)) == counts
    assert sorted(kept()) == sorted(read(data))
    before = rows()
    again = import_schedule(data, actor=None, at=local(2, 9))
    assert again.changes == 0
    assert again.left == report.left
    assert rows() == before


def kept() -> naive.Facts:
    """The sessions of the draft as the plain readings give them."""
    sessions = Session.objects.select_related("place", "track").prefetch_related("appearances__speaker")
    return [
        (
            session.title_en,
            session.place.name_en if session.place else "",
            session.track.name_en if session.track else "",
            session.starts_at,
            int(session.duration.total_seconds()) // 60,
            tuple(appearance.speaker.name for appearance in session.appearances.all()),
        )
        for session in sessions
    ]


def test_what_is_not_taken_over_is_named_with_its_number(tmp_path: Path, capsys):
    text = XML.replace("<subtitle></subtitle>", "<logo>https://example.org/a.png</logo><stream>yes</stream>")
    text = text.replace('<room name="Dewan Satu">', '<room name="Dewan Satu" floor="3">')
    text = text.replace('<event guid="2222', '<event rating="5" guid="2222')
    report = take(text)
    fields = {"event.logo": 1, "event.rating": 1, "event.stream": 1, "room.floor": 1}
    assert report.left == fields | {"links that are no addresses of the web": 1}
    path = tmp_path / "schedule.xml"
    path.write_text(text)
    call_command("import_schedule", path)
    assert "not taken over: event.logo (1)" in capsys.readouterr().out
