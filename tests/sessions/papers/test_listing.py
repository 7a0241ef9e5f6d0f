"""The page of papers, one paper, the block of a session: just what each reader may open, found without accents."""

import re

import pytest
import time_machine
from django.test import Client

from sessions.papers.filing import Facts, change, withdraw
from sessions.release import publish as release
from sessions.releases.returning import roll_back, way_back
from tests import factories as make
from tests.factories import local

pytestmark = pytest.mark.django_db
NOW = local(5, 9)


@pytest.fixture(autouse=True)
def meeting():
    make.make_meeting()
    with time_machine.travel(NOW, tick=False):
        yield


def page(client: Client, path: str = "/documents/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def symbols(text: str) -> list[str]:
    return re.findall(r'<p class="paper-symbol"><span>(.*?)</span>', text)


def test_each_reader_sees_just_what_opens(client: Client):
    for number, who in enumerate(("open", "participants", "heads"), start=1):
        make.make_paper(symbol=f"ASCN8/2025/INF.{number}", title_en=f"For {who}", classification=who)
    make.make_paper(title_en="Too early", classification="open", embargo_until=local(6, 9))
    make.make_paper(title_en="A draft", classification="open", state="draft")
    theirs = make.make_delegation()
    for row, seen in (
        (None, ["INF.1"]),
        (make.make_registration(state="submitted"), ["INF.1"]),
        (make.make_registration(), ["INF.1", "INF.2"]),
        (make.make_registration(delegation=theirs, standing="head"), ["INF.1", "INF.2", "INF.3"]),
    ):
        reader = Client()
        if row:
            reader.force_login(row.user)
        assert symbols(page(reader)) == [f"ASCN8/2025/{name}" for name in seen]


def test_search_and_filters(client: Client):
    session = make.make_session(code="SESS23")
    release(actor=None, at=local(1, 9))
    make.make_paper(symbol="ASCN8/2025/INF.1", title_en="Tầm nhìn", classification="open", languages="en, vi")
    make.make_paper(symbol="ASCN8/2025/WP.10", title_en="Jambatan", classification="open", session=session)
    make.make_paper(symbol="ASCN8/2025/WP.9", title_en="River %_", classification="open")
    found = {
        "": ["INF.1", "WP.9", "WP.10"],
        "?q=TAM+nhin": ["INF.1"],
        "?q=wp.10": ["WP.10"],
        "?q=%25": ["WP.9"],
        "?q=nothing": [],
        "?series=WP": ["WP.9", "WP.10"],
        "?language=vi": ["INF.1"],
        "?session=SESS23": ["WP.10"],
        "?session=SESS23&q=tam": [],
        "?q=%E2%80%AE%3Cscript%3E": [],
    }
    for query, names in found.items():
        assert symbols(page(client, f"/documents/{query}")) == [f"ASCN8/2025/{name}" for name in names], query
    assert "<script>alert" not in page(client, "/documents/?q=<script>alert(1)</script>")


def test_the_newest_is_offered_first_and_the_older_says_so(client: Client):
    first = make.make_paper(symbol="ASCN8/2025/WP.1", classification="open")
    for number in (1, 2):
        make.make_paper(
            symbol=f"ASCN8/2025/WP.1/Rev.{number}",
            revises=first,
            revision="rev",
            revision_number=number,
            classification="open" if number == 1 else "participants",
        )
    make.make_paper(
        symbol="ASCN8/2025/WP.1/Add.1", revises=first, revision="add", revision_number=1, classification="open"
    )
    # A stranger does not learn of Rev.2; a participant does.
    assert symbols(page(client)) == ["ASCN8/2025/WP.1/Rev.1"]
    assert "Superseded by ASCN8/2025/WP.1/Rev.1" in page(client)
    assert "Rev.2" not in page(client)
    client.force_login(make.make_registration().user)
    assert symbols(page(client)) == ["ASCN8/2025/WP.1/Rev.2"]
    assert page(client).count("Superseded by ASCN8/2025/WP.1/Rev.2") == 2
    own = page(client, f"/documents/{first.code}/")
    assert "A newer version takes its place: ASCN8/2025/WP.1/Rev.2." in own
    assert "Add.1" in own


def test_a_session_lists_its_papers_and_never_a_title_for_heads(client: Client):
    session = make.make_session(code="SESS23")
    shown = make.make_paper(session=session, title_en="For everybody", classification="open")
    closed = make.make_paper(session=session, title_en="For participants here")
    make.make_paper(session=session, title_en="A secret of heads", classification="heads")
    release(actor=None, at=local(1, 9))
    text = page(client, "/agenda/SESS23/")
    assert "For everybody" in text
    assert "For participants here" in text
    assert "/agenda/SESS23/papers.zip" in text
    for path in ("/agenda/SESS23/", "/agenda/changes/", "/agenda/changes.atom", "/schedule.json", "/schedule.xml"):
        assert "A secret of heads" not in page(client, path)
    assert client.get(f"/documents/{closed.code}/").status_code == 302
    staff = make.make_staff("Programme")
    change(
        closed, facts=Facts("For participants here", sessions=[session], classification="heads"), actor=staff, at=NOW
    )
    withdraw(shown, actor=staff, at=NOW)
    assert "For participants here" not in page(client, "/agenda/SESS23/")
    assert "For everybody" not in page(client, "/agenda/SESS23/")
    assert client.get(f"/documents/{closed.code}/").status_code == 404


def test_a_session_lists_the_newest_version_first(client: Client):
    session = make.make_session(code="SESS23")
    first = make.make_paper(session=session, symbol="ASCN8/2025/WP.1")
    make.make_paper(session=session, symbol="ASCN8/2025/WP.2")
    make.make_paper(session=session, symbol="ASCN8/2025/WP.1/Rev.1", revises=first, revision="rev", revision_number=1)
    release(actor=None, at=local(1, 9))
    text = page(client, "/agenda/SESS23/")
    found = re.findall(r'<span class="paper-symbol">ASCN8/2025/(.*?)</span>', text)
    assert found == ["WP.1/Rev.1", "WP.1", "WP.2"]
    assert text.count("Superseded") == 1
    assert text.index("Rev.1") < text.index("Superseded") < text.index("WP.2")


def test_an_announced_paper_says_when_it_opens(client: Client):
    paper = make.make_paper(session=make.make_session(), classification="open", embargo_until=local(6, 9))
    unheard = make.make_paper(classification="open", embargo_until=local(6, 9))
    release(actor=None, at=local(1, 9))
    assert "It opens on 6 September 2025, 09:00" in page(client, f"/documents/{paper.code}/", 404)
    assert unheard.title_en not in page(client, f"/documents/{unheard.code}/", 404)


def test_going_back_to_a_release_takes_no_paper_from_heads():
    """A release does not name it, so that it cannot say that it is gone."""
    session = make.make_session()
    kept = [make.make_paper(session=session, classification="heads"), make.make_paper(session=session, state="draft")]
    named = make.make_paper(session=session)
    release(actor=None, at=local(1, 9))
    named.sessions.clear()
    added = make.make_paper(session=session)
    release(actor=None, at=local(1, 10))
    roll_back(to=1, seen=way_back(to=1).seen, with_draft=True, actor=make.make_user(), at=local(2, 9))
    assert set(session.documents.all()) == {*kept, named}
    assert added not in session.documents.all()
