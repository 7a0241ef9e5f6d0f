"""The turns of the booths."""

import itertools

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.interpreting.day import dates, day_of
from sessions.interpreting.rota import Turn, check, gaps, lay_out
from sessions.interpreting.turns import add_language, language_code, lay_out_turns, set_channel, set_turns
from sessions.models import Interpretation, InterpreterTurn, RuleSetting, Session
from sessions.snapshot import draft
from tests import factories as make

AT = make.local(1, 9)


@given(st.integers(1, 600), st.integers(1, 3), st.integers(5, 60))
def test_turns_fill_the_session_and_the_team_shares_them_fairly(minutes: int, size: int, turn: int):
    turns = lay_out(minutes=minutes, team=range(size), turn=turn)

    check(turns, minutes=minutes)
    assert gaps(turns, minutes=minutes) == ()
    assert all(one.minutes <= turn for one in turns)
    if size > 1:
        assert all(one.who != other.who for one, other in itertools.pairwise(turns))
    totals = [sum(one.minutes for one in turns if one.who == who) for who in range(size)]
    assert max(totals) - min(totals) <= turn


@pytest.mark.parametrize(
    ("team", "turn", "minutes", "code"),
    [([], 30, 60, "no_team"), ([1, 1], 30, 60, "no_team"), ([1], 2, 60, "no_turn"), ([1], 30, 0, "no_time")],
)
def test_what_is_no_rota_is_refused(team: list[int], turn: int, minutes: int, code: str):
    with pytest.raises(Refused) as refused:
        lay_out(minutes=minutes, team=team, turn=turn)
    assert refused.value.code == code


def test_turns_by_hand_neither_overlap_nor_leave_the_session_and_may_leave_gaps():
    check([Turn(1, 0, 20), Turn(2, 30, 30)], minutes=60)
    assert gaps([Turn(2, 30, 20), Turn(1, 0, 20)], minutes=60) == ((20, 30), (50, 60))
    for wrong, code in (([Turn(1, 0, 30), Turn(2, 29, 5)], "overlap"), ([Turn(1, 40, 21)], "outside")):
        with pytest.raises(Refused) as refused:
            check(wrong, minutes=60)
        assert refused.value.code == code


@pytest.fixture
def staff(db: None) -> User:
    make.make_meeting()
    return make.make_staff("Programme")


def booth(language: str = "km", **fields: object) -> Interpretation:
    return Interpretation.objects.create(session=make.make_session(**fields), language=language)


def test_codes_and_channels_are_looked_at(staff: User):
    session = make.make_session(language="en, ms")
    add_language(session, language=" KM ", channel=2, actor=staff, at=AT)
    for language, channel, code in (
        ("km", 3, "language_twice"),
        ("lo", 2, "channel_taken"),
        ("ms", 4, "spoken"),
        ("Khmer!", 4, "no_language"),
        ("lo", 100, "no_channel"),
    ):
        with pytest.raises(Refused) as refused:
            add_language(session, language=language, channel=channel, actor=staff, at=AT)
        assert refused.value.code == code
    lao = add_language(session, language="lo", channel=None, actor=staff, at=AT)
    with pytest.raises(Refused) as refused:
        set_channel(lao, channel=2, actor=staff, at=AT)
    assert refused.value.code == "channel_taken"
    assert [language_code(text) for text in ("zh-Hant", "PT", "fil")] == ["zh-Hant", "pt", "fil"]
    assert Session.objects.get(pk=session.pk).version == 3
    published = draft()["sessions"][0]
    assert sorted(published["interpretation"].split(", ")) == ["km", "lo"]
    assert published["channels"] == {"km": 2}


def test_an_interpreter_in_two_booths_at_once_is_said_and_an_alone_one_too(staff: User):
    first, second = booth(), booth("th")
    anna, budi = make.make_speaker(name="Anna Rekaan"), make.make_speaker(name="Budi Rekaan")
    assert lay_out_turns(first, team=[anna.pk, budi.pk], turn=30, actor=staff, at=AT).warnings == ()

    warnings = set_turns(second, turns=[Turn(anna.pk, 0, 30), Turn(budi.pk, 30, 30)], actor=staff, at=AT).warnings

    told = " ".join(finding.message for finding in warnings)
    assert "Anna Rekaan" in told
    assert str(first.session) in told
    alone = set_turns(second, turns=[Turn(make.make_speaker().pk, 0, 60)], actor=staff, at=AT).warnings
    assert "alone" in alone[0].message


def test_the_secretariat_may_make_the_rule_a_block(staff: User):

    RuleSetting.objects.update_or_create(rule="interpreter_turn", defaults={"severity": "block"})
    first, second = booth(), booth("th")
    anna, budi, chen = (make.make_speaker() for _ in "123")
    set_turns(first, turns=[Turn(anna.pk, 0, 20), Turn(budi.pk, 20, 20)], actor=staff, at=AT)

    with pytest.raises(Refused) as refused:
        set_turns(second, turns=[Turn(anna.pk, 10, 20), Turn(chen.pk, 30, 20)], actor=staff, at=AT)

    assert refused.value.code == "interpreter_turn"
    assert not InterpreterTurn.objects.filter(interpretation=second).exists()


def test_the_page_lays_out_and_keeps_turns_and_the_day_shows_all_booths(staff: User, client: Client):
    row = booth(title_en="Plenary of the test")
    anna, budi = make.make_speaker(name="Anna Rekaan"), make.make_speaker(name="Budi Rekaan")
    client.force_login(staff)
    path = f"/admin/agenda/session/{row.session_id}/interpretation/"

    client.post(path, {"act": "lay_out", "booth": row.pk, "team": [anna.pk, budi.pk, ""], "turn": "20"})
    assert [(t.interpreter, t.begins_after, t.minutes) for t in row.turns.all()] == [
        (anna, 0, 20),
        (budi, 20, 20),
        (anna, 40, 20),
    ]
    lines = {"who_0": anna.pk, "begins_0": 0, "minutes_0": 30, "who_1": "", "begins_1": 30, "minutes_1": 30}
    client.post(path, {"act": "turns", "booth": row.pk} | lines)
    assert row.turns.count() == 1
    assert "Nobody interprets in the minutes 30–60." in client.get(path).text

    with time_machine.travel(make.local(3, 12)):
        page = client.get("/admin/agenda/session/booths/").text
    assert "Plenary of the test" in page
    assert "10:00–10:30" in page
    assert "Khmer" in page
    assert dates() == [make.local(9, 0).date()]
    assert [person.minutes for person in day_of(dates()[0]).people] == [30]
