"""Ways around the rules that were tried and are shut: each test takes the side of whoever would like one open."""

import pytest

from ascn8.lib.errors import Refused
from delegates.accreditation import decline
from delegates.delegations import endorsing
from delegates.delegations.nominating import nominate
from delegates.delegations.registering_for import register_for
from delegates.models import DelegationPlaces, Nomination, Registration, StageRule
from delegates.models.registration import Standing
from delegates.registration import begin, correct, save_step, take_up_again, withdraw
from delegates.steps import Step
from delegates.transitions import RULES, Move, pass_by_itself, why_not_move
from tests import factories as make
from tests.delegates.drafts import AUGUST

pytestmark = pytest.mark.django_db


def test_a_focal_point_who_knows_an_address_opens_nobodys_withdrawn_registration():
    make.make_meeting()
    focal = make.make_user()
    mine = make.make_delegation(focal_points=(focal,))
    stranger = make.make_registration(state="withdrawn", delegation=make.make_delegation(), phone="+60123456789")
    place = nominate(mine, category=make.make_category(), email=stranger.user.email, actor=focal, at=AUGUST)

    with pytest.raises(Refused) as refused:
        register_for(place, actor=focal, at=AUGUST)

    stranger.refresh_from_db()
    assert refused.value.code == "has_registration"
    assert (stranger.state, stranger.delegation == mine) == ("withdrawn", False)
    assert not Registration.objects.visible_to(focal).exists()


def test_nobody_accompanies_a_person_whose_registration_is_over():
    make.make_meeting()
    staff, principal = make.make_staff(), make.make_registration(state="submitted")
    companion = make.make_registration(principal.user, state="submitted", principal=principal)
    decline(principal, reason="All places are taken.", actor=staff, at=AUGUST)
    companion.refresh_from_db()
    assert companion.state == "declined"

    for move in (Move.RETURN, Move.SUBMIT, Move.APPROVE, Move.CLEAR):
        Registration.objects.filter(pk=companion.pk).update(state=min(RULES[move].taken_from))
        refused = why_not_move(Registration.objects.get(pk=companion.pk), move=move)
        assert getattr(refused, "code", "") == "principal_over", move


def test_a_head_who_withdrew_does_not_come_back_as_head_of_any_delegation():
    make.make_meeting()
    row = make.make_registration(delegation=make.make_delegation(), standing="head")
    withdraw(row, actor=row.user, at=AUGUST)

    again = begin(row.user, at=AUGUST)

    assert (again.state, again.standing) == ("draft", "member")


def test_a_head_who_goes_to_another_delegation_is_a_member_there():
    make.make_meeting()
    home, other = make.make_delegation(), make.make_delegation()
    row = make.make_registration(state="returned", delegation=home, standing="head")
    mended = make.make_registration(delegation=other, standing="head")

    row = save_step(row, step=Step.WORK, data={"delegation": other}, at=AUGUST)
    mended = correct(mended, data={"delegation": home}, actor=make.make_staff(), at=AUGUST)

    assert (row.delegation, row.standing) == (other, "member")
    assert (mended.delegation, mended.standing) == (home, "member")


def test_who_was_declined_as_head_does_not_take_the_place_from_whoever_was_named_since():
    make.make_meeting()
    focal = make.make_user()
    delegation = make.make_delegation(focal_points=(focal,))
    row = make.make_registration(state="declined", delegation=delegation, standing="head")
    nominate(delegation, category=make.make_category(), standing=Standing.HEAD, name="Rekaan", actor=focal, at=AUGUST)

    assert take_up_again(row, actor=row.user, at=AUGUST).standing == "member"


def test_a_nomination_by_one_delegation_endorses_nobody_for_another():
    make.make_meeting()
    StageRule.objects.update_or_create(stage="endorsed", defaults={"skip": StageRule.Skip.EITHER})
    category = make.make_category("endorsed-first", stages=["endorsed", "approved"])
    focal, other = make.make_user(), make.make_user()
    theirs, mine = make.make_delegation(focal_points=(other,)), make.make_delegation(focal_points=(focal,))
    DelegationPlaces.objects.create(delegation=mine, category=category, places=0)
    row = make.make_registration(state="submitted", delegation=mine, category=category)
    place = nominate(theirs, category=category, actor=other, at=AUGUST)
    Nomination.objects.filter(pk=place.pk).update(registration=row, state="accepted")

    assert pass_by_itself(Registration.objects.get(pk=row.pk), at=AUGUST) == []

    place = endorsing.endorse(row, actor=focal, at=AUGUST)
    row.refresh_from_db()
    assert (row.state, place.state, place.delegation) == ("submitted", "requested", mine)
