"""What holds for every draft: the sweeps find what the naive loops find, and nothing changes where nothing changed."""

import datetime as dt
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.board.draft import SessionRow, Span, TurnRow
from sessions.board.rules.checking import findings, new_findings
from sessions.board.rules.sweeping import crossings, pairs
from tests.factories import local
from tests.sessions.board.drafts import AMINAH, BUDI, HALL, HEADS, LAKE, MEDIA, ROOM, draft

_start, _length = st.integers(0, 40), st.integers(1, 20)


def _moment(fives: int) -> dt.datetime:
    return local(9, 8) + dt.timedelta(minutes=5 * fives)


spans = st.builds(lambda start, length: Span(_moment(start), _moment(start + length)), _start, _length)


people = st.sampled_from([AMINAH, BUDI])
parts = st.sets(st.tuples(people, st.sampled_from(["chair", "speaker", "interpreter"])))
turns = st.builds(TurnRow, people, st.sampled_from(["km", "th"]), st.integers(0, 60), st.integers(1, 60))


@st.composite
def sessions(draw) -> list[SessionRow]:
    return [_session(draw, n) for n in range(draw(st.integers(0, 7)))]


def _session(draw, n: int) -> SessionRow:
    span = draw(spans)
    return SessionRow(
        key=n + 1,
        code=f"S{n}",
        title_en=f"Session {n}",
        title_ms="",
        kind=draw(st.sampled_from(["plenary", "talk", "break"])),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        place=draw(st.sampled_from([HALL, ROOM, LAKE, None])),
        is_cancelled=draw(st.booleans()),
        shares_place=draw(st.booleans()),
        expected=draw(st.sampled_from([None, 50, 100, 400])),
        people=tuple(draw(parts)),
        turns=tuple(draw(st.lists(turns, max_size=3))),
        required=draw(st.frozensets(st.sampled_from([HEADS, MEDIA]))),
    )


def _meet(one: Span, other: Span) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


@settings(deadline=None)
@given(st.lists(spans, max_size=12))
def test_sweep_finds_the_pairs_of_the_double_loop(items: list[Span]):
    naive = {frozenset(map(id, pair)) for pair in combinations(items, 2) if _meet(*pair)}
    swept = [frozenset(map(id, pair)) for pair in pairs(items)]

    assert set(swept) == naive
    assert len(swept) == len(naive)


@settings(deadline=None)
@given(st.lists(spans, max_size=9), st.lists(spans, max_size=9))
def test_crossing_finds_the_pairs_of_the_double_loop(items: list[Span], others: list[Span]):
    naive = {(id(one), id(other)) for one in items for other in others if _meet(one, other)}
    swept = [(id(one), id(other)) for one, other in crossings(items, others)]

    assert set(swept) == naive
    assert len(swept) == len(naive)


@settings(max_examples=50, deadline=None)
@given(sessions())
def test_rules_find_the_pairs_of_the_double_loop(rows: list[SessionRow]):
    live = [row for row in rows if not row.is_cancelled]
    met = [(a, b) for a, b in combinations(live, 2) if a.starts_at < b.ends_at and b.starts_at < a.ends_at]
    taken = {
        frozenset((a.code, b.code))
        for a, b in met
        if a.place == b.place is not None and not a.shares_place and not b.shares_place
    }
    required = {frozenset((a.code, b.code)) for a, b in met if a.required & b.required}

    found = findings(draft(*rows))

    assert {frozenset(one.codes) for one in found if one.rule == "room_taken"} == taken
    assert {frozenset(one.codes) for one in found if one.rule == "required_twice"} == required
    assert len({one.key for one in found}) == len(found)
    assert not {code for one in found for code in one.codes} & {row.code for row in rows if row.is_cancelled}


def _times(row: SessionRow, person: int) -> list[tuple[dt.datetime, dt.datetime, bool]]:
    """(from, until, interprets) of one person in one session, from the words of the rule alone."""
    roles = {role for who, role in row.people if who == person}
    own = [turn for turn in row.turns if turn.person == person]
    found = [(row.starts_at, row.ends_at, False)] if roles - {"interpreter"} else []
    for turn in own:
        start = row.starts_at + dt.timedelta(minutes=turn.begins_after)
        found.append((start, start + dt.timedelta(minutes=turn.minutes), True))
    if roles == {"interpreter"} and not own:
        found.append((row.starts_at, row.ends_at, True))
    return found


@settings(max_examples=50, deadline=None)
@given(sessions())
def test_people_are_twice_at_once_where_the_double_loop_says_so(rows: list[SessionRow]):
    twice, booths = set(), set()
    for one, other in combinations([row for row in rows if not row.is_cancelled], 2):
        for person in (AMINAH, BUDI):
            for a, b in product(_times(one, person), _times(other, person)):
                if a[0] < b[1] and b[0] < a[1]:
                    (booths if a[2] and b[2] else twice).add((frozenset((one.code, other.code)), person))

    found = findings(draft(*rows))

    assert {(frozenset(f.codes), int(f.about)) for f in found if f.rule == "person_twice"} == twice
    of_booths = [f for f in found if f.rule == "interpreter_turn" and f.other_code]
    assert {(frozenset(f.codes), int(f.about.removeprefix("twice-"))) for f in of_booths} == booths


@settings(max_examples=25, deadline=None)
@given(sessions())
def test_unchanged_draft_adds_nothing_and_a_move_there_and_back_neither(rows: list[SessionRow]):
    before = draft(*rows)
    assert new_findings(before, before) == ()
    for row in rows[:1]:
        away = before.moved(row.code, place=LAKE, starts_at=_moment(70), ends_at=_moment(80))
        back = away.moved(row.code, place=row.place, starts_at=row.starts_at, ends_at=row.ends_at)
        assert findings(back) == findings(before)
