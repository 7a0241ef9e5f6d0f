"""What changed, for everybody, for feed readers, and for one person since the last look."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from sessions.models import ProgrammeLook, Session
from sessions.programme import current_programme
from sessions.release import publish
from sessions.releases.looking import look, since_last_look
from tests.factories import local, make_meeting, make_session, make_user

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def sessions() -> list[Session]:
    make_meeting()
    return [make_session(title_en=f"Title {n}", title_ms=f"Tajuk {n}") for n in (1, 2, 3)]


def release(at: dt.datetime, **fields):
    return publish(actor=None, at=at, **fields)


def put(session: Session, **fields) -> None:
    Session.objects.filter(pk=session.pk).update(**fields)


@pytest.fixture
def history(sessions) -> list[Session]:
    """Three releases: the first; one session moved; that one back and another cancelled."""
    release(local(1, 9))
    put(sessions[0], starts_at=local(9, 9))
    release(local(2, 9), note_en="Earlier <b>now</b>", note_ms="Lebih awal")
    put(sessions[0], starts_at=local(9, 10))
    put(sessions[1], is_cancelled=True)
    release(local(3, 9))
    return sessions


def test_the_page_groups_by_release_in_both_languages(client, history):
    page = client.get("/agenda/changes/").content.decode()
    assert page.index("Release 3") < page.index("Release 2") < page.index("Release 1")
    assert "Tue 9 Sep, 10:00–11:00" in page
    assert "Tue 9 Sep, 09:00–11:00" in page
    assert "Earlier &lt;b&gt;now&lt;/b&gt;" in page
    assert f'href="/agenda/{history[1].code}/"' in page
    malay = client.get("/ms/agenda/changes/").content.decode()
    assert "Tajuk 2" in malay
    assert "Lebih awal" in malay


def test_a_long_release_has_a_page_of_its_own(client, sessions):
    release(local(1, 9))
    many = [make_session(title_en=f"Added {n:03}") for n in range(130)]
    release(local(2, 9))
    assert "105 more changes" in client.get("/agenda/changes/").content.decode()
    first, second = (client.get(f"/agenda/changes/2/?page={n}").content.decode() for n in (1, 2))
    assert sum(one.title_en in first for one in many) == 100
    assert sum(one.title_en in second for one in many) == 30
    assert client.get("/agenda/changes/3/").status_code == 404


def test_nothing_is_published_yet(client):
    make_meeting()
    assert "not published yet" in client.get("/agenda/changes/").content.decode()
    assert ET.fromstring(client.get("/agenda/changes.atom").content).findall(f"{ATOM}entry") == []


def test_the_feed_is_atom_with_ids_that_stay(client, history):
    answer = client.get("/agenda/changes.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/agenda/changes.atom")
    assert links["alternate"].endswith("/agenda/changes/")
    assert feed.findtext(f"{ATOM}updated") == local(3, 9).astimezone(dt.UTC).isoformat()
    found = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [
        "Release 3: Cancelled 1, Another time 1",
        "Release 2: Another time 1",
        "Release 1",
    ]
    text = found[1].findtext(f"{ATOM}summary")
    assert "&lt;b&gt;" in text, "what staff typed is text in the entry's HTML"
    assert f"/agenda/{history[0].code}/" in text
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    put(history[2], title_en="Another")
    release(local(4, 9))
    later = ET.fromstring(client.get("/agenda/changes.atom").content)
    assert [entry.findtext(f"{ATOM}id") for entry in later.findall(f"{ATOM}entry")][1:] == ids
    malay = ET.fromstring(client.get("/ms/agenda/changes.atom").content)
    assert malay.get("{http://www.w3.org/XML/1998/namespace}lang") == "ms"
    assert malay.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")


def test_the_pages_answer_304_until_the_next_release(client, history):
    for path in ("/agenda/changes/", "/agenda/changes/2/", "/agenda/changes.atom"):
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    put(history[2], title_en="Another")
    release(local(4, 9))
    assert client.get("/agenda/changes/", headers={"If-None-Match": tag}).status_code == 200


def person(joined: dt.datetime):
    return make_user(date_joined=joined)


def test_since_the_last_look_is_the_net_difference(history):
    user = person(local(1, 12))
    since = since_last_look(user, current_programme())
    assert (since.since, since.last) == (1, 3)
    assert [(one.code, one.what) for one in since.changes] == [(history[1].code, ("cancelled",))]
    look(user=user, number=2, at=local(3, 10))
    assert {one.code for one in since_last_look(user, current_programme()).changes} == {
        history[0].code,
        history[1].code,
    }
    look(user=user, number=3, at=local(3, 11))
    assert since_last_look(user, current_programme()).changes == ()


def test_who_came_later_has_seen_what_was_there_and_who_came_first_the_first(history):
    assert since_last_look(person(local(3, 12)), current_programme()).changes == ()
    assert since_last_look(person(local(1, 1)), current_programme()).since == 1


def test_a_look_never_goes_back_and_never_ahead(history):
    user = person(local(1, 12))
    for number in (2, 1, 99):
        look(user=user, number=number, at=local(3, 10))
    assert ProgrammeLook.objects.get(user=user).number == 2


def test_my_page_lists_it_and_one_button_says_it_is_seen(client, history):
    user = person(local(1, 12))
    client.force_login(user)
    page = client.get("/me/changes/").content.decode()
    assert "Title 2" in page
    assert "Title 3" not in page
    assert not ProgrammeLook.objects.exists(), "reading a page changes nothing"
    put(history[2], title_en="Published while the page was open")
    release(local(4, 9))
    client.post("/me/changes/", {"number": "3"})
    page = client.get("/me/changes/").content.decode()
    assert "Published while the page was open" in page
    assert "Title 2" not in page
    assert client.post("/me/changes/", {"number": "x" * 20}).status_code == 302


def test_the_marks_beside_the_agenda_are_the_persons_own(client, history):
    assert client.get("/me/changes/beside.json").json() == {"signed_in": False}
    assert "Since" not in client.get("/agenda/").content.decode()
    client.force_login(person(local(1, 12)))
    found = client.get("/me/changes/beside.json").json()
    assert found["marks"] == {history[1].code: [{"label": "Cancelled", "tone": "bad"}]}
    assert found["text"] == "1 session changed since you last looked."
    client.force_login(person(local(3, 12)))
    assert client.get("/me/changes/beside.json").json()["text"] == ""


def test_the_feed_and_the_page_read_no_programme(client, history, django_assert_max_num_queries):
    client.get("/agenda/")
    with django_assert_max_num_queries(5) as queries:
        client.get("/agenda/changes/")
        client.get("/agenda/changes.atom")
    assert not [query for query in queries.captured_queries if '"programme"' in query["sql"]]
