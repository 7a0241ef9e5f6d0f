"""Flights and hotel as a task after the approval: checked in words, kept, done, opened again, fixed from a date on."""

import pytest

from ascn8.lib.errors import Refused
from delegates.followups import owed_by, tasks_of
from delegates.models import FollowUpDone, FreezeDate, Registration, Travel
from delegates.travel import read_flight, save_travel
from tests import factories as make

NOW = make.local(2, 9)
TYPED = {
    "arrives_at": "2025-09-07T14:30",
    "arrival_flight": "mh0123",
    "arrival_terminal": "KUL Terminal 1",
    "departs_at": "2025-09-12T20:00",
    "departure_flight": "MH 124",
    "hotel": "Hotel Contoh",
}


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


@pytest.fixture
def task():
    return make.make_follow_up("travel")


@pytest.fixture
def row(client, task):
    row = make.make_registration()
    client.force_login(row.user)
    return row


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MH 123", "MH 123"),
        ("mh123", "MH 123"),
        ("AK-0057", "AK 57"),
        ("9W 12", "9W 12"),
        ("D7 222", "D7 222"),
        ("SQ 106A", "SQ 106A"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_flight_numbers_are_kept_in_one_form(typed, kept):
    assert read_flight(typed) == kept


@pytest.mark.parametrize("typed", ["123", "MH", "MH 12345", "by air", "99 123", "MH 0", "=1+1", "MH 123; MH 124"])
def test_what_is_no_flight_number_is_refused_in_words(typed):
    with pytest.raises(Refused, match="MH 123") as refused:
        read_flight(typed)
    assert refused.value.code == "flight_number"


def test_the_journey_is_kept_on_the_clock_of_the_venue_and_the_task_is_done(client, row):
    assert client.post("/me/tasks/travel/", TYPED)["Location"] == "/me/"

    travel = Travel.objects.get(registration=row)
    assert travel.arrives_at == make.local(7, 14, 30)
    assert (travel.arrival_flight, travel.departure_flight) == ("MH 123", "MH 124")
    assert tasks_of(row, at=NOW)[0].is_done
    assert owed_by([row]) == {}


def test_the_page_shows_what_is_kept_on_the_clock_of_the_venue(client, row):
    make.make_travel(row)

    page = client.get("/me/tasks/travel/").content.decode()

    assert 'value="2025-09-07T14:30"' in page
    assert 'value="MH 123"' in page


def test_one_way_is_kept_and_the_task_stays_open(client, row):
    client.post("/me/tasks/travel/", {"arrives_at": "2025-09-07T14:30"})

    assert Travel.objects.get().arrives_at == make.local(7, 14, 30)
    assert not tasks_of(row, at=NOW)[0].is_done


def test_taking_the_departure_away_opens_the_task_again(client, row):
    client.post("/me/tasks/travel/", TYPED)
    client.post("/me/tasks/travel/", {**TYPED, "departs_at": "", "departure_flight": ""})

    assert not FollowUpDone.objects.exists()
    assert [task.slug for task in owed_by([row])[row.pk]] == ["travel"]


def test_somebody_who_lives_here_needs_no_flight(client, row):
    client.post("/me/tasks/travel/", {"lives_in_host_country": "on"})

    assert tasks_of(row, at=NOW)[0].is_done


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"departs_at": "2025-09-07T14:00"}, "not near the meeting"),
        ({"arrives_at": "2025-09-11T10:00", "departs_at": "2025-09-10T10:00"}, "before you arrive"),
        ({"arrives_at": "2025-08-01T10:00"}, "not near the meeting"),
        ({"arrives_at": "2024-09-07T10:00"}, "not near the meeting"),
        ({"departs_at": "2025-10-30T10:00"}, "not near the meeting"),
        ({"arrival_flight": "by air"}, "as on your ticket"),
        ({"arrives_at": "", "arrival_flight": "MH 1"}, "the time of this flight"),
        ({"arrives_at": "tomorrow"}, "Write day and time"),
        ({"arrives_at": "", "arrival_flight": "", "departs_at": "", "departure_flight": ""}, "tick that you need no"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(client, row, changed, said):
    page = client.post("/me/tasks/travel/", {**TYPED, **changed})

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Travel.objects.exists()


def test_the_activity_refuses_what_the_form_refuses(row, task):
    with pytest.raises(Refused) as refused:
        save_travel(
            row,
            follow_up=task,
            data={"arrives_at": make.local(9, 9), "departs_at": make.local(8, 9)},
            at=NOW,
        )
    assert refused.value.code == "departs_before_arrival"


def test_nothing_but_the_journey_is_written(row, task):
    make.make_travel(row, nationality=make.make_country("KH"), passport_kind="diplomatic")

    save_travel(row, follow_up=task, data={"hotel": "Another", "passport_kind": "ordinary"}, at=NOW)

    travel = Travel.objects.get()
    assert (travel.hotel, travel.passport_kind, travel.nationality_id) == ("Another", "diplomatic", "KH")


def test_one_terminal_keeps_one_spelling(client, row):
    make.make_travel(make.make_registration())

    client.post("/me/tasks/travel/", {**TYPED, "arrival_terminal": "kul terminal 1"})

    assert Travel.objects.get(registration=row).arrival_terminal == "KUL Terminal 1"


def test_flights_are_fixed_from_their_date_on_and_the_page_says_since_when(client, row):
    make.make_travel(row)
    FreezeDate.objects.create(group="travel", freezes_at=make.local(1, 9))

    page = client.get("/me/tasks/travel/")
    posted = client.post("/me/tasks/travel/", TYPED)

    assert (page.status_code, posted.status_code) == (409, 409)
    assert "has been fixed since 1 September 2025, 09:00" in page.content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_who_does_not_attend_has_no_task(client, row, state):
    Registration.objects.filter(pk=row.pk).update(state=state)

    assert client.get("/me/tasks/travel/").status_code == 404


def test_a_task_of_another_category_is_not_there(client, row, task):
    task.categories.add(make.make_category("media"))

    assert client.get("/me/tasks/travel/").status_code == 404


def test_my_page_lists_what_is_still_to_do_with_its_day(client, row):
    page = client.get("/me/").content.decode()

    assert "Still to do" in page
    assert 'href="/me/tasks/travel/"' in page
    assert "1 September 2025" in page


def test_a_passport_given_with_the_registration_is_not_asked_for_again(row):
    make.make_follow_up("passport")
    make.make_passport(row)

    assert [task.slug for task in owed_by([row])[row.pk]] == ["travel"]


def test_a_passport_can_be_given_as_a_task_once(client, row):
    make.make_follow_up("passport")
    typed = {
        "nationality": "MY",
        "passport_kind": "ordinary",
        "passport_name": "CONTOH REKAAN",
        "number": "A1234567",
        "issuing_country": "MY",
        "expires_on": "2030-01-01",
        "birth_date": "1980-01-01",
    }

    short = client.post("/me/tasks/passport/", {**typed, "number": ""})
    assert "the whole travel document is needed" in short.content.decode()
    assert client.post("/me/tasks/passport/", typed)["Location"] == "/me/"
    assert FollowUpDone.objects.get().follow_up.slug == "passport"

    again = client.post("/me/tasks/passport/", {**typed, "number": "B7654321"})
    assert "is kept" in again.content.decode()
    assert "A1234567" not in again.content.decode()
