"""People who seem to be here twice are found without opening a passport, and nobody is asked twice about a pair."""

import pytest

from ascn8.lib.errors import Refused
from ascn8.sweeping import sweep_all
from delegates.duplicates import find_duplicates, look_for_duplicates, open_pairs, say_two_people
from delegates.models import DuplicatePair, Registration
from delegates.models.vault import Purpose
from delegates.registration import submit
from delegates.vault.keeping import keep
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_draft

pytestmark = pytest.mark.django_db
PASSPORT = {
    "passport_name": "CHAN SOPHEA",
    "number": "A1234567",
    "issuing_country": "KH",
    "birth_date": "1985-03-02",
    "expires_on": "2030-01-01",
}


@pytest.fixture(autouse=True)
def _meeting() -> None:
    make.make_meeting()


def with_passport(row: Registration | None = None, **changes: str) -> Registration:
    row = row or make.make_registration(state="submitted")
    keep(row, purpose=Purpose.PASSPORT, facts=PASSPORT | changes, actor=None, at=AUGUST)
    return row


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "passport"),
        ({"number": "a 12345-67", "passport_name": "SOMEBODY ELSE"}, "passport"),
        ({"number": "B7654321", "passport_name": "Chàn  Sophea"}, "name"),
        ({"number": "B7654321", "birth_date": "1985-03-03"}, None),
        ({"issuing_country": "LA", "birth_date": "1985-03-03"}, None),
    ],
)
def test_equal_passports_and_equal_names_with_equal_birth_dates_are_found(changes: dict[str, str], reason: str | None):
    first, second = with_passport(), with_passport(**changes)

    found = find_duplicates(at=AUGUST)

    pairs = [(pair.first, pair.second, pair.reason) for pair in DuplicatePair.objects.all()]
    assert pairs == ([(first, second, reason)] if reason else [])
    assert found == len(pairs)


def test_whoever_submits_is_compared_at_once():
    with_passport()
    row = with_passport(make_draft())

    submit(row, actor=row.user, at=AUGUST)

    assert DuplicatePair.objects.get().second == row


def test_the_sweep_finds_a_pair_once_and_leaves_what_was_decided():
    with_passport()
    row = with_passport()
    assert sweep_all()["duplicates found"] == 1
    pair = DuplicatePair.objects.get()
    say_two_people(pair, actor=make.make_staff(), at=AUGUST)

    assert sweep_all()["duplicates found"] == 0
    assert look_for_duplicates(row, at=AUGUST) == 0
    assert DuplicatePair.objects.get().state == "different"
    assert not open_pairs().exists()


def test_whoever_has_withdrawn_is_compared_with_nobody():
    with_passport()
    other = with_passport()
    assert find_duplicates(at=AUGUST) == 1
    Registration.objects.filter(pk=other.pk).update(state="withdrawn")

    assert find_duplicates(at=AUGUST) == 0
    assert not open_pairs().exists()


def test_nobody_decides_on_the_own_registration_or_without_the_duty():
    staff = make.make_staff()
    own = with_passport(make.make_registration(staff, state="submitted"))
    with_passport()
    find_duplicates(at=AUGUST)
    pair = DuplicatePair.objects.get(first=own)

    for actor, code in ((staff, "own_registration"), (make.make_staff("Protocol"), "not_allowed")):
        with pytest.raises(Refused) as refused:
            say_two_people(pair, actor=actor, at=AUGUST)
        assert refused.value.code == code
    assert open_pairs().count() == 1
