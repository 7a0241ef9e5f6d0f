"""Papers in the secretariat's panel: filed, accepted, sent back, published and withdrawn by their duty alone."""

import pytest
from django.test import Client

from sessions.models import Document
from sessions.papers.opening import note_readings
from tests import factories as make
from tests.factories import local
from tests.sessions.papers.office import upload

pytestmark = pytest.mark.django_db
LIST = "/admin/agenda/document/"


@pytest.fixture
def staff(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("Programme"))


def page_of(paper: Document) -> str:
    return f"{LIST}{paper.pk}/change/"


def facts(**more) -> dict[str, object]:
    return {"title_en": "On rivers", "classification": "open", "language": "en", **more}


def test_a_paper_is_filed_with_its_file_and_published(client: Client, staff):
    text = client.get(f"{LIST}make/").content.decode()
    assert "INF.1" in text
    answer = client.post(f"{LIST}make/", facts(series="INF", upload=upload()), follow=True)
    paper = Document.objects.get()
    assert (paper.symbol, paper.files.count(), "ASCN8/2025/INF.1" in answer.content.decode()) == (
        "ASCN8/2025/INF.1",
        1,
        True,
    )
    client.post(page_of(paper), {"do": "publish"})
    paper.refresh_from_db()
    assert paper.state == "published"
    client.post(LIST, {"action": "withdraw_them", "_selected_action": [paper.pk]})
    paper.refresh_from_db()
    assert paper.state == "withdrawn"


def test_what_was_typed_stays_where_the_symbol_is_taken(client: Client, staff):
    make.make_paper(symbol="ASCN8/2025/INF.3")
    answer = client.post(f"{LIST}make/", facts(series="INF", number=3, title_ms="Tentang sungai"))
    text = answer.content.decode()
    assert "was given to another paper" in text
    assert 'value="Tentang sungai"' in text
    assert Document.objects.count() == 1


def test_a_submitted_paper_is_accepted_or_sent_back(client: Client, staff):
    first, second = (make.make_paper(state="submitted", symbol="", delegation=make.make_delegation()) for _ in range(2))
    assert "papers submitted by delegations" in client.get("/admin/").content.decode()
    client.post(page_of(first), {"do": "accept", "series": "CRP", **facts()})
    first.refresh_from_db()
    assert (first.state, first.symbol) == ("draft", "ASCN8/2025/CRP.1")
    text = client.post(page_of(second), {"do": "send_back", "words": ""}).content.decode()
    assert "This field is required" in text
    client.post(page_of(second), {"do": "send_back", "words": "Shorter, please."})
    second.refresh_from_db()
    assert (second.state, second.answer) == ("returned", "Shorter, please.")


def test_protocol_reads_and_changes_nothing(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("Protocol"))
    paper = make.make_paper()
    text = client.get(page_of(paper)).content.decode()
    assert "Withdraw" not in text
    assert client.post(page_of(paper), {"do": "withdraw"}).status_code == 403
    client.post(LIST, {"action": "withdraw_them", "_selected_action": [paper.pk]})
    paper.refresh_from_db()
    assert paper.state == "published"


def test_it_says_how_many_heads_have_read(client: Client, staff):
    paper, delegation = make.make_paper(classification="heads"), make.make_delegation()
    head = make.make_registration(delegation=delegation, standing="head")
    make.make_registration(delegation=delegation, standing="alternate")
    make.make_registration(delegation=make.make_delegation(), standing="head", state="withdrawn")
    for user in (head.user, make.make_staff("Protocol")):
        note_readings(paper.files.all(), user=user, at=local(5, 9))
    text = client.get(page_of(paper)).content.decode()
    assert "Read by 1 of 2 heads of delegation and alternates." in text
    assert str(head.user) in text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_embargo_of_another_age_is_refused_and_no_list_breaks(client: Client, staff, day: str):
    until = {"embargo_until_0": day, "embargo_until_1": "00:00"}
    answer = client.post(f"{LIST}make/", facts(series="INF", **until))
    assert "four digits of this century" in answer.content.decode()
    assert not Document.objects.exists()
    assert client.get(LIST).status_code == client.get("/documents/").status_code == 200
