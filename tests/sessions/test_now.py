"""Now and next: at injected times, by room, cached by the minute, and without a network."""

import re

import pytest
from django.test import Client

from sessions.models import Place, Session
from sessions.now import rooms_now
from sessions.programme import current_programme
from sessions.release import publish
from tests import factories as make


@pytest.fixture
def ballroom(db: None) -> Place:
    make.make_meeting()
    return make.make_place(slug="ballroom", name_en="Ballroom", name_ms="Dewan Utama")


def fill(place: Place) -> list[Session]:
    """Two sessions of Tuesday with a break between them, three later ones, and one of Wednesday."""
    starts = [make.local(9, 9), make.local(9, 11), *(make.local(9, hour) for hour in (14, 16, 18)), make.local(10, 9)]
    sessions = [make.make_session(place=place, starts_at=at, title_en=f"T{n}") for n, at in enumerate(starts)]
    publish(actor=None, at=make.local(1, 9))
    return sessions


@pytest.mark.parametrize(
    ("at", "states"),
    [
        (make.local(9, 8, 59), ["next", "later", "later", "later", "later", "far"]),
        (make.local(9, 9), ["now", "next", "later", "later", "later", "later"]),
        (make.local(9, 9, 59), ["now", "next", "later", "later", "later", "later"]),
        (make.local(9, 10), ["past", "next", "later", "later", "later", "later"]),
        (make.local(9, 18, 30), ["past", "past", "past", "past", "now", "next"]),
        (make.local(9, 23), ["past", "past", "past", "past", "past", "next"]),
        (make.local(10, 9, 30), ["now"]),
    ],
)
def test_states_follow_the_clock(ballroom: Place, at, states: list[str]):
    fill(ballroom)

    [room] = rooms_now(current_programme(), at=at)

    assert [shown.state for shown in room.shown] == states
    assert not room.is_over


def test_before_the_meeting_the_first_session_is_next_and_after_it_the_room_is_not_shown(ballroom: Place):
    fill(ballroom)

    [before] = rooms_now(current_programme(), at=make.local(5, 9))

    assert [(shown.state, shown.is_other_day, shown.count) for shown in before.shown] == [("next", True, "")]
    assert rooms_now(current_programme(), at=make.local(20, 9)) == ()


def test_the_day_is_the_venues_and_what_runs_past_midnight_stays(ballroom: Place):
    session = make.make_session(place=ballroom, starts_at=make.local(9, 23), ends_at=make.local(10, 1))
    publish(actor=None, at=make.local(1, 9))

    [room] = rooms_now(current_programme(), at=make.local(10, 0, 30))  # 16:30 on the 9th in UTC

    assert [(shown.item.code, shown.state) for shown in room.shown] == [(session.code, "now")]


@pytest.mark.parametrize(
    ("at", "words"),
    [(make.local(9, 8), "in 60 minutes"), (make.local(9, 8, 59), "in 1 minute"), (make.local(9, 7, 29), "")],
)
def test_the_count_down_begins_ninety_minutes_before(ballroom: Place, at, words: str):
    fill(ballroom)

    [room] = rooms_now(current_programme(), at=at)

    assert room.shown[0].count == words


def test_a_screen_says_languages_channels_closed_doors_and_what_is_cancelled(ballroom: Place, client: Client):
    make.make_session(place=ballroom, starts_at=make.local(9, 9), is_open=False, language="en", interpretation="km, th")
    make.make_session(place=ballroom, starts_at=make.local(9, 11), is_cancelled=True, title_en="Off")
    publish(actor=None, at=make.local(1, 9))

    page = client.get("/now/ballroom/?at=2025-09-09T09:10").content.decode()

    for words in ("Khmer: channel 2 · Thai: channel 3", "Closed doors.", "Cancelled", 'data-theme="dark"'):
        assert words in page
    assert re.search(r'data-state="now">\s*<p class="now-when"><span class="now-word" data-now-word>Now<', page)


def test_a_screen_of_one_room_shows_nothing_of_another_and_an_unknown_room_is_not_there(
    ballroom: Place, client: Client
):
    fill(ballroom)
    make.make_session(starts_at=make.local(9, 9), title_en="Elsewhere")
    publish(actor=None, at=make.local(2, 9))

    assert "Elsewhere" not in client.get("/now/ballroom/?at=2025-09-09T09:10").content.decode()
    assert "Elsewhere" in client.get("/now/?at=2025-09-09T09:10").content.decode()
    assert client.get("/now/cellar/").status_code == 404


def test_what_a_screen_asks_each_half_minute_is_304_until_a_release(ballroom: Place, client: Client):
    [first, *_rest] = fill(ballroom)
    address = "/now/ballroom/day.html?at=2025-09-09T09:10"
    etag = client.get(address).headers["ETag"]

    same = client.get(address.replace("09:10", "15:10"), headers={"If-None-Match": etag})
    again = client.get(address, headers={"If-None-Match": etag})
    Session.objects.filter(pk=first.pk).update(title_en="Renamed")
    publish(actor=None, at=make.local(2, 9))
    changed = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, same.status_code, changed.status_code) == (304, 304, 200)
    assert "Renamed" in changed.content.decode()


def test_without_javascript_the_page_can_be_told_to_come_back(ballroom: Place, client: Client):
    fill(ballroom)

    plain, every = client.get("/now/"), client.get("/now/?every=60")

    assert "Refresh" not in plain.headers
    assert 'href="?every=60"' in plain.content.decode()
    assert every.headers["Refresh"] == "60"
    assert "js/ui/now" not in every.content.decode().split("<main")[1].split("data-build")[0]
    assert not re.search(r"<script[^>]*js/ui/now", every.content.decode())


def test_nobody_moves_the_clock_of_a_production_site(ballroom: Place, client: Client, settings):
    fill(ballroom)
    settings.PRODUCTION = True

    page = client.get("/now/?at=2025-09-09T09:10").content.decode()

    assert 'data-at="2025-09-09T09:10' not in page
    assert 'data-clock-offset="0"' in page


def test_the_worker_keeps_public_pages_only_and_can_be_switched_off(ballroom: Place, client: Client, settings):
    on = client.get("/sw.js")
    settings.OFFLINE_PAGES = False
    off, page = client.get("/sw.js").content.decode(), client.get("/practical/").content.decode()

    assert on.headers["Content-Type"] == "text/javascript"
    assert "no-cache" in on.headers["Cache-Control"]
    assert "worker-src 'self'" in on.headers["Content-Security-Policy"]
    assert "unregister" in off
    assert "respondWith" not in off
    assert "data-offline" not in page


PAGES = ["/now/", "/now/ballroom/", "/ms/now/ballroom/day.html", "/agenda/", "/ms/agenda/AB2CDE/", "/practical/"]
PRIVATE = [
    "/me/",
    "/me/agenda/",
    "/admin/",
    "/accounts/login/",
    "/agenda/AB2CDE/star/",
    "/agenda/AB2CDE/feedback/",
    "/",
]


def test_the_list_of_pages_in_the_worker_leaves_out_everything_of_a_person(ballroom: Place, client: Client):
    source = client.get("/sw.js").content.decode()
    pattern = re.search(r"const PAGES = /(.+)/;", source)[1].replace(r"\/", "/")

    assert [path for path in PAGES if not re.search(pattern, path)] == []
    assert [path for path in PRIVATE if re.search(pattern, path)] == []
