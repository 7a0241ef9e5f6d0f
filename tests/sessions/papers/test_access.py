"""Who may open a paper: the table written by hand, asked at the file itself."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sessions.models import Document, DocumentReading
from tests import factories as make
from tests.factories import local

pytestmark = pytest.mark.django_db
NOW = local(5, 9)
EARLIER, LATER = NOW - dt.timedelta(hours=1), NOW + dt.timedelta(hours=1)

# Readers in the order of the columns below.
READERS = (
    *("stranger", "waiting", "withdrawn", "security", "companion", "delegate", "head", "alternate", "ex_head"),
    *("focal", "other_focal", "programme", "protocol"),
)
# state, classification, embargo (- none, < over, > to come): y opens it, . gets 404.
#                                 stranger waiting withdrawn security companion delegate head alternate ex_head focal
#                                 other_focal programme protocol
TABLE = """
published open         -          y y y y y y y y y y y y y
published open         <          y y y y y y y y y y y y y
published open         >          . . . . . . . . . y . y y
published participants -          . . . . . y y y . y . y y
published participants <          . . . . . y y y . y . y y
published participants >          . . . . . . . . . y . y y
published heads        -          . . . . . . y y . y . y y
published heads        <          . . . . . . y y . y . y y
published heads        >          . . . . . . . . . y . y y
draft     open         -          . . . . . . . . . y . y y
draft     participants -          . . . . . . . . . y . y y
draft     heads        -          . . . . . . . . . y . y y
submitted open         -          . . . . . . . . . y . y y
submitted heads        -          . . . . . . . . . y . y y
returned  open         -          . . . . . . . . . y . y y
returned  heads        <          . . . . . . . . . y . y y
withdrawn open         -          . . . . . . . . . . . y y
withdrawn participants -          . . . . . . . . . . . y y
withdrawn heads        <          . . . . . . . . . . . y y
"""
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]


@pytest.fixture
def readers():
    """One of each. `ex_head` was head and withdrew; `companion` answers only for somebody who comes along."""
    make.make_meeting()
    focal, other_focal = make.make_user(), make.make_user()
    ours = make.make_delegation(focal_points=(focal,))
    theirs = make.make_delegation(focal_points=(other_focal,))
    principal = make.make_registration()
    return {
        "delegation": ours,
        "stranger": None,
        "waiting": make.make_registration(state="submitted").user,
        "withdrawn": make.make_registration(state="withdrawn").user,
        "security": make.make_staff("Security"),
        "companion": make.make_registration(principal=principal).user,
        "delegate": make.make_registration(delegation=theirs).user,
        "head": make.make_registration(delegation=theirs, standing="head").user,
        "alternate": make.make_registration(delegation=theirs, standing="alternate").user,
        "ex_head": make.make_registration(delegation=ours, standing="head", state="withdrawn").user,
        "focal": focal,
        "other_focal": other_focal,
        "programme": make.make_staff("Programme"),
        "protocol": make.make_staff("Protocol"),
    }


@pytest.fixture
def papers(readers):
    """A paper for each row of the table, with the cells of the row."""
    embargo = {"-": None, "<": EARLIER, ">": LATER}
    return [
        (
            cells,
            make.make_paper(
                state=state,
                symbol="" if state in ("submitted", "returned") else f"ASCN8/2025/WP.{number}",
                classification=classification,
                embargo_until=embargo[until],
                delegation=readers["delegation"],
            ),
        )
        for number, (state, classification, until, *cells) in enumerate(ROWS)
    ]


@time_machine.travel(NOW, tick=False)
def test_the_file_answers_as_the_table_says(readers, papers):
    wrong = []
    for column, reader in enumerate(READERS):
        client = Client()
        if readers[reader]:
            client.force_login(readers[reader])
        for cells, paper in papers:
            found = get(client, paper).status_code
            if found != (200 if cells[column] == "y" else 404):
                wrong.append(f"{reader}: {paper.state} {paper.classification} {paper.embargo_until}: {found}")
    assert wrong == []


def get(client: Client, paper: Document):
    return read(client.get(reverse("document_file", args=[paper.files.get().code])))


def read(answer):
    """The answer, read to its end, so that its file is closed."""
    if answer.streaming:
        list(answer.streaming_content)
    return answer


def test_a_withdrawn_registration_loses_access_at_once(client: Client):
    row, paper = make.make_registration(), make.make_paper()
    client.force_login(row.user)
    assert get(client, paper).status_code == 200
    row.state = "withdrawn"
    row.save()
    assert get(client, paper).status_code == 404


def test_the_embargo_ends_at_its_minute(client: Client):
    paper = make.make_paper(classification="open", embargo_until=NOW)
    with time_machine.travel(NOW - dt.timedelta(seconds=1), tick=False):
        assert get(client, paper).status_code == 404
    with time_machine.travel(NOW, tick=False):
        assert get(client, paper).status_code == 200


def test_the_file_is_an_attachment_that_nothing_guesses_at(client: Client):
    paper = make.make_paper(symbol="ASCN8/2025/INF.3/Rev.1")
    client.force_login(make.make_registration().user)
    answer = get(client, paper)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="ASCN8-2025-INF.3-Rev.1_en.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_an_open_paper_is_asked_for_again_and_answered_with_304(client: Client):
    paper = make.make_paper(classification="open")
    first = get(client, paper)
    assert first["Cache-Control"] == "public, no-cache"
    address = reverse("document_file", args=[paper.files.get().code])
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    Document.objects.update(state="withdrawn")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_who_opened_it_is_written_down_once_with_a_number(client: Client):
    paper, reader = make.make_paper(classification="open"), make.make_registration().user
    get(client, paper)
    assert not DocumentReading.objects.exists()
    client.force_login(reader)
    get(client, paper)
    read(client.head(reverse("document_file", args=[paper.files.get().code])))
    get(client, paper)
    reading = DocumentReading.objects.get()
    assert (reading.user, reading.times) == (reader, 2)


def test_no_address_takes_a_number(client: Client):
    paper = make.make_paper(classification="open")
    client.force_login(make.make_staff("Programme"))
    assert client.get(f"/documents/files/{paper.files.get().pk}/").status_code == 404
    assert client.get(f"/documents/files/{paper.code}/").status_code == 404


def test_a_file_that_is_lost_is_not_there_and_no_fault(client: Client):
    paper = make.make_paper(classification="open")
    paper.files.get().file.storage.delete(paper.files.get().file.name)
    assert get(client, paper).status_code == 404
