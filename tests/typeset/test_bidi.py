import pytest

from ascn8.typeset.bidi import has_rtl, levels, visual_order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "000"),
        ("", ""),
        ("ابت", "111"),
        ("ابت abc", "1111222"),
        ("abc ابت", "0000111"),
        ("abc ابت def", "00001110000"),
        # Numbers run from left to right inside Arabic (W2, I2).
        ("ابت 123", "1111222"),
        ("ا 1,2", "11222"),
        ("ا 1+2", "11212"),
        ("ا 5%", "1121"),
        ("abc 12", "000000"),
        # Brackets follow what they hold, else what stands before them (N0).
        ("احمد (Ahmad) 2026", "11111122222112222"),
        ("احمد (123)", "1111112221"),
        ("abc (ابت) d", "00000111000"),
        ("ا (a ب) c", "111211112"),
        # A mark follows its letter (W1), trailing blanks the paragraph (L1).
        ("عُمر ", "11111"),
        ("abc ا  ", "0000100"),
    ],
)
def test_levels_follow_the_annex(text: str, expected: str) -> None:
    assert "".join(map(str, levels(text))) == expected


def test_has_rtl_sees_letters_and_numbers_only() -> None:
    assert has_rtl("x ا")
    assert has_rtl("x ٣")
    assert not has_rtl("Nguyễn (2026) – สมชาย")


@pytest.mark.parametrize(
    ("run_levels", "order"),
    [
        ([], []),
        ([0, 0], [0, 1]),
        ([1], [0]),
        ([0, 1, 0], [0, 1, 2]),
        ([1, 2, 1], [2, 1, 0]),
        ([0, 1, 2, 1, 0], [0, 3, 2, 1, 4]),
        ([2, 2, 1], [2, 0, 1]),
        ([2], [0]),
    ],
)
def test_visual_order_reverses_by_level(run_levels: list[int], order: list[int]) -> None:
    assert visual_order(run_levels) == order


def test_an_unclosed_stack_of_brackets_is_no_trouble() -> None:
    assert set(levels("ا" + "(" * 200 + "a" + ")" * 200)) == {1, 2}
