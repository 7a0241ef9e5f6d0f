"""A person's own calendar: what is in it, who may read it, and that it costs next to nothing while nothing changes."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from ascn8.audit.models import AuditEvent
from delegates.models import Registration
from sessions.models import CalendarFeed, Seating, Session, Signup, Star
from sessions.personal_feed import renew, revoke
from sessions.release import publish
from sessions.signups import sign_up
from tests import factories as make
from tests.factories import local
from tests.sessions.calendar_readers import by_icalendar, by_libical, by_vobject

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate():
    make.make_meeting()
    return make.make_registration(make.make_user("own@example.org"))


def address(user) -> str:
    return f"/feeds/{CalendarFeed.objects.get(user=user).token}.ics"


def read(user, **headers):
    return Client().get(address(user), headers=headers)


def titles(answer) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def star(user, session) -> Star:
    return Star.objects.create(user=user, session=session, starred_at=local(1, 9))


def test_stars_duties_and_seats_stand_in_it_and_nothing_else(delegate):
    starred = make.make_session(title_en="Starred", starts_at=local(9, 9))
    required = make.make_session(title_en="Required", starts_at=local(9, 11))
    required.required_categories.add(delegate.category)
    make.make_speaker(session=make.make_session(title_en="Speaks", starts_at=local(9, 13)), registration=delegate)
    make.make_session(title_en="Somebody else's", starts_at=local(9, 15))
    visit = make.make_visit(title_en="Visit", starts_at=local(11, 9), ends_at=local(11, 12))
    coach = make.make_seating(
        visit, name_en="Coach A", starts_at=local(11, 8), ends_at=local(11, 13), meeting_point_en="Lobby, door 2"
    )
    sign_up(seating=coach, registration=delegate, at=local(5, 9))
    star(delegate.user, starred)
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))

    answer = read(delegate.user)

    assert titles(answer) == ["Starred", "Required", "Speaks", "Visit"]
    *_others, seat = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (seat.decoded("dtstart"), seat.decoded("dtend")) == (local(11, 8), local(11, 13))
    assert seat["location"] == "Lobby, door 2"
    assert "Departure: Coach A" in seat["description"]
    assert "Meeting point: Lobby, door 2" in seat["description"]
    assert seat["uid"].startswith(str(visit.guid))
    for reader in (by_icalendar, by_vobject, by_libical):
        assert [event[1] for event in reader(answer.content)].count("Visit") == 1
        assert len(reader(answer.content)) == 4


def test_it_follows_releases_with_the_sequence_and_tells_of_cancellations(delegate):
    moved, cancelled = make.make_session(starts_at=local(9, 9)), make.make_session(starts_at=local(9, 11))
    star(delegate.user, moved)
    star(delegate.user, cancelled)
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    read(delegate.user)
    Session.objects.filter(pk=moved.pk).update(starts_at=local(9, 10), ends_at=local(9, 11))
    Session.objects.filter(pk=cancelled.pk).update(is_cancelled=True)
    publish(actor=None, at=dt.datetime.now(dt.UTC))

    first, second = Calendar.from_ical(read(delegate.user).content).walk("VEVENT")

    assert (first["sequence"], first.decoded("dtstart"), str(first["status"])) == (1, local(9, 10), "CONFIRMED")
    assert (second["sequence"], str(second["status"])) == (1, "CANCELLED")


def test_wrong_and_revoked_addresses_do_not_exist_and_cost_the_same(delegate):
    make.make_session()
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    old = address(delegate.user)
    assert [Client().get(old).status_code for _turn in range(2)] == [200, 200]  # the second one is a kept page
    renew(user=delegate.user, at=local(2, 10))
    new = address(delegate.user)
    assert Client().get(new).status_code == 200
    revoke(user=delegate.user, at=local(2, 11))

    def refused(path):
        with CaptureQueriesContext(connection) as asked:
            answer = Client().get(path)
        return answer.status_code, len(asked)

    assert refused(old) == refused(new) == refused("/feeds/abcdefghijklmnopqrstuvwxyz.ics")
    assert refused(new)[0] == 404
    actions = AuditEvent.objects.filter(action__startswith="feed.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["feed.make", "feed.renew", "feed.revoke"]
    assert old.split("/")[2][:26] not in str(list(AuditEvent.objects.values()))


def test_an_account_that_was_closed_has_no_feed(delegate):
    make.make_session()
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    assert read(delegate.user).status_code == 200
    delegate.user.is_active = False
    delegate.user.save()
    assert read(delegate.user).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"), [("withdrawn", "was withdrawn"), ("declined", "was declined"), ("", "not published yet")]
)
def test_where_nothing_may_be_in_it_it_is_empty_and_says_why(delegate, state, words):
    session = make.make_session()
    star(delegate.user, session)
    renew(user=delegate.user, at=local(2, 9))
    if state:
        publish(actor=None, at=local(1, 9))
        assert len(titles(read(delegate.user))) == 1
        Registration.objects.filter(pk=delegate.pk).update(state=state)

    answer = read(delegate.user)

    assert answer.status_code == 200
    assert words in Calendar.from_ical(answer.content)["X-WR-CALDESC"]
    for reader in (by_icalendar, by_vobject, by_libical):
        assert reader(answer.content) == []


def test_an_unchanged_calendar_is_two_queries_and_304(delegate):
    star(delegate.user, make.make_session())
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    first, path = read(delegate.user), address(delegate.user)
    with CaptureQueriesContext(connection) as asked:
        again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, len(asked)) == (304, b"", 2)
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex"


def _star(delegate, session, seating):
    star(delegate.user, session)


def _require(delegate, session, seating):
    session.required_categories.add(delegate.category)


def _speak(delegate, session, seating):
    make.make_speaker(session=session, registration=delegate)
    publish(actor=None, at=local(2, 10))


def _sit(delegate, session, seating):
    sign_up(seating=seating, registration=delegate, at=local(5, 9))


CHANGES = [_star, _require, _speak, _sit]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_own_agenda_changes_the_kept_calendar(delegate, change):
    session, visit = make.make_session(title_en="It"), make.make_visit(title_en="It")
    seating = make.make_seating(visit)
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    assert titles(read(delegate.user)) == []

    change(delegate, session, seating)

    assert titles(read(delegate.user)) == ["It"]


def test_a_departure_that_leaves_earlier_or_a_seat_given_up_changes_the_kept_calendar(delegate):
    seating = make.make_seating(make.make_visit(), starts_at=local(11, 8), ends_at=local(11, 13))
    signup = sign_up(seating=seating, registration=delegate, at=local(5, 9))
    publish(actor=None, at=local(1, 9))
    renew(user=delegate.user, at=local(2, 9))
    read(delegate.user)
    Seating.objects.filter(pk=seating.pk).update(starts_at=local(11, 7, 30))
    (event,) = Calendar.from_ical(read(delegate.user).content).walk("VEVENT")
    Signup.objects.filter(pk=signup.pk).update(state=Signup.State.WITHDRAWN)
    assert event.decoded("dtstart") == local(11, 7, 30)
    assert titles(read(delegate.user)) == []


def test_the_page_makes_renews_and_revokes_the_address_and_links_to_programs(delegate, settings):
    client = Client()
    client.force_login(delegate.user)
    empty = client.get("/me/calendar/").content.decode()
    client.post("/me/calendar/", {"do": "renew"})
    page = client.get("/me/calendar/").content.decode()
    token, host = CalendarFeed.objects.get().token, settings.SITE_URL.split("://")[1]
    client.post("/me/calendar/", {"do": "revoke"})

    assert "Make the address" in empty
    assert f'value="{settings.SITE_URL}/feeds/{token}.ics"' in page
    assert f'href="webcal://{host}/feeds/{token}.ics"' in page
    assert f"render?cid={quote(f'webcal://{host}', safe='')}%2Ffeeds%2F{token}.ics" in page
    assert f"addfromweb?url={quote(settings.SITE_URL, safe='')}%2Ffeeds%2F{token}.ics" in page
    assert not CalendarFeed.objects.exists()
    assert len(token) == 26
