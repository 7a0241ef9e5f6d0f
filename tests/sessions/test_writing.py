"""schedule.json and schedule.xml: what readers of the C3VOC forms rely on, and the official schemas where they lie."""

import json
import re
import uuid
from xml.etree import ElementTree

import pytest
from jsonschema import Draft6Validator
from lxml import etree

from sessions.exchange.writing import acronym, legacy_id, schedule_json, schedule_xml
from sessions.models import Session
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
