"""The programme on other sites, and what search engines read of a session."""

import datetime as dt
import json
import re

import pytest
from django.test import Client

from sessions.models import Session, Speaker
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture
def session():
    make_meeting()
    one = make_session(
        title_en=EVIL, title_ms="Pembukaan", starts_at=local(9, 9), place=make_place(name_en="Ballroom <b>")
    )
    make_speaker(session=one, name=EVIL, position="Mayor", organisation="City of Contoh")
    make_session(title_en="Second day", starts_at=local(10, 9), is_cancelled=True)
    publish(actor=None, at=local(1, 9))
    return one


def test_the_fragment_is_a_piece_of_html_that_stands_on_its_own(session, client, settings):
    page = client.get("/embed/agenda.html").content.decode()
    assert page.startswith('<div class="ascn8-agenda" lang="en">')
    assert page.rstrip().endswith("</div>")
    assert not re.search(r"<(script|style|link|html|head|body|img|iframe|svg)\b|\sstyle=|\son\w+=|\sid=", page)
    classes = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    assert classes
    assert all(name.startswith("ascn8-") for name in classes)
    addresses = re.findall(r'href="([^"]*)"', page)
    assert addresses
    assert all(address.startswith(f"{settings.SITE_URL}/agenda/") for address in addresses)
    assert page.count('class="ascn8-cancelled"') == 1
    assert "Pembukaan" in client.get("/ms/embed/agenda.html").content.decode()


def test_one_day_of_it(session, client):
    page = client.get("/embed/agenda.html?day=2025-09-10").content.decode()
    data = client.get("/embed/agenda.json?day=2025-09-10").json()
    assert ("Second day" in page, "Ballroom" in page) == (True, False)
    assert [day["date"] for day in data["days"]] == ["2025-09-10"]
    assert data["days"][0]["sessions"][0]["is_cancelled"]
    for path in ("/embed/agenda.html?day=2025-09-11", "/embed/agenda.json?day=x"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/embed/agenda.html", "/embed/agenda.json"])
def test_every_site_may_read_it_and_nobody_with_cookies(session, client, path):
    first, kept = (client.get(path, headers={"Origin": "https://other.example"}) for _turn in range(2))
    same = client.get(path, headers={"Origin": "https://other.example", "If-None-Match": first["ETag"]})
    asked = client.options(path, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"})
    assert (first.status_code, kept.status_code, same.status_code, asked.status_code) == (200, 200, 304, 204)
    for answer in (first, kept, same, asked):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for method in (client.post, client.put, client.delete):
        refused = method(path)
        assert refused.status_code in (403, 405)
        assert "Access-Control-Allow-Origin" not in refused
    assert "Access-Control-Allow-Origin" not in client.get("/agenda/")


def test_the_page_for_webmasters_names_every_address(session, client):
    page = client.get("/embed/").content.decode()
    for path in re.findall(r'<td><a href="([^"]+)"', page):
        assert client.get(path).status_code == 200, path
    assert page.count("<td><a href=") >= 5


def json_ld(code: str) -> dict:
    page = Client().get(f"/agenda/{code}/").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


def test_search_engines_read_who_appears_where_and_in_what(session, settings):
    Speaker.objects.update(photo="speakers/x.jpg")
    publish(actor=None, at=local(2, 9))
    data = json_ld(session.code)
    (performer,) = data["performer"]
    assert (data["@type"], data["name"]) == ("Event", EVIL)
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert (performer["name"], performer["affiliation"]["name"], performer["jobTitle"]) == (
        EVIL,
        "City of Contoh",
        "Mayor",
    )
    assert performer["image"].startswith(f"{settings.SITE_URL}/speakers/")
    assert data["superEvent"]["organizer"] == data["organizer"]
    assert "image" not in data


def test_search_engines_hear_that_a_session_was_moved_and_that_it_was_cancelled(session):
    Session.objects.filter(pk=session.pk).update(starts_at=local(9, 14), ends_at=local(9, 15))
    publish(actor=None, at=local(2, 9))
    moved = json_ld(session.code)
    Session.objects.filter(pk=session.pk).update(is_cancelled=True)
    publish(actor=None, at=local(3, 9))
    cancelled = json_ld(session.code)
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert dt.datetime.fromisoformat(moved["previousStartDate"]) == local(9, 9)
    assert dt.datetime.fromisoformat(moved["startDate"]) == local(9, 14)
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert "previousStartDate" not in cancelled
