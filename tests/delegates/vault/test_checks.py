"""What is checked of a travel document while it is typed. The examples are those of ICAO Doc 9303 part 4."""

import datetime as dt

import pytest

from ascn8.lib.errors import Refused
from delegates.vault.checks import agrees, check_birth, check_digit, check_expiry, read_number, valid_until_at_least
from tests.factories import local, make_meeting

ICAO_LINE = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
AT = local(1, 9)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def code_of(work, *args, **more):
    with pytest.raises(Refused) as refused:
        work(*args, **more)
    return refused.value.code


@pytest.mark.parametrize(("signs", "digit"), [("L898902C3", 6), ("740812", 2), ("120415", 9), ("ZE184226B<<<<<", 1)])
def test_the_check_digit_is_the_one_of_icao(signs, digit):
    assert check_digit(signs) == digit


@pytest.mark.parametrize(
    ("ends_on", "needed"),
    [
        (dt.date(2025, 9, 12), dt.date(2026, 3, 12)),
        (dt.date(2025, 8, 31), dt.date(2026, 2, 28)),
        (dt.date(2025, 6, 30), dt.date(2025, 12, 30)),
        (dt.date(2025, 7, 1), dt.date(2026, 1, 1)),
    ],
)
def test_a_document_is_needed_six_months_after_the_close_whenever_that_is(ends_on, needed):
    make_meeting(starts_on=dt.date(2025, 6, 1), ends_on=ends_on)

    assert valid_until_at_least() == needed


def test_expiry_on_the_day_passes_and_a_day_before_it_is_told_the_date():
    assert check_expiry(dt.date(2026, 3, 12))

    with pytest.raises(Refused, match=r"until 12 March 2026 at least.*ends on 11 March 2026"):
        check_expiry(dt.date(2026, 3, 11))


def test_birth_lies_neither_ahead_nor_too_far_back():
    assert check_birth(dt.date(2025, 9, 1), at=AT)
    assert check_birth(dt.date(1905, 1, 1), at=AT)
    assert code_of(check_birth, dt.date(2025, 9, 2), at=AT) == "born_later"
    assert code_of(check_birth, dt.date(1904, 12, 31), at=AT) == "born_long_ago"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("a 123-456.78", "A12345678"),
        ("L898902C36", "L898902C3"),
        (ICAO_LINE, "L898902C3"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< " + ICAO_LINE, "L898902C3"),
        ("D231458907UTO7408122F1204159<<<<<<<6", "D23145890"),
        ("ABCDE", "ABCDE"),
        ("AB1234567X", "AB1234567X"),
    ],
    ids=["spaced", "with its digit", "line", "both lines", "small document", "short", "ten signs, no digit"],
)
def test_numbers_are_read_as_people_give_them(typed, number):
    assert read_number(typed).number == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("L898902C37", "check_digit"),
        ("L898902O36", "check_digit"),
        (ICAO_LINE.replace("740812", "740821"), "check_digit"),
        (ICAO_LINE[:-1] + "1", "check_digit"),
        (ICAO_LINE[:-2], "unreadable_line"),
        ("P<UTOERIKSSON<<ANNA", "unreadable_line"),
        ("A1", "no_number"),
        ("ÄÖÜ12345", "no_number"),
        ("<script>", "unreadable_line"),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(typed, code):
    assert code_of(read_number, typed) == code


def test_a_line_is_compared_with_the_dates_typed_beside_it():
    read = read_number(ICAO_LINE)

    assert agrees(read.birth, dt.date(1974, 8, 12))
    assert not agrees(read.birth, dt.date(1974, 12, 8))
    assert agrees(None, dt.date(1974, 12, 8))
    assert agrees(read.expiry, None)
