"""Calendars: read back with icalendar, as a calendar program would."""

import datetime as dt

import pytest
from django.utils.translation import override
from icalendar import Calendar

from ascn8.meeting.facts import current_meeting
from sessions.ical import calendar
from sessions.models import Session
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker

pytestmark = pytest.mark.django_db


def written() -> bytes:
    programme = current_programme()
    return calendar(programme.everything, programme, make_meeting(), name="ASCN8")


def events(data: bytes | None = None) -> list:
    return Calendar.from_ical(data or written()).walk("VEVENT")


def one(**fields):
    make_meeting()
    session = make_session(**fields)
    publish(actor=None, at=local(1, 9))
    return session, events()[0]


def test_times_place_and_words():
    session, event = one(
        title_en="Opening", starts_at=local(9, 9), abstract_en="Welcome.", place=make_place(name_en="Ballroom")
    )
    assert event.decoded("dtstart") == local(9, 9)
    assert event["dtstart"].params["TZID"] == "Asia/Kuala_Lumpur"
    assert event.decoded("dtend") == local(9, 10)
    assert event["summary"] == "Opening"
    assert event["location"] == "Ballroom, Hotel Shangri-La, 11 Jalan Contoh, Kuala Lumpur"
    assert "Welcome." in event["description"]
    assert event["status"] == "CONFIRMED"
    assert event.decoded("dtstamp") == local(1, 9)
    assert event["url"].endswith(f"/agenda/{session.code}/")
    assert event["organizer"] == "mailto:secretariat@ascn8.example"


def test_the_calendar_carries_its_time_zone_and_name():
    one()
    parsed = Calendar.from_ical(written())
    assert [str(zone["tzid"]) for zone in parsed.walk("VTIMEZONE")] == ["Asia/Kuala_Lumpur"]
    assert parsed["x-wr-calname"] == "ASCN8"
    assert parsed["method"] == "PUBLISH"


def test_the_uid_stays_and_the_sequence_rises():
    session, first = one()
    session.starts_at += dt.timedelta(minutes=15)
    session.save()
    publish(actor=None, at=local(2, 9))
    second = events()[0]
    assert first["uid"] == second["uid"] == f"{session.guid}@127.0.0.1"
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("last-modified") == local(2, 9)


def test_cancelled_and_vanished_sessions_are_sent_as_cancelled():
    session, _event = one()
    other = make_session()
    publish(actor=None, at=local(1, 10))
    Session.objects.filter(pk=session.pk).update(is_cancelled=True)
    other.delete()
    publish(actor=None, at=local(2, 9))
    assert [(str(event["status"]), event["sequence"]) for event in events()] == [("CANCELLED", 1), ("CANCELLED", 1)]


ATTACK = 'Plan\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT; a,b \\n "q" \x07'


def test_nothing_can_be_written_into_a_calendar_through_a_field():
    make_meeting(organiser_en='The "Office"\r\nX-EVIL:1')
    session = make_session(title_en=ATTACK, abstract_en=ATTACK, place=make_place(name_en=ATTACK))
    make_speaker(session=session, name=ATTACK)
    publish(actor=None, at=local(1, 9))
    programme = current_programme()
    data = calendar(programme.everything, programme, current_meeting(), name=ATTACK)
    lines = data.decode().split("\r\n")
    assert not [line for line in lines if line.startswith(("ATTENDEE", "X-EVIL"))]
    assert lines.count("END:VEVENT") == 1
    assert len(events(data)) == 1
    assert not {*range(10), 11, 12, *range(14, 32)} & set(data)


def test_lines_are_folded_at_75_octets():
    one(title_en="Ký tự dài " * 25, abstract_en="សួស្តី" * 200)
    assert max(len(line) for line in written().split(b"\r\n")) <= 75


def test_malay_readers_get_malay_words():
    make_meeting()
    make_session(title_en="Opening", title_ms="Pembukaan")
    publish(actor=None, at=local(1, 9))
    with override("ms"):
        event = events()[0]
    assert event["summary"] == "Pembukaan"
    assert "/ms/agenda/" in event["url"]


def test_a_thousand_sessions_are_written_in_seconds():
    make_meeting()
    place = make_place()
    Session.objects.bulk_create(
        Session(title_en=f"Session {n}", place=place, starts_at=local(9, 9), ends_at=local(9, 10), shares_place=True)
        for n in range(1000)
    )
    publish(actor=None, at=local(1, 9))
    assert len(events()) == 1000
