from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ascn8.typeset.faces import FontLibrary, subset
from ascn8.typeset.shaping import Shaper, clean, han_variant, shaper
from tests.typeset.names import ABSENT, EVERY_NAME, MALICIOUS


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_name_has_all_its_glyphs(name: str, weight: str) -> None:
    line = shaper(weight).line(name)
    assert line.missing == 0
    assert line.width > 0
    assert line.offsets()[-1] == line.width


@pytest.mark.parametrize("text", MALICIOUS)
def test_hostile_text_is_shaped_without_harm(text: str) -> None:
    line = shaper().line(text)
    assert line.text == clean(text)
    assert all(letter.isprintable() or letter in "\u200c\u200d" for letter in line.text if letter != "\U000e0000")


def test_clean_removes_what_deceives_and_keeps_what_spells() -> None:
    assert clean("  a\t b\u00a0c\r\n\u2028d ") == "a b c d"
    assert clean("\u202eabc\u202c\u2066x\u2069\u200f\ufeff\u00ad") == "abcx"
    assert clean("e\u0301") == "é"
    assert clean("e\u00ad\u0301") == "é"
    assert clean("ක්\u200dෂ") == "ක්\u200dෂ"
    assert clean("\ud800\x00\ufffe") == ""


def test_scripts_are_shaped_not_spelled() -> None:
    # Khmer: the subscript letter and the vowel before its consonant make other glyphs than the characters.
    khmer = shaper().line("ស្រី")
    assert len(khmer.runs) == 1
    assert khmer.runs[0].script == "Khmr"
    assert len(khmer.runs[0].glyphs) < len("ស្រី")
    # Arabic: the same letter has other forms at the beginning, inside and at the end.
    forms = shaper().line("ععع").runs[0].glyphs
    assert len(set(forms)) == 3


def test_mixed_scripts_fall_back_by_run_and_stay_in_order() -> None:
    line = shaper().line("Sok សុខ (Demo) ສົມ")
    assert [run.script for run in line.runs] == ["Latn", "Khmr", "Latn", "Laoo"]
    assert line.missing == 0


def test_arabic_runs_from_right_to_left_with_its_latin_the_right_way_round() -> None:
    line = shaper().line("احمد (Ahmad) 2026")
    assert line.rtl
    assert [line.text[run.start : run.end].strip(" ()") for run in line.runs if not run.rtl] == ["2026", "Ahmad"]


def test_kana_and_hangul_choose_the_form_of_han_characters() -> None:
    assert han_variant("見本さくら", "Hans") == "Jpan"
    assert han_variant("金 하늘", "Hant") == "Kore"
    assert han_variant("骨", "Hant") == "Hant"
    assert han_variant("骨", "nonsense") == "Hans"


def test_without_cjk_fonts_characters_are_missing_and_nothing_breaks(tmp_path: Path) -> None:
    bare = Shaper(FontLibrary("Bold", tmp_path))
    line = bare.line("陈美玲 Tan")
    assert line.missing == 3
    assert bare.face_for("陈", None, "Hans") is None
    assert bare.face_for("T", None, "Hans") is not None


def test_han_variants_are_drawn_by_their_own_faces_and_share_one_program() -> None:
    assert not ABSENT & {"Hans", "Hant"} or {"Hans", "Hant", "Jpan", "Kore"} <= ABSENT
    if "Hans" not in ABSENT:
        simplified, traditional = (shaper().line("骨", han=han).runs[0] for han in ("Hans", "Hant"))
        assert simplified.glyphs != traditional.glyphs
        assert simplified.face.program is traditional.face.program


def test_a_subset_is_a_small_part_of_the_font() -> None:
    run = shaper().line("Suharto").runs[0]
    program = subset(run.face, run.glyphs)
    assert program.key == "FontFile2"
    assert 500 < len(program.data) < 12_000


def test_threads_share_a_shaper() -> None:
    fresh = Shaper(FontLibrary("Bold"))
    with ThreadPoolExecutor(8) as pool:
        rounds = list(pool.map(lambda _: [fresh.line(name).width for name in EVERY_NAME], range(16)))
    assert all(widths == rounds[0] for widths in rounds)
    assert shaper("Bold") is shaper("Bold")
