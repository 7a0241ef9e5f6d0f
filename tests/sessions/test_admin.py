"""The panel's pages of the programme: lists, forms, publishing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sessions.editing import change_session
from sessions.models import Release, Session, Speaker
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_staff, make_track

pytestmark = pytest.mark.django_db
LIST = "/admin/agenda/session/"


@pytest.fixture(autouse=True)
def signed_in(client):
    make_meeting()
    client.force_login(make_staff("Programme"))


def fields(**changes) -> dict:
    values = {
        "kind": "talk",
        "title_en": "A talk",
        "starts_at_0": "2025-09-09",
        "starts_at_1": "10:00",
        "ends_at_0": "2025-09-09",
        "ends_at_1": "11:00",
        "is_open": "on",
        "appearances-TOTAL_FORMS": "0",
        "appearances-INITIAL_FORMS": "0",
        "interpretations-TOTAL_FORMS": "0",
        "interpretations-INITIAL_FORMS": "0",
    }
    return {**values, **changes}


@pytest.mark.parametrize("name", ["session", "place", "track", "speaker", "release"])
def test_queries_of_a_list_do_not_grow_with_its_rows(client, name):
    def queries(more: int) -> int:
        for _n in range(more):
            session = make_session(track=make_track())
            make_speaker(session=session)
        publish(actor=None, at=local(1, 9))
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/admin/agenda/{name}/").status_code == 200
        return len(found)

    queries(1)
    assert queries(1) == queries(3)


def test_sessions_are_found_by_day_and_those_without_time_too(client):
    make_session(title_en="On Tuesday")
    make_session(title_en="Late", starts_at=local(9, 23, 30))
    make_session(title_en="On Wednesday", starts_at=local(10, 0))
    make_session(title_en="Timeless", starts_at=None)
    page = client.get(LIST, {"day": "2025-09-09"}).content.decode()
    assert "On Tuesday" in page
    assert "Late" in page
    assert "On Wednesday" not in page
    page = client.get(LIST, {"day": "none"}).content.decode()
    assert "Timeless" in page
    assert "On Tuesday" not in page


def test_what_staff_type_is_cleaned(client):
    answer = client.post(f"{LIST}add/", fields(title_en="  A\u202e  talk\u0007 ", links="Paper https://example.org/p"))
    assert answer.status_code == 302
    session = Session.objects.get()
    assert session.title_en == "A talk"
    assert session.links == [{"title": "Paper", "url": "https://example.org/p"}]
    assert session.starts_at == local(9, 10)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ends_at_1": "09:00"}, "after it begins"),
        ({"ends_at_0": "", "ends_at_1": ""}, "both times"),
        ({"links": "Paper javascript:alert(1)"}, "http://"),
        ({"language": "English and Malay"}, "en, ms"),
        ({"title_en": ""}, "required"),
    ],
)
def test_a_session_that_cannot_be_is_refused_at_its_field(client, changes, says):
    answer = client.post(f"{LIST}add/", fields(**changes))
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not Session.objects.exists()


def test_two_sessions_in_one_room_at_one_time_are_refused_with_the_reason(client):
    place = make_place(name_en="Ballroom")
    make_session(title_en="The other", place=place)
    answer = client.post(f"{LIST}add/", fields(place=place.pk))
    assert "“The other” and “A talk” are both in Ballroom" in answer.content.decode()
    assert Session.objects.count() == 1

    client.post(f"{LIST}add/", fields(place=place.pk, shares_place="on"))
    assert Session.objects.count() == 2


def test_a_session_is_changed_with_its_links(client):
    session = make_session(links=[{"title": "Paper", "url": "https://example.org/p"}])
    page = client.get(f"{LIST}{session.pk}/change/").content.decode()
    assert "Paper https://example.org/p" in page


def test_a_photo_becomes_a_picture_of_ours(client):
    data = io.BytesIO()
    Image.new("RGB", (600, 800), "teal").save(data, "PNG")
    speaker = make_speaker()
    rows = ("appearances", "availabilities")
    management = {f"{name}-{kind}_FORMS": "0" for name in rows for kind in ("TOTAL", "INITIAL")}
    upload = SimpleUploadedFile("me.png", data.getvalue())
    path = f"/admin/agenda/speaker/{speaker.pk}/change/"
    assert client.post(path, {"name": "Aminah", "photo": upload, **management}).status_code == 302
    speaker = Speaker.objects.get()
    with speaker.photo.open() as file, Image.open(file) as picture:
        assert picture.format == "JPEG"
    assert "me" not in speaker.photo.name.split("/")[-1]
    bad = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>")
    assert client.post(path, {"name": "Aminah", "photo": bad, **management}).status_code == 200


def test_publishing_shows_what_changes_and_then_does_it(client):
    make_session(title_en="A new session")
    page = client.get("/admin/agenda/release/publish/").content.decode()
    assert "A new session" in page
    assert not Release.objects.exists()
    answer = client.post("/admin/agenda/release/publish/", {"note_en": "First", "when": "now"}, follow=True)
    assert "Release 1 is published: 1 session" in answer.content.decode()
    assert Release.objects.get().note_en == "First"
    assert "Nothing has changed since release 1" in client.get("/admin/agenda/release/publish/").content.decode()
    answer = client.post("/admin/agenda/release/publish/", {"when": "now"}, follow=True)
    assert "Nothing has changed" in answer.content.decode()
    assert Release.objects.count() == 1


@pytest.mark.parametrize("role", ["Protocol", "Registration", "Door"])
def test_publishing_needs_its_own_permission(client, role):
    make_session()
    client.force_login(make_staff(role))
    assert client.get("/admin/agenda/release/publish/").status_code == 403
    assert client.post("/admin/agenda/release/publish/").status_code == 403
    assert not Release.objects.exists()


def test_a_release_cannot_be_changed(client):
    make_session()
    release = publish(actor=None, at=local(1, 9))
    path = f"/admin/agenda/release/{release.pk}"
    assert client.get(f"{path}/change/").status_code == 200
    assert client.post(f"{path}/change/", {"number": 9}).status_code == 403
    assert client.post(f"{path}/delete/").status_code == 403


def test_a_form_that_is_older_than_the_session_shows_both_versions_and_loses_nothing(client):
    session = make_session(title_en="As it was")
    path = f"{LIST}{session.pk}/change/"
    mine = fields(title_en="Mine", place=session.place.pk, seen_version="1")
    assert 'name="seen_version" value="1"' in client.get(path).content.decode()
    aminah = make_staff("Programme", email="aminah@ascn8.example")
    change_session(code=session.code, version=1, changes={"title_en": "Theirs"}, actor=aminah, at=local(3, 9))

    answer = client.post(path, mine)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "aminah@ascn8.example changed “Theirs” at 09:00" in page
    assert "theirs “Theirs”, yours “Mine”" in page
    assert 'value="Mine"' in page
    assert 'name="seen_version" value="2"' in page
    assert Session.objects.get().title_en == "Theirs"

    assert client.post(path, {**mine, "seen_version": "2"}).status_code == 302
    saved = Session.objects.get()
    assert (saved.title_en, saved.version) == ("Mine", 3)
    assert saved.changed_by.email != "aminah@ascn8.example"


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_of_another_age_is_refused_before_a_database_keeps_what_no_page_can_read(client, year):
    answer = client.post(f"{LIST}add/", fields(starts_at_0=f"{year}-01-01", starts_at_1="09:00"))
    assert "four digits of this century" in answer.content.decode()
    assert not Session.objects.exists()
    assert client.get(LIST).status_code == 200
