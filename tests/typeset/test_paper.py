"""Papers of several pages: lines that fit, room that is kept, text that can be read back."""

import io

import pytest
from pypdf import PdfReader

from ascn8.typeset.faces import EM
from ascn8.typeset.fitting import wrap
from ascn8.typeset.paper import MM, TEXT_WIDTH, Frame, Paper, Style, set_text
from ascn8.typeset.qr import grid
from ascn8.typeset.shaping import clean, shaper
from tests.typeset.names import EVERY_NAME, MALICIOUS

FRAME = Frame("Annual Meeting", "8–12 September", "Version 1", lambda page, pages: f"Page {page} of {pages}")


@pytest.mark.parametrize("text", [*EVERY_NAME, *MALICIOUS])
def test_wrapped_lines_fit_and_hold_the_whole_text(text: str):
    lines = wrap(shaper("Regular"), text, 120, 11)

    assert "".join("".join(line.text.split()) for line in lines) == "".join(clean(text).split())
    # A line is measured as a part of the whole text first; set alone it may differ by a hair.
    assert all(line.width * 11 / EM <= 120 * 1.02 for line in lines if len(line.text) > 1)


def test_wrap_breaks_between_words_where_it_can():
    lines = wrap(shaper("Regular"), "Majlis Bandaran Rekaan Kota Contoh", 90, 11)

    assert [line.text for line in lines] == ["Majlis Bandaran", "Rekaan Kota", "Contoh"]


def written(*texts: str) -> PdfReader:
    paper = Paper(title="A paper", language="en", frame=FRAME)
    for text in texts:
        paper.add(set_text(text, Style(11), 80 * MM))
    return PdfReader(io.BytesIO(paper.finish()))


def test_pages_are_numbered_and_hold_every_text():
    texts = [f"Name {number}" for number in range(120)]

    pages = [page.extract_text() for page in written(*texts).pages]

    assert len(pages) > 2
    assert all(f"Page {place} of {len(pages)}" in page for place, page in enumerate(pages, 1))
    assert all(sum(f"{text}\n" in f"{page}\n" for page in pages) == 1 for text in texts)


def test_every_text_can_be_read_back():
    reader = written("Nguyễn Thị Phượng Thử", "陈美玲")

    assert "Nguyễn Thị Phượng Thử" in reader.pages[0].extract_text()
    assert "陈美玲" in reader.pages[0].extract_text()


def test_what_does_not_fit_goes_to_the_next_page():
    paper = Paper(title="A paper", language="en", frame=FRAME)
    assert paper.need(10_000) is False  # an empty page is as good as any other
    paper.add(set_text("One line", Style(11), TEXT_WIDTH))

    assert paper.need(paper.room) is False
    assert paper.need(paper.room + 1) is True
    assert paper.y == 0


def test_the_same_content_gives_the_same_bytes():
    def once() -> bytes:
        paper = Paper(title="A paper", language="en", frame=FRAME)
        paper.add(set_text("One line", Style(11), TEXT_WIDTH))
        paper.qr_code("https://ascn8.example/verify/ABCDEFGH/", x=0, y=paper.y, side=80)
        return paper.finish()

    assert once() == once()


def test_grid_grows_with_the_text():
    assert grid("A").modules == 21
    assert grid("https://ascn8.example/verify/ABCDEFGHJKMNPQRS/").modules == 33
