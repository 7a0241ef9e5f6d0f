"""The pages of the programme board: one form path for all, answers for the script, nothing lost between two people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ascn8.meeting.models import Meeting
from sessions.board.placing import place
from sessions.models import BoardAction, DayTemplate, QuietWindow, Session
from tests import factories as make

pytestmark = pytest.mark.django_db
BOARD = "/admin/agenda/session/board/"
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def staff(client):
    make.make_meeting()
    user = make.make_staff("Programme", email="programme@ascn8.example")
    client.force_login(user)
    return user


def fields(session: Session, **changes) -> dict:
    """What the form of a session posts that stays where it is."""
    row = Session.objects.get(pk=session.pk)
    values = {
        "do": "place",
        "board_day": "2025-09-09",
        "version": row.version,
        "day": "2025-09-09",
        "start": "10:00",
        "minutes": 60,
        "place": row.place.slug if row.place else "",
    }
    return {**values, **changes}


def page_of(session: Session) -> str:
    return reverse("admin:agenda_board_session", args=[session.code])


def test_the_board_shows_a_day_in_its_rooms_and_what_has_no_time(client):
    hall = make.make_place(name_en="Ballroom", capacity=600)
    shown = make.make_session(title_en="Opening", place=hall, starts_at=make.local(9, 9))
    make.make_speaker(session=shown)
    make.make_session(title_en="On Wednesday", starts_at=make.local(10, 9))
    make.make_session(title_en="Some day", starts_at=None)

    page = client.get(BOARD, {"day": "2025-09-09"}).content.decode()

    assert f'data-card="{shown.code}"' in page
    # The day begins at eight: nine is the thirteenth row of five minutes.
    assert "b-r12 b-s12" in page
    assert "Ballroom" in page
    assert "On Wednesday" not in page
    assert "Some day" in page.split('id="board-beside"')[1]


def test_a_board_of_more_sessions_asks_no_more(client):
    def queries(more: int) -> int:
        for _n in range(more):
            session = make.make_session(interpretation="km")
            make.make_speaker(session=session)
            make.make_session(starts_at=None)
        with CaptureQueriesContext(connection) as found:
            assert client.get(BOARD, {"day": "2025-09-09"}).status_code == 200
        return len(found)

    queries(1)
    assert queries(1) == queries(3)


def test_a_move_asks_no_more_on_a_fuller_board(client):
    def queries(more: int, start: str) -> int:
        for _n in range(more):
            make.make_speaker(session=make.make_session())
        with CaptureQueriesContext(connection) as found:
            assert client.post(page_of(moved), fields(moved, start=start), **JSON).status_code == 200
        return len(found)

    moved = make.make_session()
    queries(1, "11:00")
    assert queries(1, "11:30") == queries(3, "12:00")


def test_a_session_is_placed_by_a_form_without_a_script(client):
    session, room = make.make_session(title_en="Moved"), make.make_place(name_en="Ballroom")
    assert client.get(page_of(session)).status_code == 200

    answer = client.post(
        page_of(session), fields(session, day="2025-09-10", start="14:05", place=room.slug, minutes=30), follow=True
    )

    assert answer.redirect_chain == [(f"{BOARD}?day=2025-09-10", 302)]
    assert "“Moved”: now Ballroom, Wed 10 Sep 14:05–14:35." in answer.content.decode()
    session.refresh_from_db()
    assert (session.place, session.starts_at, session.ends_at) == (room, make.local(10, 14, 5), make.local(10, 14, 35))


def test_the_script_gets_the_new_day_and_what_warns(client):
    session = make.make_session(title_en="Late")
    QuietWindow.objects.create(kind="meal", name_en="Lunch", starts_at=make.local(9, 12, 30), ends_at=make.local(9, 14))

    answer = client.post(page_of(session), fields(session, start="12:30"), **JSON)

    told = answer.json()
    assert "Lunch" in " ".join(told["warnings"])
    assert f'data-card="{session.code}" data-version="2"' in told["html"]
    assert "has-warnings" in told["html"]


def test_a_block_is_told_in_words_by_both_ways(client):
    session, other = make.make_session(), make.make_session(title_en="The other", starts_at=make.local(9, 14))
    into = fields(session, start="14:30", place=other.place.slug)

    told = client.post(page_of(session), into, **JSON)
    page = client.post(page_of(session), into)

    assert (told.status_code, page.status_code) == (422, 200)
    assert "The other" in told.json()["message"]
    assert "The other" in page.content.decode()
    session.refresh_from_db()
    assert session.version == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"start": "14:03"}, "five minutes"), ({"minutes": 0}, "greater than"), ({"place": "none"}, "valid choice")],
)
def test_what_cannot_be_is_refused_at_the_form(client, changes, says):
    session = make.make_session()
    assert says in client.post(page_of(session), fields(session, **changes)).content.decode()
    assert says in client.post(page_of(session), fields(session, **changes), **JSON).json()["message"]


def test_a_second_writer_sees_both_versions_and_can_put_theirs_anyway(client):
    session = make.make_session(title_en="Wanted")
    mine = fields(session, start="15:00")
    place(
        code=session.code, version=1, starts_at=make.local(9, 9), ends_at=make.local(9, 10), place=session.place,
        actor=make.make_staff("Programme", email="aminah@ascn8.example"), at=make.local(3, 9),
    )  # fmt: skip

    told = client.post(page_of(session), mine, **JSON)
    page = client.post(page_of(session), mine)

    assert (told.status_code, page.status_code) == (409, 409)
    for text in (told.json()["conflict"], page.content.decode()):
        assert "aminah@ascn8.example" in text
        assert "09:00–10:00" in text
        assert "15:00–16:00" in text
        assert 'name="version" value="2"' in text
    client.post(page_of(session), {**mine, "version": 2})
    session.refresh_from_db()
    assert session.starts_at == make.local(9, 15)


def test_a_session_is_taken_off_copied_and_cut(client):
    session = make.make_session()
    by = {"board_day": "2025-09-09"}

    client.post(page_of(session), {"do": "split", "version": 1, "moment": "10:30", **by})
    client.post(page_of(session), {"do": "duplicate", "version": 2, **by})
    answer = client.post(page_of(session), {"do": "unschedule", "version": 2, **by}, follow=True)

    assert "is off the board" in answer.content.decode()
    assert sorted(Session.objects.values_list("starts_at", flat=True), key=str) == [make.local(9, 10, 30), None, None]
    assert client.post(page_of(session), {"do": "sing", "version": 3}).status_code == 403


def test_undo_and_redo_are_buttons_and_say_what_they_did(client):
    session = make.make_session()
    client.post(page_of(session), fields(session, start="15:00"))

    page = client.post(f"{BOARD}undo/", {"board_day": "2025-09-09"}, follow=True).content.decode()
    assert "Taken back: Moved." in page
    assert Session.objects.get().starts_at == make.local(9, 10)
    told = client.post(f"{BOARD}redo/", {"board_day": "2025-09-09"}, **JSON).json()
    assert told["message"] == "Done again: Moved."
    assert Session.objects.get().starts_at == make.local(9, 15)
    assert client.post(f"{BOARD}redo/", **JSON).status_code == 422
    assert client.get(f"{BOARD}undo/").status_code == 405


def test_a_shift_shows_who_moves_and_then_moves_them(client):
    session = make.make_session(title_en="Shifted", starts_at=make.local(9, 14))
    make.make_session(title_en="Morning", starts_at=make.local(9, 9))
    asked = {"day": "2025-09-09", "since": "13:00", "minutes": "30"}

    page = client.get(f"{BOARD}shift/", asked).content.decode()
    assert "Shifted" in page
    assert "14:30–15:30" in page
    assert "Morning" not in page
    assert f'name="versions" value="{session.code}:1"' in page
    answer = client.post(f"{BOARD}shift/", {**asked, "versions": f"{session.code}:1"}, follow=True)
    assert "1 session is shifted." in answer.content.decode()
    session.refresh_from_db()
    assert session.starts_at == make.local(9, 14, 30)
    again = client.post(f"{BOARD}shift/", {**asked, "versions": f"{session.code}:1"})
    assert "after you opened it" in again.content.decode()


def test_a_day_becomes_a_template_that_is_laid_and_forgotten(client):
    make.make_session(kind="break", title_en="Coffee", starts_at=make.local(9, 10, 30), shares_place=True)
    keep = {"do": "save", "day": "2025-09-09", "name_en": "Breaks", "name_ms": "Rehat", "kinds": ["break"]}
    assert "is kept" in client.post(f"{BOARD}templates/", keep, follow=True).content.decode()
    template = DayTemplate.objects.get()

    lay = {"do": "lay", "template": template.code, "day": "2025-09-11"}
    assert "1 session is laid" in client.post(f"{BOARD}templates/", lay, follow=True).content.decode()
    assert Session.objects.filter(title_en="Coffee", starts_at=make.local(11, 10, 30)).exists()
    assert "already" in client.post(f"{BOARD}templates/", lay, follow=True).content.decode()
    client.post(f"{BOARD}templates/", {**lay, "do": "delete"})
    assert not DayTemplate.objects.exists()


def test_a_board_that_is_open_hears_of_others_and_is_quiet_otherwise(client, staff):
    session = make.make_session(title_en="Opening", place=make.make_place(name_en="Ballroom"))
    other = make.make_staff("Programme", email="aminah@ascn8.example")
    asked = {"day": "2025-09-09", "version": "0", "seen": ""}
    first = client.get(f"{BOARD}pulse/", asked)
    assert "html" not in first.json()
    quiet = client.get(f"{BOARD}pulse/", asked, headers={"if-none-match": first["ETag"]})
    assert (quiet.status_code, quiet.content) == (304, b"")

    place(
        code=session.code, version=1, starts_at=make.local(9, 14), ends_at=make.local(9, 15), place=session.place,
        actor=other, at=make.local(3, 9),
    )  # fmt: skip
    told = client.get(f"{BOARD}pulse/", asked, headers={"if-none-match": first["ETag"]}).json()

    assert told["said"] == ["aminah@ascn8.example moved “Opening” to Ballroom, Tue 9 Sep 14:00–15:00."]
    assert "14:00" in told["html"]
    client.force_login(other)
    assert "programme@ascn8.example" in client.get(f"{BOARD}pulse/", asked).json()["others"]
    assert BoardAction.objects.get().actor == other


def test_the_board_opens_before_anybody_described_the_meeting(client):
    Meeting.objects.all().delete()
    make.make_session(title_en="Imported", starts_at=make.local(9, 9))

    assert "Imported" in client.get(BOARD).content.decode()
