from xml.etree import ElementTree

import pytest

from ascn8.typeset.shaping import clean, shaper
from ascn8.typeset.svg import name_svg
from tests.typeset.names import EVERY_NAME, MALICIOUS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", [*EVERY_NAME, *MALICIOUS])
def test_a_name_is_drawn_as_paths_and_labelled(name: str) -> None:
    root = ElementTree.fromstring(name_svg(name, 340, 60))
    assert root.get("aria-label") == clean(name)
    assert root.get("role") == "img"
    assert {element.tag for element in root.iter()} <= {f"{SVG}svg", f"{SVG}g", f"{SVG}path"}


@pytest.mark.parametrize("name", ["Suharto", "<b onclick='x'>\"&"])
def test_the_drawing_needs_no_style_and_no_script(name: str) -> None:
    drawing = name_svg(name, 340, 60)
    for forbidden in ("style=", "<style", "<script", "<b", " onclick='"):
        assert forbidden not in drawing


def test_without_text_there_is_nothing_to_see_or_hear() -> None:
    root = ElementTree.fromstring(name_svg(" ", 340, 60))
    assert root.get("aria-hidden") == "true"
    assert len(root) == 0


def test_blank_glyphs_draw_nothing() -> None:
    root = ElementTree.fromstring(name_svg("A B", 300, 40))
    assert len(root.findall(f".//{SVG}path")) == 2


def test_the_drawing_has_the_glyphs_that_are_printed() -> None:
    line = shaper().line("ស្រីពៅ")
    inked = sum(1 for run in line.runs for glyph in run.glyphs if run.face.ink(glyph))
    root = ElementTree.fromstring(name_svg("ស្រីពៅ", 300, 60, max_lines=1))
    assert len(root.findall(f".//{SVG}path")) == inked
