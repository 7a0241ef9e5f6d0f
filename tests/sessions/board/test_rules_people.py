"""The rules about people and interpreters, each where it speaks and where it is silent."""

import pytest

from sessions.board.draft import PersonRow, SessionRow, Span, TurnRow
from tests.factories import ZONE
from tests.sessions.board.drafts import AMINAH, BUDI, HALL, HEADS, LAKE, MEDIA, PEOPLE, ROOM, found, moment, row

SPEAKS = ((AMINAH, "speaker"),)
CHAIRS = ((AMINAH, "chair"),)


@pytest.fixture(autouse=True)
def venue(settings):
    settings.TIME_ZONE = str(ZONE)


def span(start: str, end: str) -> Span:
    return Span(moment(start), moment(end))


# --- A person twice ---------------------------------------------------------------------------------------------------


def test_speaker_who_chairs_elsewhere_at_the_same_time():
    sessions = (
        row("09:00", "10:00", title_en="A", people=SPEAKS),
        row("09:30", "11:00", ROOM, title_en="B", people=CHAIRS),
    )

    (one,) = found("person_twice", *sessions)

    assert one.blocks
    assert one.message == "Dr Aminah Rekaan is in “A” and in “B” at once: Tuesday 9 September, 09:30–10:00."
    assert one.links[2].url == f"/admin/agenda/speaker/{AMINAH}/change/"


@pytest.mark.parametrize(
    "other",
    [
        row("10:00", "11:00", people=SPEAKS),
        row("09:00", "10:00", people=((BUDI, "speaker"),)),
        row("09:00", "10:00", people=SPEAKS, is_cancelled=True),
        row(None, people=SPEAKS),
    ],
    ids=["right after", "somebody else", "cancelled", "no time"],
)
def test_person_is_once_at_a_time(other):
    assert found("person_twice", row("09:00", "10:00", people=SPEAKS), other) == []


def test_two_parts_in_one_session_are_one_appearance():
    assert found("person_twice", row("09:00", "10:00", people=SPEAKS + CHAIRS)) == []


def test_two_people_in_the_same_two_sessions_are_two_findings():
    both = ((AMINAH, "speaker"), (BUDI, "panellist"))

    assert len(found("person_twice", row("09:00", "10:00", people=both), row("09:00", "10:00", people=both))) == 2


def test_speaker_who_interprets_elsewhere_is_in_the_way_only_during_the_turn():
    booth = row("09:00", "11:00", ROOM, title_en="Booth", turns=(TurnRow(AMINAH, "km", 60, 30),))

    assert len(found("person_twice", booth, row("10:00", "10:15", people=SPEAKS))) == 1
    assert found("person_twice", booth, row("09:00", "10:00", people=SPEAKS)) == []


# --- Required twice ---------------------------------------------------------------------------------------------------


def must(*categories: int) -> dict:
    return {"required": frozenset(categories)}


def test_sessions_that_the_same_categories_must_attend_are_one_finding():
    one, two = (
        row("09:00", "10:00", title_en="A", **must(HEADS, MEDIA)),
        row("09:30", "10:30", title_en="B", **must(MEDIA, HEADS)),
    )

    (finding,) = found("required_twice", one, two)

    assert not finding.blocks
    assert "“A” and “B” at once (Head of Delegation, Media)" in finding.message
    assert {finding.code, finding.other_code} == {"A", "B"}


@pytest.mark.parametrize(
    "other", [row("10:00", "11:00", **must(HEADS)), row("09:00", "10:00", **must(MEDIA)), row("09:00", "10:00")]
)
def test_nobody_must_be_in_both(other):
    assert found("required_twice", row("09:00", "10:00", **must(HEADS)), other) == []


def test_head_who_speaks_elsewhere_while_heads_must_attend():
    people = {**PEOPLE, AMINAH: PersonRow(AMINAH, "", "Aminah Rekaan", category=HEADS)}
    plenary = row("09:00", "12:00", title_en="Plenary", **must(HEADS))
    talk = row("09:30", "10:00", ROOM, title_en="Talk", people=SPEAKS)

    (finding,) = found("required_twice", plenary, talk, people=people)

    assert finding.message.startswith("Aminah Rekaan is in “Talk” and must attend “Plenary” at the same time")
    assert found("required_twice", plenary, talk) == []
    assert found("person_twice", plenary, talk, people=people) == []


def test_who_appears_where_all_must_attend_is_in_one_place():
    people = {**PEOPLE, AMINAH: PersonRow(AMINAH, "", "Aminah Rekaan", category=HEADS)}

    assert found("required_twice", row("09:00", "12:00", people=SPEAKS, **must(HEADS)), people=people) == []


# --- Availability -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "is_there"),
    [
        ((), True),
        ((span("09:00", "10:00"),), True),
        ((span("08:00", "12:00"),), True),
        ((span("08:00", "09:30"), span("13:00", "18:00")), False),
        ((span("09:15", "12:00"),), False),
        ((span("13:00", "18:00"),), False),
        ((span("06:00", "07:00"), span("09:00", "10:00")), True),
    ],
)
def test_person_is_there_for_all_of_it(spans, is_there):
    session = row("09:00", "10:00", title_en="A", people=SPEAKS)

    words = [one.message for one in found("availability", session, availabilities={AMINAH: spans})]

    assert words == (
        [] if is_there else ["Dr Aminah Rekaan is not available for all of “A”: Tuesday 9 September, 09:00–10:00."]
    )


def test_interpreter_has_to_be_there_for_the_turn_only():
    session = row("09:00", "11:00", turns=(TurnRow(AMINAH, "km", 0, 30), TurnRow(BUDI, "km", 30, 30)))

    assert found("availability", session, availabilities={AMINAH: (span("09:00", "09:30"),)}) == []
    assert len(found("availability", session, availabilities={BUDI: (span("09:00", "09:30"),)})) == 1


# --- Travel time ------------------------------------------------------------------------------------------------------


def in_a_row(start: str, other: int = LAKE, **facts) -> list:
    first = row("09:00", "10:00", HALL, title_en="A", people=SPEAKS)
    return found("travel_time", first, row(start, "16:00", other, title_en="B", people=CHAIRS), **facts)


def test_way_to_an_outside_place_takes_the_limit_of_the_rule_unless_it_is_known():
    (one,) = in_a_row("10:59")

    assert one.message == (
        "Dr Aminah Rekaan: from “A” in Ballroom to “B” in Wetlands there are 59 min; the way takes 60 min."
    )
    assert in_a_row("11:00") == []
    assert in_a_row("10:59", travel={(HALL, LAKE): 59}) == []
    assert len(in_a_row("11:00", settings=[("travel_time", "warn", 61)])) == 1


def test_way_inside_the_venue_takes_no_time_unless_it_is_known():
    assert in_a_row("10:00", ROOM) == []
    assert len(in_a_row("10:04", ROOM, travel={(HALL, ROOM): 5})) == 1
    assert in_a_row("10:05", ROOM, travel={(HALL, ROOM): 5}) == []


def test_no_time_at_all_is_too_little():
    assert "there are 0 min" in in_a_row("10:00")[0].message


def test_way_begins_at_the_session_that_ends_last():
    sessions = [
        row("09:00", "10:00", HALL, title_en="A", people=SPEAKS),
        row("09:10", "09:20", LAKE, title_en="inside A", people=SPEAKS),
        row("10:05", "10:30", LAKE, title_en="B", people=SPEAKS),
    ]

    assert [one.codes for one in found("travel_time", *sessions)] == [("A", "B")]


def test_same_place_and_no_place_need_no_way():
    assert in_a_row("10:00", HALL) == []
    assert in_a_row("10:00", None) == []


def test_way_back_is_as_long_as_the_way_there():
    first, second = row("09:00", "10:00", LAKE, people=SPEAKS), row("10:30", "11:00", HALL, people=SPEAKS)

    assert len(found("travel_time", first, second, travel={(HALL, LAKE): 45})) == 1


def test_what_lies_between_is_what_counts():
    """From the hall to the room and from there to the lake: the long way is judged from where the person was last."""
    sessions = [
        row("09:00", "10:00", HALL, title_en="A", people=SPEAKS),
        row("09:10", "09:20", ROOM, title_en="inside A", people=SPEAKS),
        row("10:05", "10:10", ROOM, title_en="between", people=SPEAKS),
        row("10:40", "12:00", LAKE, title_en="B", people=SPEAKS),
    ]

    assert [one.codes for one in found("travel_time", *sessions)] == [("between", "B")]


def test_those_who_must_attend_travel_too_and_only_once_are_spoken_of():
    people = {**PEOPLE, AMINAH: PersonRow(AMINAH, "", "Aminah Rekaan", category=HEADS)}
    one, two = row("09:00", "10:00", **must(HEADS)), row("10:30", "12:00", LAKE, **must(HEADS))
    talk = row("07:00", "08:00", people=SPEAKS)

    (finding,) = found("travel_time", one, two, talk, people=people)

    assert finding.message.startswith("Head of Delegation: from")


# --- The chair --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["plenary", "policy", "technical", "closed"])
def test_session_that_nobody_chairs(kind):
    (one,) = found("no_chair", row("09:00", "10:00", kind=kind, title_en="A", people=SPEAKS))

    assert one.message == "“A” has nobody in the chair."
    for role in ("chair", "co_chair", "moderator"):
        assert found("no_chair", row("09:00", "10:00", kind=kind, people=((AMINAH, role),))) == []


@pytest.mark.parametrize("kind", ["talk", "ceremony", "break", "social", "visit"])
def test_kinds_that_need_no_chair(kind):
    assert found("no_chair", row("09:00", "10:00", kind=kind)) == []


# --- Interpreters -----------------------------------------------------------------------------------------------------


def booth(*turns: tuple[int, str, int, int], end: str = "10:30", **fields) -> SessionRow:
    return row(
        "09:00", end, title_en=fields.pop("title_en", "A"), turns=tuple(TurnRow(*turn) for turn in turns), **fields
    )


def test_turns_within_the_limit():
    rota = [(AMINAH, "km", 0, 30), (BUDI, "km", 30, 30), (AMINAH, "km", 60, 30)]

    assert found("interpreter_turn", booth(*rota)) == []
    assert len(found("interpreter_turn", booth(*rota), settings=[("interpreter_turn", "block", 29)])) == 2


def test_turn_longer_than_the_limit():
    (one,) = found("interpreter_turn", booth((AMINAH, "km", 0, 31), (BUDI, "km", 31, 30)))

    assert one.message == (
        "Dr Aminah Rekaan interprets “A” into Khmer for 31 min without relief; a turn lasts at most 30 min."
    )
    assert one.links[1].name == "Dr Aminah Rekaan"


def test_two_turns_without_a_rest_are_one():
    rota = [(AMINAH, "km", 0, 30), (AMINAH, "km", 30, 30), (BUDI, "km", 60, 30)]

    assert "for 60 min" in found("interpreter_turn", booth(*rota))[0].message


def test_one_interpreter_alone():
    (one,) = found("interpreter_turn", booth((AMINAH, "km", 0, 90)))

    assert one.message == "Dr Aminah Rekaan alone interprets “A” into Khmer for 90 min; a turn lasts at most 30 min."
    assert found("interpreter_turn", booth((AMINAH, "km", 0, 30), end="09:30")) == []
    assert len(found("interpreter_turn", booth((AMINAH, "km", 0, 30), (AMINAH, "km", 60, 30)))) == 1


def test_language_without_a_rota_is_left_alone():
    assert found("interpreter_turn", booth()) == []


def test_interpreter_in_two_booths_at_once():
    team = [(AMINAH, "km", 0, 30), (BUDI, "km", 30, 30)]
    other = booth((AMINAH, "th", 0, 30), (BUDI, "th", 30, 30), title_en="B", end="10:00", place=ROOM)

    both = found("interpreter_turn", booth(*team, end="10:00"), other)

    assert len(both) == 2
    assert "interprets in “A” and in “B” at once" in both[0].message
    assert found("person_twice", booth(*team, end="10:00"), other) == []


def test_turns_of_two_booths_one_after_the_other():
    one = booth((AMINAH, "km", 0, 30), (BUDI, "km", 30, 30), end="10:00")
    other = booth((BUDI, "th", 0, 30), (AMINAH, "th", 30, 30), title_en="B", end="10:00", place=ROOM)

    assert found("interpreter_turn", one, other) == []


def test_interpreter_of_two_languages_at_once():
    (one,) = found("interpreter_turn", booth((AMINAH, "km", 0, 30), (AMINAH, "th", 15, 15), end="09:30"))

    assert "into Khmer and into Thai at once: Tuesday 9 September, 09:15–09:30" in one.message
    assert one.other_code is None


def test_interpreters_without_turns_are_there_for_the_whole_session():
    people = ((AMINAH, "interpreter"),)
    sessions = row("09:00", "10:00", people=people), row("09:30", "10:00", ROOM, people=people)

    assert len(found("interpreter_turn", *sessions)) == 1
