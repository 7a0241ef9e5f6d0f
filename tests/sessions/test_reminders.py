"""Reminders: who, when, once."""

import datetime as dt
import threading

import pytest
from django.db import connection

from ascn8.outbox.models import Message
from sessions.models import Seating, Session
from sessions.release import publish
from sessions.reminders import remind_of_visits, send_evening_programmes
from sessions.signups import sign_up, withdraw
from tests.factories import local, make_meeting, make_registration, make_seating, make_session, make_user, make_visit

AUGUST = local(1, 9)
HOUR = dt.timedelta(hours=1)


def seat(seating, person=None):
    return sign_up(seating=seating, registration=person or make_registration(), at=AUGUST)


def sent(kind):
    return Message.objects.filter(kind=kind).order_by("pk")


def recipients(kind):
    return sorted(sent(kind).values_list("to", flat=True))


@pytest.fixture
def meeting(db):
    return make_meeting()


# --- The visit in 24 hours --------------------------------------------------------------------------------------


def test_visit_is_reminded_of_once_within_24_hours(meeting):
    signup = seat(make_seating(starts_at=local(12, 9), meeting_point_en="Lobby of the hotel"))

    assert remind_of_visits(at=local(11, 9) - dt.timedelta(seconds=1)) == 0
    assert remind_of_visits(at=local(11, 9)) == 1
    assert remind_of_visits(at=local(11, 9)) == 0
    assert remind_of_visits(at=local(12, 8)) == 0

    message = sent("visit_tomorrow").get()
    assert message.key == f"visit24:{signup.code}:2025-09-12T01:00Z"
    assert message.useful_until == local(12, 9)
    assert message.to == signup.registration.user.email
    assert "09:00" in message.subject
    assert "Lobby of the hotel" in message.text


def test_visit_is_never_reminded_of_after_it_left(meeting):
    seat(make_seating(starts_at=local(12, 9)))

    assert remind_of_visits(at=local(12, 9)) == 0
    assert remind_of_visits(at=local(12, 10)) == 0


def test_visit_that_was_moved_is_reminded_of_again(meeting):
    seating = make_seating(starts_at=local(12, 9))
    seat(seating)
    assert remind_of_visits(at=local(11, 9)) == 1

    Seating.objects.update(starts_at=local(12, 8), ends_at=local(12, 11))

    assert remind_of_visits(at=local(11, 9)) == 1
    assert remind_of_visits(at=local(11, 10)) == 0


def test_only_confirmed_seats_on_visits_that_take_place_are_reminded_of(meeting):
    full = make_seating(capacity=1, starts_at=local(12, 9))
    mine = seat(full)
    seat(full)  # waits
    withdraw(signup=seat(make_seating(starts_at=local(12, 9))), at=AUGUST)
    cancelled = make_seating(starts_at=local(12, 9))
    seat(cancelled)
    Session.objects.filter(pk=cancelled.session_id).update(is_cancelled=True)
    seat(make_seating(make_session(kind="technical", starts_at=local(12, 9)), starts_at=local(12, 9)))

    assert remind_of_visits(at=local(11, 12)) == 1
    assert recipients("visit_tomorrow") == [mine.registration.user.email]


def test_reminders_ask_for_whom_once_whatever_the_number(meeting, django_assert_max_num_queries):
    seating = make_seating(starts_at=local(12, 9))
    for _ in range(4):
        seat(seating)
    assert remind_of_visits(at=local(11, 9)) == 4

    with django_assert_max_num_queries(2):
        remind_of_visits(at=local(11, 10))


def test_visit_reminder_comes_in_the_persons_language(meeting):
    visit = make_visit(title_en="Wetlands", title_ms="Taman Wetland")
    person = make_registration(make_user(language="ms"))
    seat(make_seating(visit, starts_at=local(12, 9)), person)

    remind_of_visits(at=local(11, 9))

    message = sent("visit_tomorrow").get()
    assert message.language == "ms"
    assert "Taman Wetland" in message.subject
    assert "/ms/visits/" in message.text


# --- The evening before -----------------------------------------------------------------------------------------


@pytest.fixture
def programme(meeting):
    """A Tuesday with something for everybody and much that is not; Wednesday has nothing."""
    make_session(kind="ceremony", title_en="Opening by the Minister", starts_at=local(9, 9))
    make_session(kind="plenary", title_en="Report of the Chair", starts_at=local(9, 11))
    make_session(kind="plenary", title_en="Heads of Delegation only", starts_at=local(9, 14), is_open=False)
    make_session(kind="plenary", title_en="Called off", starts_at=local(9, 15), is_cancelled=True)
    make_session(kind="talk", title_en="A parallel talk", starts_at=local(9, 16))
    publish(actor=None, at=AUGUST)


def test_evening_programme_goes_to_everybody_who_attends_between_19_and_midnight(programme):
    person = make_registration(given_name="Sokha")
    for state in ("draft", "submitted", "declined", "withdrawn"):
        make_registration(state=state)

    assert send_evening_programmes(at=local(8, 18, 59)) == 0
    assert send_evening_programmes(at=local(8, 19)) == 1
    assert send_evening_programmes(at=local(8, 19, 5)) == 0
    assert send_evening_programmes(at=local(8, 23, 59)) == 0

    message = sent("evening_programme").get()
    assert message.key == f"evening:2025-09-09:{person.code}"
    assert message.to == person.user.email
    assert message.useful_until == local(9, 0)
    assert message.subject == "Your programme for Tuesday 9 September"
    assert "09:00 – 10:00 Opening by the Minister" in message.text
    assert "11:00 – 12:00 Report of the Chair" in message.text
    for absent in ("Heads of Delegation only", "Called off", "A parallel talk"):
        assert absent not in message.text + message.html


def test_evening_programme_holds_the_persons_own_seats(programme):
    person, other = make_registration(), make_registration()
    workshop = make_session(kind="technical", title_en="Workshop on pumps", starts_at=local(9, 10))
    seat(make_seating(workshop, starts_at=local(9, 10), meeting_point_en="Room 4"), person)
    full = make_seating(make_visit(title_en="Full visit"), capacity=1, starts_at=local(9, 15))
    seat(full, other)
    seat(full, person)  # waits

    assert send_evening_programmes(at=local(8, 20)) == 2

    mine = sent("evening_programme").get(to=person.user.email).text
    assert "10:00 – 13:00 Workshop on pumps" in mine
    assert "Room 4" in mine
    assert mine.index("Opening by the Minister") < mine.index("Workshop on pumps") < mine.index("Report of the Chair")
    assert "Full visit" not in mine
    assert "Workshop on pumps" not in sent("evening_programme").get(to=other.user.email).text


def test_no_evening_programme_where_there_is_none_tomorrow(programme):
    person, _other = make_registration(), make_registration()

    assert send_evening_programmes(at=local(9, 19)) == 0

    seat(make_seating(starts_at=local(10, 9)), person)
    assert send_evening_programmes(at=local(9, 19)) == 1
    assert recipients("evening_programme") == [person.user.email]


def test_evening_programme_continues_where_a_restart_cut_it_off(programme):
    first, second = make_registration(), make_registration()
    send_evening_programmes(at=local(8, 19))
    Message.objects.filter(to=second.user.email).delete()

    assert send_evening_programmes(at=local(8, 19, 10)) == 1
    assert recipients("evening_programme") == sorted([first.user.email, second.user.email])


def test_a_clock_that_jumps_sends_nothing_twice(programme):
    make_registration()

    counts = [send_evening_programmes(at=local(8, 19, 30) + jump) for jump in (0 * HOUR, -HOUR, HOUR, 0 * HOUR)]

    assert counts == [1, 0, 0, 0]


def test_evening_programme_asks_the_same_for_any_number_of_people(programme, django_assert_num_queries):
    make_registration()
    send_evening_programmes(at=local(8, 19))
    with django_assert_num_queries(4):
        send_evening_programmes(at=local(8, 19, 5))
    for _ in range(3):
        make_registration()
    send_evening_programmes(at=local(8, 19, 10))

    with django_assert_num_queries(4):
        send_evening_programmes(at=local(8, 19, 15))


# --- Two clocks at once -----------------------------------------------------------------------------------------


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_once():
    make_meeting()
    make_session(kind="plenary", starts_at=local(12, 8))
    publish(actor=None, at=AUGUST)
    seating = make_seating(starts_at=local(12, 19, 30))
    for _ in range(6):
        seat(seating)
    failures = []
    ready = threading.Barrier(4)

    def beat(job):
        try:
            ready.wait()
            job(at=local(11, 19, 45))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    jobs = [remind_of_visits, remind_of_visits, send_evening_programmes, send_evening_programmes]
    threads = [threading.Thread(target=beat, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sent("visit_tomorrow").count() == 6
    assert sent("evening_programme").count() == 6
    assert len(set(recipients("evening_programme"))) == 6
