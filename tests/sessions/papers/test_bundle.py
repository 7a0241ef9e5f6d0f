"""All open papers of a session in one ZIP: the right ones, under safe names, never whole in memory."""

import io
import tracemalloc
import zipfile

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from sessions.models import DocumentReading
from sessions.papers.bundle import open_files, packed
from sessions.release import publish as release
from tests import factories as make
from tests.factories import PDF, local

pytestmark = pytest.mark.django_db
NOW = local(5, 9)
FIFTY_MEGABYTES = 50_000_000


@pytest.fixture
def session():
    make.make_meeting()
    session = make.make_session(code="SESS23")
    release(actor=None, at=local(1, 9))
    return session


def archive(client: Client) -> zipfile.ZipFile:
    with time_machine.travel(NOW, tick=False):
        answer = client.get("/agenda/SESS23/papers.zip")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="papers-SESS23.zip"'
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_it_holds_what_everybody_may_open_now(client: Client, session):
    make.make_paper(session=session, symbol="ASCN8/2025/INF.3/Rev.1", classification="open", languages="en, ms")
    make.make_paper(session=session, symbol="ASCN8/2025/INF.4", classification="participants")
    make.make_paper(session=session, symbol="ASCN8/2025/INF.5", classification="heads")
    make.make_paper(session=session, symbol="ASCN8/2025/INF.6", classification="open", embargo_until=local(6, 9))
    make.make_paper(session=session, symbol="ASCN8/2025/INF.7", classification="open", state="withdrawn")
    make.make_paper(symbol="ASCN8/2025/INF.8", classification="open")
    client.force_login(make.make_staff("Programme"))
    found = archive(client)
    assert found.testzip() is None
    assert found.namelist() == ["ASCN8-2025-INF.3-Rev.1_en.pdf", "ASCN8-2025-INF.3-Rev.1_ms.pdf"]
    assert found.read("ASCN8-2025-INF.3-Rev.1_ms.pdf") == PDF
    assert DocumentReading.objects.count() == 2


@pytest.mark.parametrize("symbol", ["../../etc/passwd", "/root/x", "C:\\x\\y", "..", "a\nb\n", "CON ", "ünïc\u202eode"])
def test_no_name_leads_out_of_the_folder(client: Client, session, symbol: str):
    make.make_paper(session=session, symbol=symbol, classification="open", languages="")
    paper = make.make_paper(session=session, symbol="ASCN8/2025/INF.1", classification="open", languages="")
    for row in (paper, type(paper).objects.get(symbol=symbol)):
        file = ContentFile(PDF, name="x.pdf")
        row.files.create(language="../en", name="../../evil.pdf", file=file, uploaded_at=local(1, 9))
    for name in archive(client).namelist():
        assert not set("/\\:\0\n\u202e") & set(name)
        assert not name.startswith((".", "-"))
        assert name.endswith(".pdf")


def test_a_session_without_open_papers_has_no_archive(client: Client, session):
    make.make_paper(session=session)
    assert client.get("/agenda/SESS23/papers.zip").status_code == 404
    assert client.get("/agenda/NONE23/papers.zip").status_code == 404


@pytest.fixture
def large(session):
    """A paper whose file has fifty megabytes, of which the disk holds none."""
    paper = make.make_paper(session=session, classification="open")
    file = paper.files.get()
    with open(file.file.path, "r+b") as stored:
        stored.truncate(FIFTY_MEGABYTES)
    return file


def most_memory(pieces) -> tuple[int, int]:
    """(bytes sent, most bytes held at a time)."""
    tracemalloc.start()
    sent = sum(len(piece) for piece in pieces())
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return sent, held


def test_fifty_megabytes_are_sent_in_pieces(client: Client, large):
    sent, held = most_memory(lambda: packed(open_files("SESS23", at=NOW)))
    assert sent > FIFTY_MEGABYTES
    assert held < 2_000_000
    address = reverse("document_file", args=[large.code])
    sent, held = most_memory(lambda: client.get(address).streaming_content)
    assert sent == FIFTY_MEGABYTES
    assert held < 4_000_000


def test_the_measure_sees_a_file_that_is_read_whole(large):
    """The control: the same measure on the same file, read at once."""
    _sent, held = most_memory(lambda: [large.file.read()])
    large.file.close()
    assert held >= FIFTY_MEGABYTES
