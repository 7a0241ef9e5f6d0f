"""The draft as the rules read it."""

import pytest

from sessions.board.draft import load_draft
from sessions.board.rules.checking import findings_summary
from tests.factories import make_session, make_speaker

pytestmark = pytest.mark.django_db


def test_who_declined_is_in_nobodys_way():
    one, two = make_session(kind="talk"), make_session(kind="talk")
    person = make_speaker(session=one)
    appearance = two.appearances.create(speaker=person, role="chair")
    assert findings_summary().blocks == 1

    appearance.answer = "declined"
    appearance.save()

    assert load_draft().sessions[two.code].people == ()
    assert findings_summary().total == 0
