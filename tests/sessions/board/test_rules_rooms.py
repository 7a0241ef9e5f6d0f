"""The rules about places and about times kept free, each where it speaks and where it is silent."""

import pytest
from django.utils import translation

from sessions.board.draft import ClosureRow, WindowRow
from sessions.board.rules.checking import by_session, findings, new_findings
from tests.factories import ZONE
from tests.sessions.board.drafts import HALL, LAKE, ROOM, draft, found, moment, row


@pytest.fixture(autouse=True)
def venue(settings):
    settings.TIME_ZONE = str(ZONE)


def closed(start: str, end: str, place: int = HALL, key: int = 1) -> ClosureRow:
    return ClosureRow(moment(start), moment(end), key, place, "Cleaning", "Pembersihan")


def window(start: str, end: str, key: int = 1) -> WindowRow:
    return WindowRow(moment(start), moment(end), key, "Friday prayers", "Solat Jumaat")


# --- The room is taken ------------------------------------------------------------------------------------------------


def test_two_sessions_in_a_room_at_once_are_named_and_linked():
    (one,) = found("room_taken", row("09:00", "10:30", title_en="Report"), row("10:00", "11:00", title_en="Clinic"))

    assert one.blocks
    assert one.message == "“Report” and “Clinic” are both in Ballroom: Tuesday 9 September, 10:00–10:30."
    assert [link.name for link in one.links] == ["Report", "Clinic", "Ballroom"]
    assert one.links[2].url == f"/admin/agenda/place/{HALL}/change/"
    assert one.refusal.endswith("Choose another time or place, or let both share it.")


@pytest.mark.parametrize(
    "other",
    [
        row("10:00", "11:00"),
        row("09:30", "10:00", place=ROOM),
        row("09:30", "10:00", place=None),
        row("09:30", "10:00", shares_place=True),
        row("09:30", "10:00", is_cancelled=True),
        row(None),
    ],
    ids=["right after", "another room", "no room", "shares", "cancelled", "no time"],
)
def test_room_is_free(other):
    assert found("room_taken", row("09:00", "10:00"), other) == []


def test_nobody_can_let_the_rule_of_the_room_only_warn():
    two = row("09:00", "10:00"), row("09:00", "10:00")

    assert found("room_taken", *two, settings=[("room_taken", "warn", None)])[0].blocks


def test_three_in_a_room_are_three_pairs():
    assert len(found("room_taken", *(row("09:00", "10:00") for _n in range(3)))) == 3


# --- The place is closed ----------------------------------------------------------------------------------------------


def test_session_in_a_closed_place_even_if_it_shares_it():
    session = row("09:00", "10:00", shares_place=True, title_en="Coffee")

    (one,) = found("place_closed", session, closures=(closed("09:45", "12:00"),))

    assert one.blocks
    assert one.message == ("“Coffee” is in Ballroom while it is closed (Cleaning): Tuesday 9 September, 09:45–10:00.")


@pytest.mark.parametrize(
    "closure", [closed("10:00", "12:00"), closed("08:00", "09:00"), closed("09:00", "10:00", ROOM)]
)
def test_place_is_open(closure):
    assert found("place_closed", row("09:00", "10:00"), closures=(closure,)) == []


# --- Size and fire ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "seats", "is_small"), [(80, 0, False), (81, 0, True), (None, 81, True), (9, 80, False)]
)
def test_room_too_small_for_who_is_expected_or_for_the_seats(expected, seats, is_small):
    session = row("09:00", "10:00", ROOM, expected=expected, seats=seats, title_en="Clinic")

    words = [one.message for one in found("too_small", session)]

    assert words == (["“Clinic” needs room for 81; Meeting Room 1 holds 80."] if is_small else [])


def test_fire_limit_of_one_session():
    (one,) = found("fire_limit", row("09:00", "10:00", ROOM, expected=91, title_en="Clinic"))

    assert one.blocks
    assert one.message == "“Clinic” brings more people into Meeting Room 1 (91) than its fire limit allows (90)."
    assert found("fire_limit", row("09:00", "10:00", ROOM, expected=90)) == []
    assert found("fire_limit", row("09:00", "10:00", LAKE, expected=9000)) == []


def test_fire_limit_counts_those_who_share_a_place():
    coffee, poster = (
        row("09:00", "10:00", ROOM, expected=60, shares_place=True, title_en="Coffee"),
        row("09:30", "10:30", ROOM, expected=31, shares_place=True, title_en="Posters"),
    )

    (one,) = found("fire_limit", coffee, poster)

    assert {one.code, one.other_code} == {"Coffee", "Posters"}
    assert "(91)" in one.message
    assert found("fire_limit", coffee, row("10:00", "11:00", ROOM, expected=90, shares_place=True)) == []


# --- Meals and prayers ------------------------------------------------------------------------------------------------


def test_session_in_a_prayer_time():
    (one,) = found("quiet_window", row("12:00", "13:00", title_en="Clinic"), windows=(window("12:15", "14:45"),))

    assert not one.blocks
    assert one.message == "“Clinic” takes time from “Friday prayers”: Tuesday 9 September, 12:15–13:00."
    assert one.links[1].url == "/admin/agenda/quietwindow/1/change/"


@pytest.mark.parametrize("kind", ["break", "social", "ceremony"])
def test_breaks_and_social_events_may_lie_in_a_meal(kind):
    assert found("quiet_window", row("12:00", "13:00", kind=kind), windows=(window("12:15", "14:45"),)) == []


def test_session_may_end_when_the_prayer_begins():
    sessions = row("11:00", "12:15"), row("14:45", "15:00")

    assert found("quiet_window", *sessions, windows=(window("12:15", "14:45"),)) == []


# --- What they have in common -----------------------------------------------------------------------------------------


def test_severity_is_what_the_secretariat_set_and_blocks_come_first():
    sessions = row("12:00", "13:00", ROOM, expected=81), row("08:00", "09:00", ROOM, expected=91)
    facts = {
        "windows": (window("12:15", "14:45"),),
        "settings": [("quiet_window", "block", None), ("fire_limit", "warn", None)],
    }

    rules = [(one.rule, one.severity) for one in findings(draft(*sessions, **facts))]

    assert rules == [
        ("quiet_window", "block"),
        ("fire_limit", "warn"),
        ("too_small", "warn"),
        ("too_small", "warn"),
    ]


def test_moving_out_of_one_problem_into_another_finds_only_the_new_one():
    before = draft(row("09:00", "10:00", title_en="A"), row("09:00", "10:00", title_en="B"))

    again = before.moved("B", starts_at=moment("09:30"), ends_at=moment("10:30"))
    away = before.moved("B", place=ROOM, expected=200)

    assert new_findings(before, again) == ()
    assert {one.rule for one in new_findings(before, away)} == {"fire_limit", "too_small"}
    assert new_findings(before, before.without("A")) == ()


def test_problem_is_the_same_from_either_side():
    before = draft(row("09:00", "10:00", title_en="A"), row("09:15", "10:00", title_en="B"))
    after = before.moved("B", starts_at=moment("08:45"))

    assert new_findings(before, after) == ()
    assert findings(before)[0].code != findings(after)[0].code


def test_finding_of_two_sessions_stands_on_both_cards():
    cards = by_session(findings(draft(row("09:00", "10:00", title_en="A"), row("09:15", "10:00", title_en="B"))))

    assert cards["A"] == cards["B"] != []


def test_sentences_are_in_the_language_of_the_reader():
    session = row("09:00", "10:00", ROOM, expected=81, title_en="Clinic", title_ms="Klinik")
    with translation.override("ms"):
        (one,) = found("too_small", session)

    assert [link.name for link in one.links] == ["Klinik", "Bilik Mesyuarat 1"]
