"""Two members of staff on the board at the same moment: no edit is lost, no room is taken twice."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from sessions import editing
from sessions.board import placing
from sessions.board.actions import Done
from sessions.board.history import undo
from sessions.models import BoardAction, Session
from tests import factories as make
from tests.races.test_decision_races import at_once

NOW = make.local(3, 9)


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make.make_meeting()


def move(session: Session, hour: int, actor: Any, room: Any = None) -> Done:
    return placing.place(
        code=session.code,
        version=1,
        starts_at=make.local(10, hour),
        ends_at=make.local(10, hour + 1),
        place=room or session.place,
        actor=actor,
        at=NOW,
    )


def two() -> tuple[Any, Any]:
    return make.make_staff("Programme"), make.make_staff("Programme")


@pytest.mark.locks
def test_of_two_who_move_one_session_one_is_told_who_was_faster():
    session, (first, second) = make.make_session(), two()

    results = at_once(lambda: move(session, 9, first), lambda: move(session, 14, second))

    assert sorted(type(result).__name__ for result in results) == ["Done", "str"], results
    assert "outdated" in results
    session.refresh_from_db()
    assert session.version == 2
    assert BoardAction.objects.get().actor == session.changed_by
    assert session.starts_at == make.local(10, 9 if session.changed_by == first else 14)


@pytest.mark.locks
def test_of_two_who_take_one_room_one_is_refused_in_words():
    room, (first, second) = make.make_place(), two()
    one, other = make.make_session(), make.make_session()

    results = at_once(lambda: move(one, 9, first, room), lambda: move(other, 9, second, room))

    assert "room_taken" in results, results
    assert Session.objects.filter(place=room).count() == 1


@pytest.mark.locks
def test_two_presses_on_undo_take_back_two_actions_not_one_twice():
    staff, sessions = make.make_staff("Programme"), [make.make_session(), make.make_session()]
    for session in sessions:
        move(session, 9, staff)

    results = at_once(*[lambda: undo(actor=staff, at=NOW)] * 2)

    assert all(isinstance(result, Done) for result in results), results
    assert not BoardAction.objects.filter(undone_at=None).exists()
    assert not Session.objects.filter(starts_at__gte=make.local(10, 0)).exists()


def _unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look, then write: nobody holds the draft or a row, and both have looked before one writes."""
    both = threading.Barrier(2, timeout=20)
    held = placing.held

    def held_by_nobody(*args: Any) -> Session:
        session = held(*args)
        both.wait()
        return session

    monkeypatch.setattr(editing, "hold_the_draft", lambda: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    monkeypatch.setattr(placing, "held", held_by_nobody)


def test_without_the_lock_an_edit_is_lost(monkeypatch):
    """The negative control: on PostgreSQL, because SQLite lets one transaction write at a time whatever we do."""
    assert connection.vendor == "postgresql"
    session, (first, second) = make.make_session(), two()
    _unlocked(monkeypatch)

    results = at_once(lambda: move(session, 9, first), lambda: move(session, 14, second))

    assert all(isinstance(result, Done) for result in results), results
    session.refresh_from_db()
    assert (session.version, BoardAction.objects.count()) == (2, 2)


def test_without_the_lock_the_constraint_still_keeps_the_room(monkeypatch):
    room, (first, second) = make.make_place(), two()
    one, other = make.make_session(), make.make_session()
    _unlocked(monkeypatch)

    results = at_once(lambda: move(one, 9, first, room), lambda: move(other, 9, second, room))

    assert "room_taken" in results, results
    assert Session.objects.filter(place=room).count() == 1
