"""Ways around the rules that were tried and are shut: each test takes the side of whoever would like one open."""

import pytest

from ascn8.lib.errors import Refused
from delegates.accreditation import decline
from delegates.delegations.nominating import nominate
from delegates.delegations.registering_for import register_for
from delegates.models import Registration
from delegates.transitions import RULES, Move, why_not_move
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
