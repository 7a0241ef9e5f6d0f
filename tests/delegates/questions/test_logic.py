"""Which questions are shown: chains, rings, missing parents; and always exactly the visible answers are kept."""

from hypothesis import given
from hypothesis import strategies as st

from delegates.questions.logic import Condition, comparable, has_cycle, shown

A = Condition("a")
B = Condition("b", "a", frozenset({"yes"}))
C = Condition("c", "b", frozenset({"coach", "car"}))


def test_a_question_without_condition_is_always_shown():
    assert shown([A], {}) == {"a"}


def test_a_chain_is_shown_as_far_as_its_answers_reach():
    assert shown([A, B, C], {"a": True}) == {"a", "b"}
    assert shown([A, B, C], {"a": True, "b": "car"}) == {"a", "b", "c"}


def test_a_hidden_parent_hides_its_children_whatever_they_were_answered():
    assert shown([A, B, C], {"a": False, "b": "car"}) == {"a"}


def test_the_order_in_which_questions_stand_does_not_matter():
    assert shown([C, B, A], {"a": True, "b": "car"}) == {"a", "b", "c"}


def test_a_parent_that_is_not_asked_hides_its_child():
    assert shown([C], {"b": "car"}) == set()


def test_any_of_several_choices_is_enough():
    chosen = Condition("d", "m", frozenset({"x", "y"}))

    assert shown([Condition("m"), chosen], {"m": ["z", "y"]}) == {"m", "d"}
    assert shown([Condition("m"), chosen], {"m": ["z"]}) == {"m"}


def test_a_ring_is_seen_and_shows_nothing():
    ring = [Condition("a", "b", frozenset({"yes"})), Condition("b", "a", frozenset({"yes"}))]

    assert has_cycle(ring)
    assert not has_cycle([A, B, C])
    assert shown(ring, {"a": True, "b": True}) == set()


def test_answers_are_compared_as_people_chose_them():
    assert comparable(True) == {"yes"}
    assert comparable(False) == {"no"}
    assert comparable(None) == comparable("") == set()
    assert comparable(["a", "b"]) == {"a", "b"}


@given(
    parents=st.lists(st.integers(min_value=-1, max_value=7), min_size=1, max_size=8),
    answers=st.dictionaries(st.integers(0, 7), st.sampled_from(["x", "y"]), max_size=8),
)
def test_whatever_is_shown_has_its_parent_shown_with_a_wanted_answer(parents, answers):
    conditions = [
        Condition(f"q{n}", f"q{parent}" if parent >= 0 else "", frozenset({"x"})) for n, parent in enumerate(parents)
    ]
    kept = {f"q{n}": value for n, value in answers.items()}

    visible = shown(conditions, kept)

    for condition in conditions:
        by_rule = not condition.parent or (condition.parent in visible and kept.get(condition.parent) == "x")
        if condition.slug in visible:
            assert by_rule
        elif not has_cycle(conditions):
            assert not by_rule
