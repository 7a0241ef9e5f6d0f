"""Colours: what carries words can be read, by day and by night, whether the system or the switch chose."""

import pytest

from ascn8.styleguide import PAIRS, contrast, pairs, tokens


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.text} on {pair.ground}")
def test_pair_passes_in_both_themes(pair):
    assert pair.light >= pair.wanted
    assert pair.dark >= pair.wanted


def test_dark_by_the_system_is_dark_by_the_switch():
    assert tokens("system-dark") == tokens("dark")


def test_both_themes_have_the_same_tokens():
    assert tokens("light").keys() == tokens("dark").keys()


def test_every_tint_is_among_the_pairs():
    tints = {name for name in tokens("light") if name.endswith("-tint")}
    assert tints == {ground for _text, ground in PAIRS if ground.endswith("-tint")}
