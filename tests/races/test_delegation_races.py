"""Everybody of a delegation at once: the last places, the same link, two tabs. Each on an own connection."""

import threading
from functools import partial

import pytest

from ascn8.outbox.models import Message
from delegates.delegations import endorsing, granting, inviting, nominating, registering_for
from delegates.delegations.places import held
from delegates.models import DelegationPlaces, Nomination, Registration, User
from tests.delegates.delegations.shared import NOW, delegation, endorsed, focal, nominated
from tests.delegates.drafts import make_submitted
from tests.factories import make_meeting, make_staff, make_user
from tests.races.test_decision_races import at_once

pytestmark = pytest.mark.locks


@pytest.fixture(autouse=True)
def _meeting(transactional_db):
    make_meeting()


def test_twenty_at_once_for_the_last_three_places_hold_three_and_ask_for_seventeen():
    row, user, category = delegation(places=5), focal(), endorsed()
    nominated(row), nominated(row)

    results = at_once(*[partial(nominating.nominate, row, category=category, actor=user, at=NOW)] * 20)

    states = [result.state for result in results if isinstance(result, Nomination)]
    assert sorted(states) == ["named"] * 3 + ["requested"] * 17, results
    assert held(row, category) == 5


def test_without_the_lock_more_are_held_than_there_are(monkeypatch: pytest.MonkeyPatch):
    """The control: the test above sees what the lock of the delegation prevents."""
    row, user, category = delegation(places=3), focal(), endorsed()
    nominate_unlocked = partial(nominating.nominate.__wrapped__, row, category=category, actor=user, at=NOW)
    monkeypatch.setattr(nominating, "lock", lambda delegation: delegation)
    monkeypatch.setattr(nominating, "has_room", _slow(nominating.has_room))

    at_once(*[nominate_unlocked] * 8)

    assert held(row, category) > 3


def _slow(ask):
    """The answer to a question that all have asked before anybody acts on it."""
    everybody = threading.Barrier(8)

    def asked(*arguments):
        answer = ask(*arguments)
        everybody.wait(timeout=30)
        return answer

    return asked


def test_one_link_accepted_in_four_tabs_makes_one_registration():
    place = inviting.invite(nominated(delegation(), email="sok@example.org"), actor=focal(), at=NOW)
    user = make_user("sok@example.org")

    results = at_once(*[partial(inviting.accept, place, user=user, at=NOW)] * 4)

    assert all(isinstance(result, Registration) for result in results), results
    assert Registration.objects.count() == 1
    assert Message.objects.filter(kind="delegation_answer").count() == 1


def test_a_link_is_either_accepted_or_declined():
    place = inviting.invite(nominated(delegation(), email="sok@example.org"), actor=focal(), at=NOW)
    user = make_user("sok@example.org")

    at_once(partial(inviting.accept, place, user=user, at=NOW), partial(inviting.decline, place, at=NOW))

    place.refresh_from_db()
    assert (place.state, Registration.objects.filter(nomination=place).count()) in (("accepted", 1), ("declined", 0))


def test_invite_and_register_pressed_twice_are_one_mail_and_one_account():
    row = delegation()
    one, other = nominated(row, email="a@example.org"), nominated(row, email="b@example.org")

    at_once(*[partial(inviting.invite, one, actor=focal(), at=NOW)] * 4)
    at_once(*[partial(registering_for.register_for, other, actor=focal(), at=NOW)] * 4)

    assert Message.objects.filter(kind="delegation_invitation").count() == 1
    assert Message.objects.filter(kind="registered_for_you").count() == 1
    assert User.objects.filter(email="b@example.org").count() == Registration.objects.count() == 1


def test_two_who_registered_alone_get_the_one_place_that_is_left():
    row, user = delegation(places=1), focal()
    people = [make_submitted(delegation=row, category=endorsed()) for _n in range(3)]

    results = at_once(*[partial(endorsing.endorse, person, actor=user, at=NOW) for person in people])

    assert sorted(result.state for result in results) == ["accepted", "requested", "requested"]
    assert Registration.objects.filter(state="endorsed").count() == 1


def test_a_request_granted_twice_is_one_place():
    row = delegation(places=1)
    nominated(row)
    asked, staff = nominated(row), [make_staff("Registration") for _n in range(3)]

    at_once(*[partial(granting.grant, asked, actor=one, at=NOW) for one in staff])

    assert DelegationPlaces.objects.get(delegation=row).places == 2
    assert Message.objects.filter(kind="delegation_place").count() == 1


def test_replaced_and_withdrawn_at_once_never_holds_two_places():
    row = delegation(places=1)
    place, user = nominated(row), focal()

    at_once(
        partial(nominating.replace, place, name="Dara Contoh", email="", actor=user, at=NOW),
        partial(nominating.withdraw, place, actor=user, at=NOW),
        partial(nominating.nominate, row, category=endorsed(), actor=user, at=NOW),
    )

    assert held(row, endorsed()) <= 1
