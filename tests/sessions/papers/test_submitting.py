"""Delegations submit until the deadline; the secretariat accepts or sends back, and the focal points are told."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.models import User
from sessions.models import Document
from sessions.papers.filing import Facts, give_symbol, publish
from sessions.papers.submitting import send_back, submit, take_back
from sessions.release import publish as release
from tests import factories as make
from tests.factories import local
from tests.sessions.papers.office import upload

pytestmark = pytest.mark.django_db
DUE = local(6, 18)
BEFORE, AFTER = DUE - dt.timedelta(minutes=1), DUE


@pytest.fixture
def focal() -> User:
    return make.make_user("focal@example.org")


@pytest.fixture
def delegation(focal):
    make.make_meeting()
    return make.make_delegation("Cambodia", code="DELEGATE", focal_points=(focal,))


@pytest.fixture
def session():
    session = make.make_session(code="SESS23", papers_due_at=DUE)
    make.make_session(code="SHUT23")
    release(actor=None, at=local(1, 9))
    return session


def submitted(delegation, session, focal, **more) -> Document:
    facts = {"title_en": "On rivers", "language": "en", "upload": upload(), "actor": focal, "at": BEFORE, **more}
    return submit(delegation=delegation, session=session, **facts)


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_a_paper_waits_without_a_symbol_and_for_nobody_else(delegation, session, focal):
    paper = submitted(delegation, session, focal)
    assert (paper.state, paper.symbol, paper.delegation, paper.submitted_by) == ("submitted", "", delegation, focal)
    assert list(Document.objects.waiting()) == [paper]


def test_late_is_late_to_the_minute_and_says_when_it_was(delegation, session, focal):
    with pytest.raises(Refused) as refused:
        submitted(delegation, session, focal, at=AFTER)
    assert refused.value.code == "late"
    assert "6 September 2025, 18:00" in refused.value.message
    assert "secretariat@ascn8.example" in refused.value.message
    assert submitted(delegation, session, focal).pk


def test_only_the_own_focal_points_and_only_where_papers_are_taken(delegation, session, focal):
    stranger = make.make_user()
    assert refusal(submitted, delegation, session, stranger) == "not_focal_point"
    closed = make.make_session()
    assert refusal(submitted, delegation, closed, focal) == "no_papers"
    for _ in range(20):
        make.make_paper(state="submitted", symbol="", languages="", delegation=delegation)
    assert refusal(submitted, delegation, session, focal) == "too_many"


def test_sent_back_with_words_and_told_by_mail(delegation, session, focal):
    staff, paper = make.make_staff("Programme"), submitted(delegation, session, focal)
    assert refusal(send_back, paper, words=" \u202e ", actor=staff, at=BEFORE) == "no_words"
    assert refusal(send_back, paper, words="Shorter", actor=focal, at=BEFORE) == "not_allowed"
    send_back(paper, words="Shorten it to two pages.", actor=staff, at=BEFORE)
    letter = Message.objects.get(kind="paper_answer")
    assert letter.recipient == focal
    assert "Shorten it to two pages." in letter.text
    assert "/delegation/DELEGATE/papers/" in letter.text
    assert refusal(give_symbol, paper, facts=Facts("x"), series="INF", actor=staff, at=BEFORE) == "answered"


def test_accepted_under_a_symbol_published_and_told_once(delegation, session, focal):
    staff, paper = make.make_staff("Programme"), submitted(delegation, session, focal)
    facts = Facts("On rivers", "Tentang sungai", [session], "open")
    assert refusal(publish, paper, actor=staff, at=BEFORE) == "no_symbol"
    paper = give_symbol(paper, facts=facts, series="CRP", actor=staff, at=BEFORE)
    assert (paper.state, paper.symbol, paper.classification) == ("draft", "ASCN8/2025/CRP.1", "open")
    publish(paper, actor=staff, at=BEFORE)
    assert "published as ASCN8/2025/CRP.1" in Message.objects.get(kind="paper_answer").subject


def test_taken_back_while_nobody_has_answered(delegation, session, focal):
    paper = submitted(delegation, session, focal)
    assert refusal(take_back, paper, actor=make.make_user(), at=BEFORE) == "not_focal_point"
    take_back(paper, actor=focal, at=BEFORE)
    assert Document.objects.get().state == "withdrawn"
    assert refusal(take_back, paper, actor=focal, at=BEFORE) == "answered"


def post(client: Client, **fields):
    facts = {"session": "SESS23", "title_en": "On rivers", "language": "km", "upload": upload(), **fields}
    return client.post("/delegation/DELEGATE/papers/", facts, follow=True)


def test_the_page_takes_a_paper_and_shows_it(client: Client, delegation, session, focal):
    client.force_login(focal)
    with time_machine.travel(BEFORE, tick=False):
        page = post(client).content.decode()
    assert "Submitted. The secretariat reads it next" in page
    assert "On rivers" in page
    assert Document.objects.get().files.get().language == "km"


def test_the_page_refuses_in_words_and_keeps_what_was_typed(client: Client, delegation, session, focal):
    client.force_login(focal)
    with time_machine.travel(AFTER, tick=False):
        page = post(client).content.decode()
        assert "were due on 6 September 2025, 18:00" in page
        assert 'value="On rivers"' in page
    with time_machine.travel(BEFORE, tick=False):
        assert "The file is damaged" in post(client, upload=upload("x.docx", b"PK\x03\x04")).content.decode()
        assert "Select a valid choice" in post(client, session="SHUT23").content.decode()
    assert not Document.objects.exists()


def test_a_session_that_the_public_does_not_know_is_not_offered(client: Client, delegation, session, focal):
    make.make_session(title_en="A secret draft", papers_due_at=DUE)
    client.force_login(focal)
    with time_machine.travel(BEFORE, tick=False):
        page = client.get("/delegation/DELEGATE/papers/").content.decode()
    assert session.title_en in page
    assert "A secret draft" not in page
