"""Reading schedules of strangers: what is right, what is wrong and where, and what is refused."""

import datetime as dt
import json

import pytest

from ascn8.lib.errors import Refused
from sessions.exchange.reader import plain_text
from sessions.exchange.reading import read_schedule
from tests.sessions.shared import SECOND_EVENT, XML


def read(text: str):
    return read_schedule(text.encode())


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_schedule(data)
    return caught.value


def test_xml_is_read_with_rooms_people_and_times():
    found = read(XML)
    assert not found.faults
    assert found.acronym == "contoh-2025"
    first, second = found.sessions
    assert first.title == "Pembukaan & ucapan"
    assert first.starts_at == dt.datetime(2025, 9, 9, 1, tzinfo=dt.UTC)
    assert first.ends_at - first.starts_at == dt.timedelta(minutes=90)
    assert [person.name for person in first.persons] == ["Aminah Rekaan", "Somchai Rekaan"]
    assert first.persons[1].key == second.persons[0].key
    assert (first.kind, second.kind) == ("plenary", "")
    assert [room.name for room in found.rooms] == ["Dewan Satu"]
    assert found.tracks == ["Bandar"]


def test_html_becomes_plain_text():
    assert read(XML).sessions[0].abstract == "Satu.\n\n• Dua"


def test_text_that_only_looks_like_a_tag_stays():
    assert plain_text("a < b and c > d, <unknown>") == "a < b and c > d, <unknown>"


def test_scripts_in_html_vanish():
    assert plain_text("<p>Good</p><script>alert(1)</script>") == "Good"


def test_links_that_are_no_web_addresses_are_left_out():
    assert read(XML).sessions[0].links == (("Paper", "https://example.org/a"),)


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("<title>Air dan bandar</title>", "", "title", "missing"),
        ("<title>Air dan bandar</title>", "<title>  </title>", "title", "missing"),
        ("<date>2025-09-09T11:00:00+08:00</date>", "<date>next Tuesday</date>", "date", "next Tuesday"),
        ("<date>2025-09-09T11:00:00+08:00</date>", "<date>2025-02-30T11:00:00+08:00</date>", "date", "2025-02-30"),
        ("<date>2025-09-09T11:00:00+08:00</date>", "<date>0001-01-01T00:00:00+08:00</date>", "date", "century"),
        ("<duration>00:45</duration>", "<duration>soon</duration>", "duration", "soon"),
        ("<duration>00:45</duration>", "<duration>00:00</duration>", "duration", "longer than nothing"),
        ("<duration>00:45</duration>", "", "duration", "missing"),
        ("22222222-2222-4222-8222-222222222222", "not-a-uuid", "guid", "not-a-uuid"),
        ("22222222-2222-4222-8222-222222222222", "11111111-1111-4111-8111-111111111111", "guid", "twice"),
        ("<track>Bandar</track>\n        <type>devroom", f"<track>{'x' * 121}</track><type>devroom", "track", "120"),
    ],
)
def test_a_fault_names_line_and_field(old, new, field, says):
    before, after = XML.split('<event guid="2222', 1)
    found = read(before + ('<event guid="2222' + after).replace(old, new, 1))
    assert [fault.field for fault in found.faults] == [field]
    assert SECOND_EVENT <= found.faults[0].line <= SECOND_EVENT + 9
    assert says in str(found.faults[0].message)


def test_every_fault_is_reported_at_once():
    found = read(XML.replace("<title>", "<titel>").replace("</title>", "</titel>"))
    assert len([fault for fault in found.faults if fault.field == "title"]) == 2


def test_a_title_of_ten_megabytes_is_a_fault_and_is_not_repeated():
    found = read(XML.replace("Air dan bandar", "A" * 10_000_000))
    assert [fault.field for fault in found.faults] == ["title"]
    assert len(str(found.faults[0])) < 200


def test_a_file_that_is_too_large_is_refused():
    assert refusal(b"<schedule>" + b" " * 50_000_001).code == "too_large"


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused_with_its_line(cut):
    refused = refusal(XML[: int(len(XML) * cut)].encode())
    assert refused.code == "xml_damaged"
    assert "line" in str(refused)


def test_xml_that_is_no_schedule_is_refused_in_one_sentence():
    refused = refusal(b"<rss version='2.0'><channel/></rss>")
    assert str(refused) == "This XML is not a schedule: it begins with <rss> and not with <schedule>."


ENTITIES = [
    '<!DOCTYPE schedule [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>',
    '<!DOCTYPE schedule [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><schedule>&b;</schedule>',
    '<!DOCTYPE schedule SYSTEM "http://127.0.0.1:1/x.dtd"><schedule/>',
    "<!DOCTYPE schedule><schedule/>",
]


@pytest.mark.parametrize("text", ENTITIES)
def test_document_types_and_entities_are_refused(text):
    assert refusal(text.encode()).code == "xml_entities"
    assert refusal(text.encode("utf-16")).code == "xml_entities"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"BEGIN:VCALENDAR",
        b"<",
        b"{",
        b"[]",
        b"{}",
        b'{"schedule": 1}',
        b'{"schedule": {"conference": []}}',
        b'{"schedule": {"conference": {"days": []}}}',
        b"<schedule/>",
        b"\xff\xfe<\x00",
        b'<?xml version="1.0" encoding="no-such"?><schedule/>',
        b'{"a": "\xff"}',
        b'{"a":' * 20_000,
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"<a>" * 50_000,
    ],
)
def test_rubbish_is_refused_in_words(data):
    assert str(refusal(data))


def small_json(**changes) -> dict:
    event = {
        "id": 25,
        "guid": "8079583e-8321-506c-95af-fd2903a5f075",
        "date": "2025-09-09T09:00:00+08:00",
        "start": "09:00",
        "duration": "00:30",
        "room": "Dewan Dua",
        "title": "Focused hardware",
        "track": "Phased",
        "type": "Talk",
        "language": "en",
        "abstract": "",
        "persons": [{"id": 26, "code": "NQTF8Y", "public_name": "Ben Rekaan", "biography": "Plans cities."}],
    }
    event.update(changes)
    day = {"index": 1, "date": "2025-09-09", "rooms": {"Dewan Dua": [event]}}
    rooms = [{"name": "Dewan Dua", "guid": "b379c473-93b9-4eae-9a09-d482e86cede3"}]
    conference = {"acronym": "contoh", "time_zone_name": "Asia/Kuala_Lumpur", "rooms": rooms, "days": [day]}
    return {"schedule": {"version": "1", "conference": conference}}


def test_pretalx_json_is_read():
    found = read(json.dumps(small_json()))
    assert not found.faults
    session = found.sessions[0]
    assert session.persons[0].key == "NQTF8Y"
    assert session.persons[0].biography == "Plans cities."
    assert session.kind == "talk"


def test_a_time_without_zone_is_on_the_clock_of_the_conference():
    session = read(json.dumps(small_json(date="2025-09-09T09:00:00"))).sessions[0]
    assert session.starts_at == dt.datetime(2025, 9, 9, 1, tzinfo=dt.UTC)


def test_a_fault_in_json_names_the_line_of_the_event():
    text = json.dumps(small_json(title=None), indent=1)
    fault = read(text).faults[0]
    assert fault.field == "title"
    assert text.splitlines()[fault.line - 1].strip() == "{"
    assert '"id": 25' in text.splitlines()[fault.line]


def test_rooms_that_share_a_guid_are_told_apart_by_name():
    schedule = small_json()
    conference = schedule["schedule"]["conference"]
    conference["rooms"].append({"name": "Dewan Tiga", "guid": conference["rooms"][0]["guid"]})
    found = read(json.dumps(schedule))
    assert [(room.name, room.guid) for room in found.rooms] == [("Dewan Dua", None), ("Dewan Tiga", None)]


def test_characters_that_no_database_takes_are_cleaned_away():
    person = {"id": "7\ud800", "public_name": "Ben\x00 \ud800Rekaan"}
    links = [{"title": "A\x00", "url": "https://example.org/\x00\ud800"}]
    session = read(json.dumps(small_json(title="A\x00\u202eB", persons=[person], links=links))).sessions[0]
    assert session.title == "AB"
    assert (session.persons[0].key, session.persons[0].name) == ("7", "Ben Rekaan")
    assert session.links == (("A", "https://example.org/"),)
