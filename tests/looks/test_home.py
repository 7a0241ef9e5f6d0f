"""The front page: what it says before, during and after, and that it is nobody's own."""

import datetime as dt

import pytest
from django.utils.translation import override

from ascn8.home import AFTER, BEFORE, DURING, dates_of, days_of, moment_of
from sessions.models import Seating
from sessions.programme import current_programme
from sessions.release import publish
from tests import factories as make


@pytest.fixture
def meeting(db):
    meeting = make.make_meeting(registration_closes_at=make.local(7, 18))
    hall = make.make_place(name_en="Ballroom")
    make.make_session(title_en="Opening", kind="ceremony", place=hall, starts_at=make.local(9, 9))
    make.make_session(title_en="Coffee", kind="break", place=hall, starts_at=make.local(9, 9), shares_place=True)
    make.make_session(title_en="Country reports", kind="plenary", place=hall, starts_at=make.local(9, 11))
    visit = make.make_visit(title_en="Wetlands", starts_at=make.local(12, 8))
    make.make_seating(visit, capacity=2, starts_at=make.local(12, 8))
    publish(actor=make.make_staff("Programme"), at=make.local(1, 9))
    return meeting


def titles(items) -> list[str]:
    return [item.title_en for item in items]


def test_moment_before_the_meeting_counts_the_days(meeting):
    moment = moment_of(meeting, current_programme(), at=make.local(1, 23, 59))
    assert (moment.phase, moment.days_left, moment.registration) == (BEFORE, 7, "open")
    assert moment.now == ()
    assert titles(moment.next) == ["Opening", "Coffee"]


def test_moment_during_the_meeting_shows_now_and_next(meeting):
    moment = moment_of(meeting, current_programme(), at=make.local(9, 9, 30))
    assert (moment.phase, moment.days_left, moment.registration) == (DURING, 0, "closed")
    assert titles(moment.now) == ["Opening", "Coffee"]
    assert titles(moment.next) == ["Country reports"]


def test_moment_after_the_meeting_thanks(meeting):
    moment = moment_of(meeting, current_programme(), at=make.local(13, 0, 1))
    assert (moment.phase, moment.now, moment.next) == (AFTER, (), ())


def test_moment_before_registration_opens(meeting):
    at = dt.datetime(2025, 5, 1, tzinfo=make.ZONE)
    assert moment_of(meeting, current_programme(), at=at).registration == "soon"


def test_days_leave_breaks_to_the_agenda(meeting):
    days = days_of(meeting, current_programme(), today=dt.date(2025, 9, 9))
    assert [titles(day.items) for day in days] == [[], ["Opening", "Country reports"], [], [], ["Wetlands"]]
    assert [(day.is_past, day.is_today) for day in days][:3] == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ((2025, 9, 8), (2025, 9, 12), "8–12 September 2025"),
        ((2025, 9, 30), (2025, 10, 2), "30 September – 2 October 2025"),
        ((2025, 12, 31), (2026, 1, 2), "31 December 2025 – 2 January 2026"),
        ((2025, 9, 8), (2025, 9, 8), "8 September 2025"),
    ],
)
def test_dates_are_written_as_people_write_them(meeting, first, last, wanted):
    meeting.starts_on, meeting.ends_on = dt.date(*first), dt.date(*last)
    with override("en"):
        assert dates_of(meeting) == wanted


def test_home_is_the_same_for_everybody_and_opens_no_session(meeting, client):
    stranger = client.get("/")
    client.force_login(make.make_user("nobody-special@example.org"))
    mine = client.get("/")
    assert mine.content == stranger.content
    assert "Cookie" not in mine.headers.get("Vary", "")
    assert not mine.cookies


def test_home_follows_the_seats(meeting, client):
    assert b"2 of 2 seats left" in client.get("/").content
    Seating.objects.update(confirmed=2)
    changed = client.get("/")
    assert b"seats left" not in changed.content
    assert b"Full" in changed.content


def test_home_answers_304_while_nothing_changed(meeting, client):
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_home_shows_no_html_that_staff_typed(meeting, client):
    make.make_meeting(theme_en="<script>alert(1)</script>")
    page = client.get("/").content
    assert b"<script>alert(1)" not in page
    assert b"&lt;script&gt;alert(1)" in page


def test_home_without_a_meeting_says_so(db, client):
    page = client.get("/")
    assert page.status_code == 503
    assert "No meeting is set up yet" in page.content.decode()


def test_signed_in_cookie_comes_and_goes_with_the_session(meeting, client):
    user = make.make_user("somebody@example.org")
    client.force_login(user)
    assert client.get("/me/").cookies["ascn8_signed_in"].value == "1"
    gone = client.post("/accounts/logout/")
    assert gone.cookies["ascn8_signed_in"].value == ""


def test_signed_in_cookie_is_not_given_to_strangers(meeting, client):
    client.get("/accounts/login/")
    assert "ascn8_signed_in" not in client.cookies
