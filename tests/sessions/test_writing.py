"""schedule.json and schedule.xml: what readers of the C3VOC forms rely on, and the official schemas where they lie."""

import datetime as dt
import json
import re
import uuid
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from jsonschema import Draft6Validator
from lxml import etree

from sessions.exchange.writing import acronym, legacy_id, schedule_json, schedule_xml
from sessions.ical import calendar
from sessions.models import Interpretation, Session
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_track
from tests.sessions.shared import BESIDE

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    make_meeting()
    session = make_session(
        title_en="Opening <of> the meeting & more",
        abstract_en="Line one\nLine two \x0b",
        track=make_track(slug="civic", name_en="Civic & social"),
        place=make_place(slug="ballroom", name_en="Ballroom", capacity=400),
        language="en",
        links=[{"title": "Paper", "url": "https://example.org/p?a=1&b=2"}],
    )
    make_speaker(session=session, name="Aminah <Rekaan>", biography_en="Plans.")
    make_session(title_en="៥", starts_at=local(10, 9), place=make_place(slug="b", name_en="B"))
    nowhere = make_session(starts_at=local(11, 9))
    Session.objects.filter(pk=nowhere.pk).update(place=None)
    make_session(title_en="Cancelled one", is_cancelled=True)
    Interpretation.objects.create(session=session, language="th", channel=3)
    Interpretation.objects.create(session=session, language="km")
    publish(actor=None, at=local(1, 9))
    return current_programme()


def test_json_has_what_readers_rely_on(programme):
    document = json.loads(schedule_json(programme, make_meeting()))
    conference = document["schedule"]["conference"]
    assert conference["daysCount"] == len(conference["days"]) == 3
    events = [event for day in conference["days"] for room in day["rooms"].values() for event in room]
    assert len(events) == 3
    for event in events:
        assert uuid.UUID(event["guid"])
        assert event["id"] > 0
        assert re.fullmatch(r"\d+:\d\d", event["duration"])
        assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"])
        assert event["date"].endswith("+08:00")
        assert event["url"].startswith("http")
    assert len({event["id"] for event in events}) == len({event["slug"] for event in events}) == 3


def test_xml_has_what_readers_rely_on(programme):
    root = ElementTree.fromstring(schedule_xml(programme, make_meeting()))
    assert [day.get("index") for day in root.findall("day")] == ["1", "2", "3"]
    event = root.find("day/room/event")
    assert event.findtext("title") == "Opening <of> the meeting & more"
    assert event.findtext("abstract") == "Line one\nLine two "
    assert event.findtext("persons/person") == "Aminah <Rekaan>"
    assert event.find("links/link").get("href") == "https://example.org/p?a=1&b=2"
    assert "Cancelled one" not in ElementTree.tostring(root, encoding="unicode")


def test_both_are_valid_against_the_official_schemas_where_they_lie_beside_the_checkout(programme):
    meeting = make_meeting()
    document, text = schedule_json(programme, meeting), schedule_xml(programme, meeting)
    assert json.loads(document)["schedule"]["version"] == "1"
    if (BESIDE / "schema").exists():
        schema = json.loads((BESIDE / "schema" / "schedule.schema.json").read_text())
        assert [error.message for error in Draft6Validator(schema).iter_errors(json.loads(document))] == []
        xsd = etree.XMLSchema(etree.parse(str(BESIDE / "schema" / "schedule.xml.xsd")))
        parsed = etree.fromstring(text)
        assert xsd.validate(parsed), xsd.error_log


def of_json(document: bytes) -> dict:
    days = json.loads(document)["schedule"]["conference"]["days"]
    events = [event for day in days for room in day["rooms"].values() for event in room]
    return {
        event["guid"]: {
            "title": event["title"],
            "begin": dt.datetime.fromisoformat(event["date"]),
            "end": dt.datetime.fromisoformat(event["end"]),
            "url": event["url"],
            "people": [(person["guid"], person["name"]) for person in event["persons"]],
            **{name: event[name] for name in ("room", "track", "type", "language")},
            **{name: event[name] for name in ("subtitle", "abstract", "description", "slug", "id", "duration")},
        }
        for event in events
    }


def of_xml(text: bytes) -> dict:
    found = {}
    for event in ElementTree.fromstring(text).iter("event"):
        said = {child.tag: child.text or "" for child in event}
        begin = dt.datetime.fromisoformat(said["date"])
        hours, minutes = map(int, said["duration"].split(":"))
        found[event.get("guid")] = {
            "title": said["title"],
            "begin": begin,
            "end": begin + dt.timedelta(hours=hours, minutes=minutes),
            "url": said["url"],
            "people": [(person.get("guid"), person.text) for person in event.iter("person")],
            "id": int(event.get("id")),
            **{name: said[name] for name in ("room", "track", "type", "language")},
            **{name: said[name] for name in ("subtitle", "abstract", "description", "slug", "duration")},
        }
    return found


def of_calendar(data: bytes) -> dict:
    found = {}
    for event in Calendar.from_ical(data).walk("VEVENT"):
        people = event.get("x-ascn8-person", [])
        found[str(event["uid"]).split("@")[0]] = {
            "title": str(event["summary"]),
            "begin": event.decoded("dtstart"),
            "end": event.decoded("dtend"),
            "url": str(event["url"]),
            "people": [(one.params["X-GUID"], str(one)) for one in (people if isinstance(people, list) else [people])],
            "room": str(event.get("x-ascn8-room", "")),
            "track": str(event.get("x-ascn8-track", "")),
            "type": str(event["x-ascn8-kind"]),
            "language": str(event.get("x-ascn8-language", "")),
            "status": str(event["status"]),
            # icalendar leaves what it does not know as it stands.
            "interpretation": str(event.get("x-ascn8-interpretation", "")).replace("\\,", ","),
        }
    return found


def test_json_xml_and_calendar_say_the_same_in_every_field(programme):
    meeting = make_meeting()
    document = schedule_json(programme, meeting)
    as_json, as_xml = of_json(document), of_xml(schedule_xml(programme, meeting))
    as_ics = of_calendar(calendar(programme.everything, programme, meeting, name="ASCN8"))
    meta = json.loads(document)["schedule"]["conference"]["meta"]

    assert len(as_json) == 3
    # XML 1.0 cannot hold control characters, not even escaped.
    for event in as_json.values():
        event["abstract"] = event["abstract"].replace("\x0b", "")
    assert as_xml == as_json

    off = {guid for guid, event in as_ics.items() if event["status"] == "CANCELLED"}
    assert off == {entry["guid"] for entry in meta["cancelled"]} == as_ics.keys() - as_json.keys()
    assert len(off) == 1
    interpreted = {guid: event["interpretation"] for guid, event in as_ics.items() if event["interpretation"]}
    assert {guid: ", ".join(said) for guid, said in meta["interpretation"].items()} == interpreted
    assert list(meta["interpretation"].values()) == [{"km": None, "th": 3}]
    for guid, event in as_json.items():
        same = {name: value for name, value in as_ics[guid].items() if name not in ("status", "interpretation")}
        assert same == {name: event[name] for name in same}


def test_an_empty_programme_is_written_too():
    meeting = make_meeting()
    assert json.loads(schedule_json(current_programme(), meeting))["schedule"]["conference"]["days"] == []
    assert ElementTree.fromstring(schedule_xml(current_programme(), meeting)).tag == "schedule"


@pytest.mark.parametrize(
    ("name", "expected"), [("ASCN8", "ascn8"), ("A 9", "a_9_2025"), ("Mesyuarat 9!", "mesyuarat_9_")]
)
def test_the_acronym_has_only_the_signs_that_the_schemas_allow(name, expected):
    made = acronym(make_meeting(short_name=name))
    assert made == expected
    assert re.fullmatch(r"[a-z0-9_]{4,}", made)


def test_legacy_ids_fit_into_32_bits_and_differ():
    codes = ["222222", "ZZZZZZ", "ZYXWTS", "ABCDEF", "ABCDEG"]
    numbers = {legacy_id(code) for code in codes}
    assert len(numbers) == len(codes)
    assert all(0 < number < 2**31 for number in numbers)
