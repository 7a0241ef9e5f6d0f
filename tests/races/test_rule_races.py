"""Two members of staff who fill in forms at the same moment: what the rules block is not done by halves."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from sessions.admin import checking
from sessions.board.rules.checking import findings_summary
from sessions.models import Session
from tests import factories as make
from tests.races.test_decision_races import at_once


@pytest.fixture
def posts(transactional_db) -> list[Callable[[], int]]:
    """Two posts that give one person to two sessions at the same time of day."""
    make.make_meeting()
    person = make.make_speaker()
    return [_post(person.pk, title) for title in ("Report", "Clinic")]


def _post(person: int, title: str) -> Callable[[], int]:
    client = Client()
    client.force_login(make.make_staff("Programme"))
    values = {
        "kind": "talk", "title_en": title, "is_open": "on",
        "starts_at_0": "2025-09-09", "starts_at_1": "10:00", "ends_at_0": "2025-09-09", "ends_at_1": "11:00",
        "appearances-TOTAL_FORMS": 1, "appearances-INITIAL_FORMS": 0,
        "appearances-0-speaker": person, "appearances-0-role": "speaker", "appearances-0-position": 0,
        "interpretations-TOTAL_FORMS": 0, "interpretations-INITIAL_FORMS": 0,
    }  # fmt: skip
    return lambda: client.post("/admin/agenda/session/add/", values).status_code


@pytest.mark.locks
def test_of_two_who_take_one_speaker_one_is_refused(posts):
    results = at_once(*posts)

    assert sorted(results) == [200, 302], results
    assert Session.objects.count() == 1


def test_without_holding_the_draft_the_speaker_is_taken_twice(posts, monkeypatch):
    """The negative control: on PostgreSQL, because SQLite lets one transaction write at a time whatever we do."""
    assert connection.vendor == "postgresql"
    both, load = threading.Barrier(2, timeout=20), checking.load_draft

    def load_when_both_look():
        draft = load()
        if not draft.sessions:
            both.wait()
        return draft

    monkeypatch.setattr(checking, "hold_the_draft", lambda: None)
    monkeypatch.setattr(checking, "load_draft", load_when_both_look)

    results = at_once(*posts)

    assert sorted(results) == [302, 302], results
    assert findings_summary().blocks == 1
