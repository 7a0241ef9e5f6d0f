import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from ascn8.typeset.pdf import DocumentFonts
from ascn8.typeset.pdf_document import Document
from ascn8.typeset.shaping import clean, shaper
from tests.typeset.names import EVERY_NAME, MALICIOUS, SPELT


def _pages(names: list[str]) -> bytes:
    document = Document(1600, 60, title="Names", language="en")
    for name in names:
        document.page(document.fonts.operators(shaper().line(name), 20, 20, 20), ())
    return document.finish()


def _by_pdfium(data: bytes, directory: Path) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def _by_poppler(data: bytes, directory: Path) -> list[str]:
    file = directory / "names.pdf"
    file.write_bytes(data)
    run = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True)
    return run.stdout.split("\f")[:-1]


READERS = [_by_pdfium, *([_by_poppler] if shutil.which("pdftotext") else [])]


@pytest.mark.parametrize("read", READERS)
def test_names_can_be_copied_out(read: Callable[[bytes, Path], list[str]], tmp_path: Path) -> None:
    names = [name for _, name in SPELT]
    found = [clean(text) for text in read(_pages(names), tmp_path)]
    assert found == [clean(name) for name in names]


def test_every_font_is_embedded_and_nothing_else() -> None:
    reader = PdfReader(BytesIO(_pages(EVERY_NAME)))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert len(fonts) >= 8
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_hostile_names_stay_text() -> None:
    data = _pages(MALICIOUS)
    reader = PdfReader(BytesIO(data))
    assert len(reader.pages) == len(MALICIOUS)
    for page in reader.pages:
        shown = page.get_contents().get_data()
        assert b"Evil" not in shown
        assert shown.count(b"BT ") == shown.count(b"ET") == 1
    assert "/OpenAction" not in reader.trailer["/Root"]


def test_the_same_pages_give_the_same_bytes_and_others_do_not() -> None:
    assert _pages(EVERY_NAME) == _pages(EVERY_NAME)
    assert _pages(["Suharto"]) != _pages(["Suhartono"])


def test_glyphs_with_one_shape_keep_their_own_characters(tmp_path: Path) -> None:
    # HYPHEN and HYPHEN-MINUS share a glyph: each must come out as it went in.
    names = ["A\u2010B", "A-B", "Ω mega"]
    assert [clean(text) for text in _by_pdfium(_pages(names), tmp_path)] == [clean(name) for name in names]


def test_lines_can_be_drawn_on_a_canvas(tmp_path: Path) -> None:
    file = BytesIO()
    canvas = Canvas(file)
    fonts = DocumentFonts(canvas._doc)
    canvas._code.append(fonts.operators(shaper("Regular").line("សុខ ចាន់ធូ"), 72, 700, 24))
    canvas.showPage()
    canvas.save()
    assert clean(_by_pdfium(file.getvalue(), tmp_path)[0]) == "សុខ ចាន់ធូ"
