import itertools
import unicodedata

import pytest

from ascn8.typeset.breaking import syllable_breaks, word_breaks
from tests.typeset.names import EVERY_NAME


def _cut(text: str, breaks: list[int]) -> list[str]:
    places = [0, *breaks, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(places)]


@pytest.mark.parametrize("name", EVERY_NAME)
def test_no_line_begins_with_a_mark(name: str) -> None:
    for place in syllable_breaks(name):
        assert unicodedata.category(name[place])[0] != "M"
        assert name[place] not in "\u200c\u200dะาำๆຽະາຳ"


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("နန်းခမ်းနွံ့ဟွမ်", "နန်း|ခမ်း|နွံ့|ဟွမ်"),
        ("สิทธิ์ชัยเจริญทรัพย์", "สิทธิ์|ชัย|เจริญทรัพย์"),
        ("พานิชย์กุลศักดิ์", "พา|นิชย์|กุล|ศักดิ์"),
        ("ពរតន៍", "ពរតន៍"),
        ("សុខចាន់ធូសាកល្បង", "សុខ|ចាន់|ធូ|សាក|ល្បង"),
        ("ສະຫວັນຫຼວງ", "ສະຫວັນ|ຫຼວງ"),
        ("சுப்பிரமணியம்", "சுப்பி|ர|ம|ணி|யம்"),
        ("प्रशान्त", "प्र|शा|न्त"),
        ("عبدالله", "عبدالله"),
        ("(陈)", "(陈)"),
        ("陈美玲", "陈|美|玲"),
    ],
)
def test_words_break_between_legal_units_only(word: str, units: str) -> None:
    assert "|".join(_cut(word, syllable_breaks(word))) == units


def test_a_line_does_not_end_with_the_word_for_son() -> None:
    parts = _cut("Muhammad bin Abdul Rahman al-Haj", word_breaks("Muhammad bin Abdul Rahman al-Haj"))
    assert parts == ["Muhammad ", "bin Abdul ", "Rahman ", "al-Haj"]


def test_long_hyphenated_names_break_after_the_hyphen() -> None:
    assert _cut("Demo-Contoh x", word_breaks("Demo-Contoh x")) == ["Demo-", "Contoh ", "x"]
