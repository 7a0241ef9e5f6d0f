"""Calendars of other programs as schedules: what is read, what is only counted, and what an attacker would send."""

import datetime as dt
import time

import pytest

from ascn8.lib.errors import Refused
from sessions.exchange.reading import read_schedule
from sessions.exchange.schedule import ReadSchedule

KL = dt.timezone(dt.timedelta(hours=8))


def read(*events: str, head: str = "X-WR-TIMEZONE:Asia/Kuala_Lumpur", encoding: str = "utf-8") -> ReadSchedule:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return read_schedule(f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{body}END:VCALENDAR\n".encode(encoding))


def event(*lines: str, uid: str = "1@example.org") -> str:
    times = [] if any(line.startswith("DTSTART") for line in lines) else ["DTSTART:20250909T010000Z", "DURATION:PT45M"]
    return "\n".join([f"UID:{uid}", "SUMMARY:Air dan bandar", *times, *lines])


def test_everything_that_a_calendar_can_say_is_read():
    found = read(
        event(
            "LOCATION:Dewan\\, Satu",
            "CATEGORIES:Bandar\\, air,Lain",
            "DESCRIPTION:<p>Satu.</p>\\n<ul><li>D",
            " ua</li></ul>",
            'ATTENDEE;CN="Rekaan, Aminah";ROLE=CHAIR:mailto:a@example.org',
            "URL:https://example.org/air",
            "STATUS:CANCELLED",
        )
    )
    (one,) = found.sessions
    assert (one.title, one.room, one.track) == ("Air dan bandar", "Dewan, Satu", "Bandar, air")
    assert (one.starts_at, one.ends_at - one.starts_at) == (
        dt.datetime(2025, 9, 9, 9, tzinfo=KL),
        dt.timedelta(minutes=45),
    )
    assert one.description == "Satu.\n\n• Dua"
    assert [person.name for person in one.persons] == ["Rekaan, Aminah"]
    assert one.links == (("https://example.org/air", "https://example.org/air"),)
    assert one.is_cancelled
    assert found.left == {"CATEGORIES after the first": 1}


@pytest.mark.parametrize(
    ("begin", "end", "hour", "minutes"),
    [
        ("DTSTART;TZID=Asia/Bangkok:20250909T090000", "DTEND;TZID=Asia/Bangkok:20250909T100000", 10, 60),
        ('DTSTART;TZID="Singapore Standard Time":20250909T090000', "DURATION:P1DT1H", 9, 1500),
        ("DTSTART:20250909T090000", "DTEND:20250909T093000", 9, 30),
        ("DTSTART;VALUE=DATE:20250909", "SEQUENCE:3", 0, 1440),
        ("DTSTART;TZID=Nowhere/Else:20250909T090000", "DTEND:20250909T020000Z", 9, 60),
        ("DTSTART:20250909T010000Z", "DTEND:20250909T010000Z", 9, 1),
    ],
)
def test_times_in_all_their_forms(begin, end, hour, minutes):
    (one,) = read(event(begin, end)).sessions
    assert one.starts_at.astimezone(KL) == dt.datetime(2025, 9, 9, hour, tzinfo=KL)
    assert one.ends_at - one.starts_at == dt.timedelta(minutes=minutes)


def test_what_is_not_taken_over_is_counted_and_repetitions_are_not_unrolled():
    rule = "RRULE:FREQ=SECONDLY;COUNT=2000000000"
    begun = time.monotonic()
    found = read(
        event(rule, "EXDATE:20250910T010000Z", "X-COLOUR:red", "BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM"),
        event(rule, "X-EMPTY:", "STATUS:TENTATIVE", uid="2@example.org"),
    )
    assert time.monotonic() - begun < 1
    assert len(found.sessions) == 2
    assert found.left == {"RRULE": 2, "EXDATE": 1, "X-COLOUR": 1, "VALARM": 1, "STATUS:TENTATIVE": 1}


def test_moved_repetitions_of_one_event_are_sessions_of_their_own():
    found = read(event(), event("RECURRENCE-ID:20250910T010000Z"))
    assert len({session.key for session in found.sessions}) == 2
    assert not found.faults


@pytest.mark.parametrize(
    ("lines", "field", "says"),
    [
        (("DTSTART:20250231T090000Z",), "date", "20250231"),
        (("DTSTART:tomorrow",), "date", "tomorrow"),
        (("DTSTART:20250909T090000Z",), "duration", "missing"),
        (("DTSTART:20250909T090000Z", "DTEND:20250809T090000Z"), "duration", "longer than nothing"),
        (("DTSTART:20250909T090000Z", "DURATION:P9999D"), "duration", "three days"),
        ((f"LOCATION:{'x' * 121}",), "room", "120"),
    ],
)
def test_a_fault_names_the_line_of_its_event(lines, field, says):
    found = read(event(uid="0@example.org"), event(*lines))
    assert [(fault.line, fault.field) for fault in found.faults] == [(10, field)]
    assert says in str(found.faults[0].message)


def test_an_event_twice_and_one_without_name_are_faults():
    assert [str(fault.message) for fault in read(event(), event()).faults] == [
        "stands in the file twice, first in line 4"
    ]
    assert [fault.field for fault in read(event(uid="")).faults] == ["guid"]


DAMAGED = {
    "cut": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n",
    "crossed": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n",
    "nested": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
    "no event": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "endless": b"BEGIN:VCALENDAR\n" + b"A:\n" * 300_000,
    "encoding": b"BEGIN:VCALENDAR\nX:\xff\xfe\xfa\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_and_hostile_calendars_are_refused_in_words_and_at_once(name):
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        read_schedule(DAMAGED[name])
    assert time.monotonic() - begun < 5
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("line", ["A;B=" + "," * 50_000, 'A;B="' + '""' * 50_000, ";" * 50_000, "A" * 1_000_000])
def test_no_line_keeps_the_reader_busy(line):
    begun = time.monotonic()
    found = read(event(line))
    assert time.monotonic() - begun < 2
    assert sum(found.left.values()) == 1


BOMBS = {
    "elements": b"<schedule><day>" + b"<x/>" * 300_001 + b"</day></schedule>",
    "objects": b'{"sessions":[' + b"{}," * 300_001 + b"{}]}",
    "depth": b'{"schedule":' * 100_000,
    "lists": b'{"a":' + b"[" * 100_000,
    "laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>',
    "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><schedule>&a;</schedule>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_files_that_are_made_to_fill_the_memory_are_refused(name):
    begun = time.monotonic()
    with pytest.raises(Refused):
        read_schedule(BOMBS[name])
    assert time.monotonic() - begun < 10
