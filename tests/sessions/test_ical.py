"""Calendars: read back with icalendar, as a calendar program would."""

import datetime as dt

import pytest
import time_machine
from django.utils.translation import override
from icalendar import Calendar

from ascn8.meeting.facts import current_meeting
from sessions.ical import calendar, still_told
from sessions.models import Session
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_track

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


def test_a_cancellation_is_told_for_thirty_days_after_its_release_and_then_no_more():
    session, _event = one()
    stays = make_session()
    Session.objects.filter(pk=session.pk).update(is_cancelled=True)
    publish(actor=None, at=local(2, 9))
    Session.objects.filter(pk=stays.pk).update(title_en="A later release")
    publish(actor=None, at=local(20, 9))
    everything = current_programme().everything

    def told(at):
        return [item.code for item in still_told(everything, at=at)]

    assert told(local(2, 9) + dt.timedelta(days=30, minutes=-1)) == [session.code, stays.code]
    assert told(local(2, 9) + dt.timedelta(days=30)) == [stays.code]


@time_machine.travel(local(3, 9), tick=False)
def test_a_kept_calendar_changes_when_a_cancellation_was_told_long_enough(client):
    session, _event = one()
    make_session()
    Session.objects.filter(pk=session.pk).update(is_cancelled=True)
    publish(actor=None, at=local(2, 9))
    first = client.get("/agenda.ics")
    again = client.get("/agenda.ics", headers={"If-None-Match": first["ETag"]})
    with time_machine.travel(local(2, 9) + dt.timedelta(days=31)):
        later = client.get("/agenda.ics", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)
    assert [str(event["status"]) for event in events(first.content)] == ["CANCELLED", "CONFIRMED"]
    assert [str(event["status"]) for event in events(later.content)] == ["CONFIRMED"]


def test_calendars_of_a_day_and_of_a_track(client):
    make_meeting()
    track = make_track(slug="civic")
    first = make_session(starts_at=local(9, 9), track=track)
    second = make_session(starts_at=local(10, 9))
    third = make_session(starts_at=local(10, 11), track=track)
    publish(actor=None, at=local(1, 9))

    def codes(address):
        return [str(event["url"]).split("/")[-2] for event in events(client.get(address).content)]

    assert codes("/agenda/2025-09-10.ics") == [second.code, third.code]
    assert codes("/agenda/tracks/civic.ics") == [first.code, third.code]
    assert codes(f"/agenda/{first.code}.ics") == [first.code]
    for address in ("/agenda/2025-09-11.ics", "/agenda/2025-02-31.ics", "/agenda/tracks/none.ics", "/agenda/NONE.ics"):
        assert client.get(address).status_code == 404, address


def test_before_the_first_release_a_calendar_is_empty_and_says_why(client):
    make_meeting()
    answer = client.get("/agenda.ics")
    assert events(answer.content) == []
    assert "not published yet" in Calendar.from_ical(answer.content)["X-WR-CALDESC"]
    assert answer["Content-Disposition"] == 'inline; filename="agenda.ics"'


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
