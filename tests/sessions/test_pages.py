"""The public pages of the programme, through the client."""

import io
import json
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sessions.models import Appearance
from sessions.release import publish
from tests.factories import (
    local,
    make_country,
    make_focus_area,
    make_meeting,
    make_place,
    make_session,
    make_speaker,
    make_track,
    make_visit,
)

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture(autouse=True)
def meeting():
    return make_meeting()


def release():
    return publish(actor=None, at=local(1, 9))


def text(client: Client, path: str, **headers) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<h3[^>]*><a href="/(?:ms/)?agenda/\w+/">(.*?)</a></h3>', page)


# --- Agenda -----------------------------------------------------------------------------------------------------


def test_the_agenda_says_so_while_nothing_is_published(client):
    make_session(title_en="A secret draft")
    for path in ("/agenda/", "/ms/agenda/", "/speakers/"):
        page = text(client, path)
        assert "A secret draft" not in page
        assert "empty" in page
    assert client.get("/agenda.ics").status_code == client.get("/schedule.json").status_code == 200


def test_a_draft_is_nowhere_before_it_is_published(client):
    make_session(title_en="Published")
    release()
    draft = make_session(title_en="A secret draft")
    speaker = make_speaker(session=draft, name="Secret Speaker")
    for path in ("/agenda/?day=all", "/speakers/", "/agenda.ics", "/schedule.json", "/schedule.xml"):
        page = text(client, path)
        assert "A secret draft" not in page
        assert "Secret Speaker" not in page
    assert client.get(f"/agenda/{draft.code}/").status_code == 404
    assert client.get(f"/agenda/{draft.code}.ics").status_code == 404
    assert client.get(f"/speakers/{speaker.code}/").status_code == 404


def test_a_day_shows_its_sessions_and_marks_its_tab(client):
    make_session(title_en="On Tuesday", starts_at=local(9, 9))
    make_session(title_en="On Wednesday", starts_at=local(10, 9))
    release()
    page = text(client, "/agenda/?day=2025-09-10")
    assert titles(page) == ["On Wednesday"]
    assert re.search(r'aria-current="page">Wed 10', page)
    assert titles(text(client, "/agenda/?day=all")) == ["On Tuesday", "On Wednesday"]


@pytest.mark.parametrize("day", ["", "nonsense", "2025-13-40", "'"])
def test_a_day_that_is_none_opens_the_first(client, day):
    make_session(title_en="On Tuesday", starts_at=local(9, 9))
    make_session(title_en="On Wednesday", starts_at=local(10, 9))
    release()
    assert titles(text(client, "/agenda/", day=day)) == ["On Tuesday"]


def test_filters_combine_with_the_day_and_count(client):
    track, room = make_track(slug="civic", name_en="Civic"), make_place(slug="ballroom")
    make_session(title_en="One", kind="talk", track=track, place=room, language="en")
    make_session(title_en="Two", kind="talk", starts_at=local(9, 14), language="en, ms")
    make_session(title_en="Three", kind="plenary", track=track)
    make_session(title_en="Elsewhere", kind="talk", starts_at=local(10, 9))
    release()
    day = "/agenda/?day=2025-09-09"
    assert titles(text(client, f"{day}&kind=talk")) == ["One", "Two"]
    assert titles(text(client, f"{day}&kind=talk&track=civic")) == ["One"]
    assert titles(text(client, f"{day}&place=ballroom")) == ["One"]
    assert titles(text(client, f"{day}&language=ms")) == ["Two"]
    page = text(client, f"{day}&track=civic")
    chips = dict(re.findall(r'href="(\?[^"]*kind=\w+[^"]*)".*?<span class="count">(\d+)', page))
    assert chips["?day=2025-09-09&amp;kind=talk&amp;track=civic"] == "1"
    assert chips["?day=2025-09-09&amp;kind=plenary&amp;track=civic"] == "1"


def test_search_goes_over_all_days_and_ignores_accents(client):
    session = make_session(title_en="Wetlands", starts_at=local(10, 9))
    make_speaker(session=session, name="Trần Văn Mẫu")
    make_session(title_en="Another", starts_at=local(9, 9))
    release()
    assert titles(text(client, "/agenda/?q=tran+van+mau")) == ["Wetlands"]
    assert titles(text(client, "/agenda/?q=WETLAND")) == ["Wetlands"]
    page = text(client, "/agenda/?q=nothing-like-it")
    assert titles(page) == []
    assert "No session matches" in page


def test_htmx_gets_only_the_part_that_changes(client):
    make_session()
    release()
    part = text(client, "/agenda/", **{"HX-Request": "true"})
    assert "<html" not in part
    assert titles(part)
    assert "<html" in text(client, "/agenda/")


def test_rooms_stand_side_by_side_and_overlaps_get_a_column_of_their_own(client):
    room = make_place(name_en="Ballroom")
    make_session(place=room, title_en="One")
    make_session(place=room, title_en="Two", shares_place=True)
    make_session(place=make_place(name_en="Room 2"), title_en="Three")
    make_session(kind="break", title_en="Lunch", starts_at=local(9, 12))
    release()
    page = text(client, "/agenda/")
    assert "columns-3" in page
    assert re.search(r'class="timetable-head c1 w2">Ballroom', page)
    assert re.search(r'class="slot kind-break r\d+ s\d+ across"', page)


def test_more_rooms_than_people_can_read_become_a_list(client):
    for n in range(9):
        make_session(title_en=f"Session {n}", place=make_place())
    release()
    page = text(client, "/agenda/")
    assert "data-timetable" not in page
    assert len(titles(page)) == 9


def test_a_cancelled_session_says_so(client):
    session = make_session(is_cancelled=True)
    make_session()
    release()
    assert "Cancelled" in text(client, "/agenda/")
    assert "does not take place" in text(client, f"/agenda/{session.code}/")


def test_a_vanished_session_leaves_the_agenda_and_keeps_its_page(client):
    session = make_session(title_en="Vanished")
    make_session(title_en="Here")
    release()
    code = session.code
    session.delete()
    release()
    assert titles(text(client, "/agenda/")) == ["Here"]
    assert "No longer in the programme" in text(client, f"/agenda/{code}/")


# --- One session, one speaker -----------------------------------------------------------------------------------


def full_session():
    area = make_focus_area()
    session = make_session(
        title_en="Opening",
        title_ms="Pembukaan",
        subtitle="Part 1",
        abstract_en="Welcome.",
        description_en="At length.",
        track=make_track(name_en="Civic", focus_area=area),
        language="en",
        interpretation="km, th",
        links=[{"title": "Paper", "url": "https://example.org/p"}],
        bring_en="A hat",
    )
    chair = make_speaker(title="YB", name="Aminah Rekaan", native_name="امينه", country=make_country("KH"))
    Appearance.objects.create(session=session, speaker=chair, role="chair", position=1)
    Appearance.objects.create(session=session, speaker=make_speaker(name="Budi"), role="panellist", position=2)
    return session, chair


def test_a_session_shows_everything_about_it(client):
    session, chair = full_session()
    release()
    page = text(client, f"/agenda/{session.code}/")
    for words in (
        "Opening",
        "Part 1",
        "Welcome.",
        "At length.",
        "Civic",
        "English",
        "Khmer",
        "Thai",
        "Channel 2",
        "Paper",
        "A hat",
    ):
        assert words in page
    assert page.index("YB Aminah Rekaan") < page.index("Panellist")
    assert "امينه" in page
    assert f'href="/speakers/{chair.code}/"' in page
    assert "calendar.google.com" in page
    assert "outlook.live.com" in page


def test_text_that_falls_back_to_english_is_marked_for_malay_readers(client):
    session, _chair = full_session()
    release()
    page = text(client, f"/ms/agenda/{session.code}/")
    assert "Pembukaan" in page
    assert re.search(r'session-abstract" lang="en"', page)
    assert '<h1 lang="en"' not in page


def test_a_session_is_described_for_search_engines(client):
    session, _chair = full_session()
    release()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', text(client, f"/agenda/{session.code}/"))
    facts = json.loads(data[1])
    assert (facts["@type"], facts["name"], facts["startDate"]) == ("Event", "Opening", "2025-09-09T10:00:00+08:00")


def test_a_visit_leads_to_its_seats(client):
    visit = make_visit()
    release()
    assert f'href="/visits/{visit.code}/"' in text(client, f"/agenda/{visit.code}/")


def test_a_speaker_shows_the_sessions_with_the_part_in_each(client):
    _session, chair = full_session()
    release()
    page = text(client, f"/speakers/{chair.code}/")
    assert "YB Aminah Rekaan" in page
    assert "Cambodia" in page
    assert titles(page) == ["Opening"]
    assert "Chair" in page


def test_speakers_are_found_by_words_and_country(client):
    session = make_session()
    make_speaker(session=session, name="Sokha Rekaan", country=make_country("KH"), organisation="Kota")
    make_speaker(session=session, name="Maria Rekaan", country=make_country("PH"))
    release()
    assert "Maria" not in text(client, "/speakers/?q=sokha")
    assert "Maria" not in text(client, "/speakers/?q=cambodia")
    page = text(client, "/speakers/?country=PH")
    assert "Maria" in page
    assert "Sokha" not in page
    assert "Nobody matches" in text(client, "/speakers/?q=zzz")


@pytest.mark.parametrize("path", ["/agenda/XXXXXX/", "/agenda/XXXXXX.ics", "/speakers/XXXXXXXX/", "/agenda/abc/"])
def test_what_is_not_in_the_programme_is_404(client, path):
    make_session()
    release()
    assert client.get(path).status_code == 404


def test_a_photo_of_a_published_speaker_is_public_and_no_other(client):
    shown, hidden = make_speaker(session=make_session()), make_speaker()
    for speaker in (shown, hidden):
        speaker.photo.save("photo.jpg", ContentFile(b"\xff\xd8picture"))
    release()
    answer = client.get(f"/speakers/{shown.code}/photo.jpg")
    assert answer.getvalue() == b"\xff\xd8picture"
    assert client.get(f"/speakers/{hidden.code}/photo.jpg").status_code == 404


def test_a_list_shows_a_small_copy_of_the_photo(client):
    speaker = make_speaker(session=make_session())
    out = io.BytesIO()
    Image.effect_noise((826, 1062), 80).convert("RGB").save(out, "JPEG")
    speaker.photo.save("photo.jpg", ContentFile(out.getvalue()))
    speaker.photo.close()
    release()

    sizes = [len(client.get(f"/speakers/{speaker.code}/photo.jpg{query}").content) for query in ("?small", "?page", "")]

    assert sizes == sorted(sizes)
    assert sizes[0] < 6_000 < sizes[1] < 60_000 < sizes[2]
    assert f"/speakers/{speaker.code}/photo.jpg?small" in text(client, "/speakers/")


# --- Safety, speed ----------------------------------------------------------------------------------------------


def test_text_of_the_programme_is_never_mark_up(client):
    place = make_place(name_en=EVIL, address=EVIL)
    texts = dict.fromkeys(("title_en", "title_ms", "subtitle", "abstract_en", "description_en", "bring_en"), EVIL)
    session = make_session(**texts, place=place, track=make_track(name_en=EVIL), language="<b>", interpretation="<b>")
    fields = ("title", "name", "native_name", "position", "organisation", "biography_en")
    speaker = make_speaker(session=session, **dict.fromkeys(fields, EVIL[:60]))
    release()
    pages = ["/agenda/", f"/agenda/{session.code}/", "/speakers/", f"/speakers/{speaker.code}/", "/agenda/?q=script"]
    for path in pages + [f"/ms{path}" for path in pages]:
        page = text(client, path)
        assert "<script>alert" not in page
        assert "<b>" not in page
        assert "alert(1)" in page
    page = text(client, f"/agenda/{session.code}/")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data[1])["name"] == EVIL


@pytest.mark.parametrize("q", [EVIL, "%00", "\ud7ff" * 200, "'; DROP TABLE", "&amp;", "x" * 5000])
def test_whatever_is_searched_for_is_answered(client, q):
    make_session()
    release()
    for path in ("/agenda/", "/speakers/"):
        response = client.get(path, {"q": q})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_pages_carry_no_inline_style_or_script(client):
    session, chair = full_session()
    release()
    for path in ("/agenda/", f"/agenda/{session.code}/", "/speakers/", f"/speakers/{chair.code}/"):
        page = text(client, path)
        assert not re.search(r"\sstyle=|\son\w+=|<style", page)
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
        assert all("application/ld+json" in attributes for attributes in scripts)


PUBLIC = ["/agenda/", "/agenda/?day=all", "/speakers/", "/agenda.ics", "/schedule.json", "/schedule.xml", "/ms/agenda/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_that_did_not_change_is_304_and_costs_one_query(client, path):
    full_session()
    release()
    first = client.get(path)
    assert "public" in first["Cache-Control"]
    assert "sessionid" not in first.cookies
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert len(queries) == 1
    make_speaker(session=make_session(title_en="New"))
    release()
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_queries_do_not_grow_with_the_rows(client, path):
    def queries(more: int) -> int:
        for _n in range(more):
            session = make_session(track=make_track())
            make_speaker(session=session, country=make_country())
        release()
        with CaptureQueriesContext(connection) as found:
            text(client, path)
        return len(found)

    queries(1)
    assert queries(1) == queries(3)


def test_the_agenda_is_drawn_anew_on_another_day(client):
    make_session(title_en="On Tuesday", starts_at=local(9, 9))
    make_session(title_en="On Wednesday", starts_at=local(10, 9))
    release()
    with time_machine.travel(local(9, 12), tick=False):
        assert titles(text(client, "/agenda/")) == ["On Tuesday"]
    with time_machine.travel(local(10, 1), tick=False):
        assert titles(text(client, "/agenda/")) == ["On Wednesday"]


def test_only_reading_is_allowed(client):
    make_session()
    release()
    for path in ("/agenda/", "/speakers/", "/agenda.ics", "/schedule.json"):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200
