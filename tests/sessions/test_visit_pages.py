"""The pages of the visits: what strangers, delegates and other delegates see and can do."""

import re

import pytest
import time_machine

from delegates.models import Registration
from sessions.models import Session, Signup
from sessions.release import publish
from sessions.signups import sign_up
from tests.factories import (
    local,
    make_meeting,
    make_place,
    make_registration,
    make_seating,
    make_session,
    make_user,
    make_visit,
)

NOW = local(5, 9)


@pytest.fixture(autouse=True)
def _clock(db):
    make_meeting()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit():
    place = make_place(
        name_en="Putrajaya Wetlands", is_outside=True, access_en="The tram takes wheelchairs.", address="Presint 13"
    )
    visit = make_visit(
        title_en="A walk through the wetlands",
        title_ms="Jalan-jalan di tanah bencah",
        abstract_en="Twenty-four cells clean two rivers.",
        bring_en="A hat and water.",
        place=place,
    )
    make_seating(visit, capacity=1, starts_at=local(12, 9), name_en="First", meeting_point_en="Lobby, door 2")
    make_seating(visit, capacity=1, starts_at=local(12, 14), name_en="Second")
    publish(actor=None, at=local(1, 9))
    return visit


def first_of(visit):
    return visit.seatings.order_by("starts_at")[0]


def signed_in(client, registration=None):
    registration = registration or make_registration()
    client.force_login(registration.user)
    return registration


def take(client, seating, **more):
    return client.post(f"/seats/{seating.code}/take/", follow=True, **more)


def text_of(answer):
    body = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1].split("</main>")[0])
    return " ".join(body.split())


# --- Strangers --------------------------------------------------------------------------------------------------


def test_stranger_sees_the_visit_and_is_asked_to_sign_in(client, visit):
    sign_up(seating=first_of(visit), registration=make_registration(), at=NOW)

    page = client.get(f"/visits/{visit.code}/")

    text = text_of(page)
    for words in ("A walk through the wetlands", "Twenty-four cells clean two rivers.", "A hat and water."):
        assert words in text
    for words in ("The tram takes wheelchairs.", "Presint 13", "Lobby, door 2", "1 of 1 seats left", "Full"):
        assert words in text
    assert f'href="/accounts/login/?next=/visits/{visit.code}/"' in page.content.decode()
    assert page["Cache-Control"] == "public, no-cache"
    assert "Cookie" in page["Vary"]


def test_list_shows_every_departure_with_its_seats(client, visit):
    page = client.get("/visits/")

    assert page.status_code == 200
    assert text_of(page).count("1 of 1 seats left") == 2
    assert '<meter min="0" max="1" value="0"' in page.content.decode()


def test_what_is_not_published_is_not_there(client, visit):
    hidden = make_visit(title_en="Secret visit")
    make_seating(hidden)
    talk = make_session()
    publish_before = client.get("/visits/")

    assert "Secret visit" not in publish_before.content.decode()
    for path in (f"/visits/{hidden.code}/", f"/visits/{hidden.code}/seats/", f"/visits/{talk.code}/", "/visits/NONE/"):
        assert client.get(path).status_code == 404, path


def test_session_that_is_no_visit_has_no_visit_page(client, visit):
    talk = make_session()
    publish(actor=None, at=NOW)

    assert client.get(f"/visits/{talk.code}/").status_code == 404


def test_stranger_cannot_take_a_seat(client, visit):
    answer = client.post(f"/seats/{first_of(visit).code}/take/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not Signup.objects.exists()


def test_there_is_no_seat_by_get(client, visit):
    signed_in(client)

    assert client.get(f"/seats/{first_of(visit).code}/take/").status_code == 405


def test_no_visits_says_what_to_do_next(client):
    assert "No visit is published yet" in text_of(client.get("/visits/"))


# --- Delegates --------------------------------------------------------------------------------------------------


def test_delegate_takes_a_seat_and_gives_it_up(client, visit):
    person = signed_in(client)

    page = take(client, first_of(visit))

    assert page.redirect_chain == [(f"/visits/{visit.code}/", 302)]
    assert "You have a seat. A confirmation is on its way to your mailbox." in text_of(page)
    assert "Give up my seat" in text_of(page)
    assert "You are signed up for the departure at 09:00." in text_of(page)
    assert page["Cache-Control"] == "private, no-store"

    claim = Signup.objects.get(registration=person)
    page = client.post(f"/seats/{claim.code}/give-up/", follow=True)

    assert "You gave up your place." in text_of(page)
    assert Signup.objects.get().state == "withdrawn"


def test_the_queue_shows_ones_own_place(client, visit):
    for _ in range(3):
        sign_up(seating=first_of(visit), registration=make_registration(), at=NOW)
    signed_in(client)

    page = take(client, first_of(visit))

    assert "You are on the waiting list. We write to you as soon as a seat is yours." in text_of(page)
    assert "Waiting list: you are number 3 of 3" in text_of(page)
    assert "Waiting list: you are number 3 of 3" in text_of(client.get("/visits/"))
    bars = client.get(f"/visits/{visit.code}/seats/").content.decode()
    assert "Waiting list: you are number 3 of 3" in bars
    assert "<form" not in bars


def test_button_is_off_with_the_reason_the_action_gives(client, visit):
    signed_in(client, make_registration(state="submitted"))
    reason = "You can take a seat as soon as your registration is approved."

    page = client.get(f"/visits/{visit.code}/")
    assert page.content.decode().count(" disabled") == 2
    assert reason in text_of(page)

    assert reason in text_of(take(client, first_of(visit)))
    assert not Signup.objects.exists()


def test_clash_is_named_on_the_page(client, visit):
    person = signed_in(client)
    other = make_visit(title_en="Putrajaya Command Centre")
    sign_up(seating=make_seating(other, starts_at=local(12, 10)), registration=person, at=NOW)

    page = client.get(f"/visits/{visit.code}/")

    assert "At this time you hold a seat on “Putrajaya Command Centre” (10:00 to 13:00)." in text_of(page)


def test_cancelled_visit_says_so(client, visit):
    Session.objects.filter(pk=visit.pk).update(is_cancelled=True)
    publish(actor=None, at=NOW)
    signed_in(client)

    assert "This visit is cancelled" in text_of(client.get(f"/visits/{visit.code}/"))


def test_account_without_registration_is_sent_to_register(client, visit):
    client.force_login(make_user())

    assert "Register to take a seat" in text_of(client.get(f"/visits/{visit.code}/"))
    assert client.post(f"/seats/{first_of(visit).code}/take/")["Location"] == "/register/"


def test_seats_of_a_session_that_is_no_visit_lead_back_to_its_page(client, visit):
    workshop = make_session(kind="technical")
    seating = make_seating(workshop)
    publish(actor=None, at=NOW)
    signed_in(client)

    answer = client.post(f"/seats/{seating.code}/take/")

    assert answer["Location"] == f"/agenda/{workshop.code}/"
    assert Signup.objects.get().state == "confirmed"


def test_another_persons_seat_is_not_there(client, visit):
    theirs = sign_up(seating=first_of(visit), registration=make_registration(given_name="Geheim"), at=NOW)
    signed_in(client)

    assert client.post(f"/seats/{theirs.code}/give-up/").status_code == 404
    assert Signup.objects.get().state == "confirmed"
    page = client.get(f"/visits/{visit.code}/").content.decode()
    assert theirs.code not in page
    assert "Geheim" not in page


def test_a_click_needs_its_token(visit):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    signed_in(client)

    assert client.post(f"/seats/{first_of(visit).code}/take/").status_code == 403
    assert not Signup.objects.exists()


def test_a_posted_field_changes_nothing_else(client, visit):
    signed_in(client, make_registration(state="submitted"))

    client.post(f"/seats/{first_of(visit).code}/take/", {"state": "confirmed", "status": "approved", "ticket": "0"})

    assert not Signup.objects.exists()
    assert Registration.objects.get().state == "submitted"


# --- Malay ------------------------------------------------------------------------------------------------------


def test_pages_come_in_malay(client, visit):
    page = client.get(f"/ms/visits/{visit.code}/")

    assert page.status_code == 200
    assert '<html lang="ms"' in page.content.decode()
    assert "Jalan-jalan di tanah bencah" in text_of(page)
    assert f'href="/ms/accounts/login/?next=/ms/visits/{visit.code}/"' in page.content.decode()


def test_actions_in_malay_stay_in_malay(client, visit):
    signed_in(client)

    answer = client.post(f"/ms/seats/{first_of(visit).code}/take/")

    assert answer["Location"] == f"/ms/visits/{visit.code}/"
