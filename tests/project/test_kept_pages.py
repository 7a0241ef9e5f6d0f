"""A new release is asked for by everybody at once: it is drawn once, and then answered by the shortest way."""

import threading
import time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from ascn8.lib.pages import public_page
from sessions.release import publish
from tests.factories import local, make_meeting, make_session


def test_a_page_that_many_ask_for_at_once_is_drawn_once():
    drawn = []

    @public_page(lambda request: 1)
    def view(request):
        drawn.append(threading.get_ident())
        time.sleep(0.2)
        return HttpResponse("page")

    answers = []
    ask = lambda: answers.append(view(RequestFactory().get("/drawn-once/")).content)  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 1
    assert answers == [b"page"] * 8


def test_an_error_keeps_nobody_waiting():
    @public_page(lambda request: 1)
    def view(request):
        raise ValueError

    for _n in range(2):
        try:
            view(RequestFactory().get("/drawn-never/"))
        except ValueError:
            continue
        raise AssertionError("the error was swallowed")


def headers_of(answer):
    return {name.lower(): value for name, value in answer.items()}


@pytest.mark.parametrize("address", ["/agenda/", "/ms/agenda/", "/agenda.ics", "/schedule.xml", "/practical/"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_short_way_answers_with_every_header_of_the_long_way(db, client, address, packed, settings):
    make_meeting()
    make_session()
    publish(actor=None, at=local(1, 9))
    accepts = {"Accept-Encoding": "gzip"} if packed else {}
    long = client.get(address, headers=accepts)
    with CaptureQueriesContext(connection) as asked:
        short = client.get(address, headers=accepts)
    assert len(asked) == 1  # the content versions
    unchanged = client.get(address, headers={**accepts, "If-None-Match": f"W/{long['ETag']}"})
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kept_pages" not in name]
    without = Client().get(address, headers={**accepts, "If-None-Match": long["ETag"]})

    assert not hasattr(short, "kept_page"), "the view was asked"
    assert short.content == long.content
    assert headers_of(short) == headers_of(long)
    assert {"content-security-policy", "x-frame-options", "permissions-policy", "vary"} <= headers_of(short).keys()
    assert {"x-content-type-options", "referrer-policy", "content-language"} <= headers_of(short).keys()
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    # Django says of the long way's answer that its body, of which it has none, is 0 bytes long.
    assert headers_of(unchanged) == {key: said for key, said in headers_of(without).items() if key != "content-length"}


def test_the_short_way_shows_a_new_release_at_once(db, client):
    make_meeting()
    make_session(title_en="First")
    publish(actor=None, at=local(1, 9))
    client.get("/agenda/")
    old = client.get("/agenda/")
    make_session(title_en="Second")
    publish(actor=None, at=local(1, 10))
    new = client.get("/agenda/", headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert b"Second" in new.content


def test_whoever_has_a_session_and_whoever_posts_goes_the_long_way(db, client):
    make_meeting()
    make_session()
    publish(actor=None, at=local(1, 9))
    client.get("/agenda/")
    client.get("/agenda/")
    assert client.post("/agenda/").status_code == 405
    assert hasattr(Client(headers={"Cookie": "sessionid=x"}).get("/agenda/"), "kept_page")
    client.cookies["sessionid"] = "x"
    assert hasattr(client.get("/agenda/"), "kept_page")


def test_another_host_is_asked_for_by_its_own_name(db, client):
    make_meeting()
    client.get("/practical/")
    client.get("/practical/")
    assert client.get("/practical/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("odd", ["", "false"])
def test_nobody_changes_what_others_get_by_an_odd_header_of_htmx(db, client, odd):
    make_meeting()
    make_session()
    publish(actor=None, at=local(1, 9))
    client.get("/agenda/", headers={"HX-Request": odd})
    part = client.get("/agenda/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"hx-swap-oob" in part.content
