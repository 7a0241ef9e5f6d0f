import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascn8.typeset.faces import EM
from ascn8.typeset.fitting import Box, Fitted, fit
from ascn8.typeset.shaping import clean, shaper
from tests.typeset.names import EVERY_NAME, MALICIOUS

NAME_BOX = Box(252, 86, 31, 15, 3)
_SLACK = 0.01


def _assert_fits(fitted: Fitted, box: Box) -> None:
    assert len(fitted.lines) <= box.max_lines
    assert fitted.size <= box.largest
    assert fitted.width <= box.width + _SLACK
    assert fitted.height <= box.height + _SLACK
    assert min(fitted.indents(), default=0) >= 0
    baseline = fitted.ascent
    for line in fitted.lines:
        assert baseline - line.top * fitted.size / EM >= -_SLACK
        assert baseline - line.bottom * fitted.size / EM <= box.height + _SLACK
        baseline += fitted.leading


def _letters(text: str) -> str:
    return "".join(clean(text).split())


@pytest.mark.parametrize("name", [*EVERY_NAME, *MALICIOUS])
def test_no_name_overflows_or_loses_a_letter(name: str) -> None:
    fitted = fit(shaper(), name, NAME_BOX)
    _assert_fits(fitted, NAME_BOX)
    assert _letters("".join(line.text for line in fitted.lines)) == _letters(name)


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(st.sampled_from([word for name in EVERY_NAME for word in name.split()]), max_size=9),
    odd=st.text(max_size=12),
    width=st.floats(20, 400),
    height=st.floats(8, 200),
    largest=st.floats(6, 60),
    max_lines=st.integers(1, 4),
    leading=st.floats(1.0, 1.5),
)
def test_fit_never_overflows(
    words: list[str], odd: str, width: float, height: float, largest: float, max_lines: int, leading: float
) -> None:
    box = Box(width, height, largest, min(9.0, largest), max_lines, leading)
    text = " ".join([*words, odd])
    fitted = fit(shaper(), text, box)
    _assert_fits(fitted, box)
    assert _letters("".join(line.text for line in fitted.lines)) == _letters(text)


def test_an_empty_text_has_no_lines() -> None:
    fitted = fit(shaper(), " \u200f\t", NAME_BOX)
    assert fitted.lines == ()
    assert fitted.height == fitted.width == 0


def test_a_short_name_stays_on_one_line_at_the_largest_size() -> None:
    fitted = fit(shaper(), "Suharto", NAME_BOX)
    assert [line.text for line in fitted.lines] == ["Suharto"]
    assert fitted.size == NAME_BOX.largest


def test_a_long_name_wraps_between_words_and_keeps_bin_with_the_father() -> None:
    fitted = fit(shaper(), "Tan Sri Dato' Seri Dr. Muhammad Hazim bin Abdul Rahman al-Haj", NAME_BOX)
    assert [line.text for line in fitted.lines] == [
        "Tan Sri Dato' Seri Dr.",
        "Muhammad Hazim",
        "bin Abdul Rahman al-Haj",
    ]
    assert not fitted.broken_inside


def test_a_word_is_broken_only_under_the_smallest_size() -> None:
    word = "နန်းခမ်းနွံ့ဟွမ်" * 3
    roomy = fit(shaper(), word[: len(word) // 3 * 2], NAME_BOX)
    narrow = fit(shaper(), word, Box(120, 86, 31, 15, 3))
    assert not roomy.broken_inside
    assert len(roomy.lines) == 1
    assert narrow.broken_inside
    assert len(narrow.lines) == 3


def test_lines_of_a_broken_arabic_name_are_flush_right_and_each_in_order() -> None:
    fitted = fit(shaper(), "محمد حازم بن عبد الرحمن الحاج (KPKT) سوبانا", Box(150, 120, 40, 10, 3))
    assert len(fitted.lines) > 1
    assert all(line.rtl for line in fitted.lines)
    assert max(fitted.indents()) > 0
    assert fitted.lines[0].text.startswith("محمد")


def test_kana_decides_the_form_of_han_characters_on_every_line() -> None:
    box = Box(70, 60, 30, 10, 2)
    fitted = fit(shaper(), "さくらさくら 骨骨骨骨", box, han="Hans")
    assert len(fitted.lines) == 2
    assert fitted.lines[1].runs == shaper().line("骨骨骨骨", han="Jpan").runs
