"""Two members of staff who press "invite" for one speaker at the same moment, and two who link one registration."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from ascn8.outbox.models import Message
from sessions.models import Speaker, SpeakerInvitation
from sessions.speaking import inviting
from sessions.speaking.linking import link
from tests import factories as make
from tests.races.test_decision_races import at_once

NOW = make.local(3, 9)


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make.make_meeting()


def asked() -> tuple[Speaker, Any, Any]:
    speaker = make.make_speaker(session=make.make_session(), email="aminah@example.org")
    return speaker, make.make_staff("Programme"), make.make_staff("Programme")


@pytest.mark.locks
def test_two_who_invite_one_speaker_at_once_send_one_letter():
    speaker, first, second = asked()

    results = at_once(*[lambda who=who: inviting.invite(speaker, actor=who, at=NOW) for who in (first, second)])

    assert results[0] == results[1] == SpeakerInvitation.objects.get()
    assert Message.objects.filter(kind="speaker_invitation").count() == 1


def test_without_the_lock_two_letters_go_out(monkeypatch):
    """The negative control: on PostgreSQL, because SQLite lets one transaction write at a time whatever we do."""
    assert connection.vendor == "postgresql"
    speaker, first, second = asked()
    both, look = threading.Barrier(2, timeout=20), inviting.live_invitation

    def looked(row: Speaker) -> Any:
        found = look(row)
        both.wait()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    monkeypatch.setattr(inviting, "live_invitation", looked)

    at_once(*[lambda who=who: inviting.invite(speaker, actor=who, at=NOW) for who in (first, second)])

    assert Message.objects.filter(kind="speaker_invitation").count() == 2


@pytest.mark.locks
def test_one_registration_is_linked_to_one_speaker_whoever_is_faster():
    registration, (one, staff, _second) = make.make_registration(), asked()
    other = make.make_speaker()

    results = at_once(
        *[
            lambda who=who: link(who, registration=registration, follows=True, actor=staff, at=NOW)
            for who in (one, other)
        ]
    )

    assert sorted(result if isinstance(result, str) else "linked" for result in results) == [
        "linked",
        "linked_elsewhere",
    ]
    assert Speaker.objects.get(registration=registration).follows_registration
