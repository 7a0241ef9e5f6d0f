"""People who registered alone: endorsed, refused, or waiting for a place."""

import pytest

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import approve, decline
from delegates.delegations import endorsing, granting
from delegates.models import Nomination, Transition
from tests.delegates.delegations.shared import NOW, delegation, endorsed, focal, nominated
from tests.delegates.drafts import make_submitted
from tests.factories import make_category, make_meeting, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _meeting():
    make_meeting()


def alone(row, user=None, **fields):
    """Somebody who registered alone for the delegation."""
    return make_submitted(user, delegation=row, **{"category": endorsed(), **fields})


def test_endorsing_takes_a_place_and_goes_on_to_the_secretariat():
    row = delegation(places=1)
    person = alone(row)

    place = endorsing.endorse(person, actor=focal(), at=NOW)
    endorsing.endorse(person, actor=focal(), at=NOW)

    person.refresh_from_db()
    assert (person.state, place.state, place.registration) == ("endorsed", "accepted", person)
    assert nominated(row).state == "requested"
    assert Transition.objects.filter(to_state="endorsed").count() == 1
    assert Message.objects.filter(kind="registration_passed").count() == 1


def test_over_the_places_the_endorsement_becomes_a_request_and_goes_on_after_the_grant():
    row = delegation(places=0)
    person = alone(row)

    place = endorsing.endorse(person, actor=focal(), at=NOW)
    person.refresh_from_db()
    assert (place.state, person.state) == ("requested", "submitted")

    granting.grant(place, actor=make_staff("Registration"), at=NOW)
    endorsing.endorse(person, actor=focal(), at=NOW)

    person.refresh_from_db()
    assert person.state == "endorsed"
    assert Nomination.objects.get().state == "accepted"


def test_refusing_needs_a_reason_and_the_person_reads_it():
    person = alone(delegation())

    with pytest.raises(Refused) as refused:
        endorsing.refuse(person, reason="", actor=focal(), at=NOW)
    assert refused.value.code == "reason_missing"
    endorsing.refuse(person, reason="You are not one of our members.", actor=focal(), at=NOW)

    person.refresh_from_db()
    assert person.state == "declined"
    assert "not one of our members" in Message.objects.get(kind="registration_declined").text


def test_nobody_endorses_the_own_registration_and_no_stranger_any():
    row = delegation()
    own, other = alone(row, focal()), alone(row)

    for person, actor, code in ((own, focal(), "own_registration"), (other, make_user(), "not_focal_point")):
        with pytest.raises(Refused) as refused:
            endorsing.endorse(person, actor=actor, at=NOW)
        assert refused.value.code == code


def test_categories_without_the_stage_need_no_endorsement():
    person = alone(delegation(), category=make_category("media"))

    with pytest.raises(Refused) as refused:
        endorsing.endorse(person, actor=focal(), at=NOW)

    assert refused.value.code == "no_such_stage"


def test_what_the_secretariat_declines_frees_the_place():
    row, staff = delegation(places=1), make_staff("Registration")
    person = alone(row)
    place = endorsing.endorse(person, actor=focal(), at=NOW)
    approve(person, actor=staff, at=NOW)

    decline(person, reason="No visa", actor=staff, at=NOW)

    place.refresh_from_db()
    assert place.state == "declined"
    assert nominated(row).state == "named"
