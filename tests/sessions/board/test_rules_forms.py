"""Forms of the panel ask the rules: what blocks is said at the field, what warns after saving."""

import pytest

from sessions.models import Session
from tests.factories import local, make_meeting, make_place, make_quiet_window, make_session, make_speaker, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed_in(client):
    make_meeting()
    client.force_login(make_staff("Programme"))


def fields(*people: tuple[int, str], **changes) -> dict:
    """The form of a talk on Tuesday from 10:00 to 11:00, with (speaker, role) rows."""
    values = {
        "kind": "talk",
        "title_en": "A talk",
        "starts_at_0": "2025-09-09",
        "starts_at_1": "10:00",
        "ends_at_0": "2025-09-09",
        "ends_at_1": "11:00",
        "is_open": "on",
        "seen_version": 1,
        "appearances-TOTAL_FORMS": len(people),
        "appearances-INITIAL_FORMS": 0,
        "interpretations-TOTAL_FORMS": 0,
        "interpretations-INITIAL_FORMS": 0,
    }
    for n, (speaker, role) in enumerate(people):
        values |= {f"appearances-{n}-speaker": speaker, f"appearances-{n}-role": role, f"appearances-{n}-position": n}
    return {**values, **changes}


def add(client, *people, **changes) -> str:
    return client.post("/admin/agenda/session/add/", fields(*people, **changes), follow=True).content.decode()


def is_kept() -> bool:
    return Session.objects.filter(title_en="A talk").exists()


def test_closed_place_is_an_error_of_the_field(client):
    place = make_place(name_en="Ballroom")
    place.closures.create(starts_at=local(9, 9), ends_at=local(9, 12), reason_en="Cleaning")

    page = add(client, place=place.pk)

    assert "“A talk” is in Ballroom while it is closed (Cleaning)" in page
    assert "Choose another time or place, or open the place." in page
    assert not is_kept()


def test_room_that_is_taken_names_the_other_session(client):
    other = make_session(title_en="Report")

    assert "“Report” and “A talk” are both in" in add(client, place=other.place.pk)
    assert not is_kept()
    add(client, place=other.place.pk, shares_place="on")
    assert is_kept()


def test_meal_only_warns_after_saving_unless_it_is_set_to_block(client):
    make_quiet_window(starts_at=local(9, 10, 30), ends_at=local(9, 12))

    assert "“A talk” takes time from “Friday prayers”: Tuesday 9 September, 10:30–11:00." in add(client)
    assert is_kept()


def test_person_in_two_sessions_is_refused_with_the_rows_that_say_so(client):
    person = make_speaker(session=make_session(title_en="Report"), name="Aminah Rekaan")

    page = add(client, (person.pk, "chair"))

    assert "Aminah Rekaan is in “Report” and in “A talk” at once" in page
    assert not is_kept()
    add(client, (person.pk, "chair"), starts_at_1="11:00", ends_at_1="12:00")
    assert is_kept()


def test_moving_and_taking_the_person_out_at_once_is_no_problem(client):
    report, talk = make_session(title_en="Report"), make_session(title_en="A talk", kind="talk", starts_at=local(9, 14))
    person = make_speaker(session=report)
    row = talk.appearances.create(speaker=person)
    path = f"/admin/agenda/session/{talk.pk}/change/"
    rows = {"appearances-INITIAL_FORMS": 1, "appearances-0-id": row.pk}

    refused = client.post(path, fields((person.pk, "speaker"), **rows))
    taken_out = client.post(path, fields((person.pk, "speaker"), **rows, **{"appearances-0-DELETE": "on"}))

    assert (refused.status_code, taken_out.status_code) == (200, 302)
    talk.refresh_from_db()
    assert talk.starts_at == local(9, 10)


def test_from_the_speakers_side_it_is_refused_too(client):
    one, other = make_session(title_en="Report"), make_session(title_en="Clinic")
    person = make_speaker(session=one, name="Aminah Rekaan")
    path = f"/admin/agenda/speaker/{person.pk}/change/"
    row = person.appearances.get()
    data = {
        "name": person.name,
        "availabilities-TOTAL_FORMS": 0,
        "availabilities-INITIAL_FORMS": 0,
        "appearances-TOTAL_FORMS": 2,
        "appearances-INITIAL_FORMS": 1,
        "appearances-0-id": row.pk,
        "appearances-0-session": one.pk,
        "appearances-0-role": "speaker",
        "appearances-1-session": other.pk,
        "appearances-1-role": "chair",
        "appearances-0-position": 1,
        "appearances-1-position": 2,
    }

    page = client.post(path, data)

    assert "Aminah Rekaan is in “Report” and in “Clinic” at once" in page.content.decode()
    assert person.appearances.count() == 1
    assert client.post(path, {**data, "appearances-0-DELETE": "on"}).status_code == 302
    assert person.appearances.get().session == other


def test_form_shows_what_is_wrong_with_the_session_and_links_the_other_side(client):
    report = make_session(title_en="Report", kind="talk")
    clinic = make_session(title_en="Clinic", kind="talk")
    clinic.appearances.create(speaker=make_speaker(session=report))

    page = client.get(f"/admin/agenda/session/{clinic.pk}/change/").content.decode()

    assert "is in “Report” and in “Clinic” at once" in page
    assert f'href="/admin/agenda/session/{report.pk}/change/"' in page


def test_problem_that_was_there_before_hinders_nobody(client):
    """Somebody else closed the place meanwhile: the title can still be mended."""
    talk = make_session(title_en="A talk", kind="talk")
    talk.place.closures.create(starts_at=local(9, 9), ends_at=local(9, 12), reason_en="Cleaning")

    answer = client.post(
        f"/admin/agenda/session/{talk.pk}/change/", fields(title_en="A better title", place=talk.place.pk)
    )

    assert answer.status_code == 302


def test_facts_are_saved_whatever_they_break_and_say_what_that_is(client):
    place = make_place(name_en="Ballroom")
    for n in range(7):
        make_session(title_en=f"Talk {n}", kind="talk", starts_at=local(9, 9 + n), place=place)
    rows = {"closures-TOTAL_FORMS": 1, "closures-INITIAL_FORMS": 0, "closures-0-reason_en": "Cleaning"}
    times = {"closures-0-starts_at": "2025-09-09T09:00", "closures-0-ends_at": "2025-09-09T18:00"}
    fact = {"name_en": "Ballroom", "slug": "ballroom", "position": 1, **rows, **times}

    page = client.post(f"/admin/agenda/place/{place.pk}/change/", fact, follow=True).content.decode()

    assert "“Talk 0” is in Ballroom while it is closed (Cleaning)" in page
    assert "“Talk 5”" not in page
    assert "2 problems more are new" in page
    assert place.closures.count() == 1


def test_meal_that_takes_time_from_a_session_says_so(client):
    make_session(title_en="Talk", kind="talk")
    times = {"starts_at": "2025-09-09T10:30", "ends_at": "2025-09-09T12:00"}

    page = client.post("/admin/agenda/quietwindow/add/", {"kind": "meal", "name_en": "Lunch", **times}, follow=True)

    assert "“Talk” takes time from “Lunch”: Tuesday 9 September, 10:30–11:00." in page.content.decode()
