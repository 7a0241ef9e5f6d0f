"""Places: held, asked for, named, replaced, withdrawn; and who says no, when, in words."""

import pytest

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.delegations import granting, nominating
from delegates.delegations.places import tallies
from delegates.models import DelegationPlaces, Registration
from delegates.models.registration import Standing
from tests.delegates.delegations.shared import DAY, NOW, delegation, endorsed, focal, nominated
from tests.delegates.drafts import make_submitted
from tests.factories import make_meeting, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _meeting():
    make_meeting()


def counts(row) -> tuple[int | None, int, int]:
    tally = next(one for one in tallies(row) if one.category.slug == "delegate")
    return tally.places, tally.held, tally.requested


def test_places_are_held_with_and_without_a_name_and_the_next_one_is_a_request():
    row = delegation(places=2)

    first, second, third = (nominated(row, name=name) for name in ("Sok Contoh", "", "Dara Contoh"))

    assert [one.state for one in (first, second, third)] == ["named", "named", "requested"]
    assert counts(row) == (2, 2, 1)
    assert AuditEvent.objects.filter(action="delegation.nominate").count() == 3


def test_without_a_limit_nothing_becomes_a_request():
    row = delegation(places=None)

    assert {nominated(row).state for _n in range(4)} == {"named"}
    assert counts(row) == (None, 4, 0)


def test_people_whom_the_secretariat_approved_without_a_nomination_count_too():
    row = delegation(places=1)
    make_registration(delegation=row, category=endorsed(), state="approved")

    assert nominated(row).state == "requested"


@pytest.mark.parametrize("standing", [Standing.HEAD, Standing.ALTERNATE])
def test_a_second_head_or_alternate_is_refused_in_words(standing: Standing):
    row = delegation()
    nominated(row, name="Sok Contoh", standing=standing)

    with pytest.raises(Refused, match="Sok Contoh") as refused:
        nominated(row, standing=standing)

    assert refused.value.code == "standing_taken"


def test_a_head_by_registration_keeps_a_second_one_out_too():
    row = delegation()
    make_registration(delegation=row, category=endorsed(), standing="head")

    with pytest.raises(Refused) as refused:
        nominated(row, standing=Standing.HEAD)

    assert refused.value.code == "standing_taken"


def test_an_address_is_nominated_once_in_a_delegation():
    row = delegation()
    nominated(row, email="sok@example.org")

    with pytest.raises(Refused) as refused:
        nominated(row, email="SOK@example.org")

    assert refused.value.code == "address_taken"


@pytest.mark.parametrize(
    ("field", "moment", "code"),
    [("nominates_until", NOW, "nominations_over"), ("seals_at", NOW, "sealed"), ("seals_at", NOW + DAY, None)],
)
def test_deadlines_say_why_and_what_to_do(field: str, moment, code: str | None):
    row = delegation(**{field: moment})

    if code is None:
        nominated(row)
        return
    with pytest.raises(Refused, match=r"secretariat@ascn8\.example") as refused:
        nominated(row)

    assert refused.value.code == code


def test_the_secretariat_acts_after_the_seal_and_strangers_never():
    row = delegation(seals_at=NOW)

    assert nominated(row, actor=make_staff("Registration")).state == "named"
    with pytest.raises(Refused) as refused:
        nominated(row, actor=make_user())
    assert refused.value.code == "not_focal_point"


def test_replacing_gives_the_very_place_to_somebody_else_and_withdraws_the_registration():
    row = delegation(places=1)
    person = make_submitted(delegation=row, category=endorsed())
    old = nominated(row, name="Sok Contoh", standing=Standing.HEAD)
    type(old).objects.filter(pk=old.pk).update(registration=person, state="accepted")
    Registration.objects.filter(pk=person.pk).update(standing="head")
    old.refresh_from_db()

    new = nominating.replace(old, name="Dara Contoh", email="dara@example.org", actor=focal(), at=NOW)

    old.refresh_from_db()
    person.refresh_from_db()
    assert (old.state, person.state) == ("withdrawn", "withdrawn")
    assert (new.state, new.standing, new.name) == ("named", "head", "Dara Contoh")
    assert counts(row) == (1, 1, 0)


def test_after_the_last_nominations_somebody_can_still_be_replaced():
    row = delegation()
    old = nominated(row)
    type(row).objects.filter(pk=row.pk).update(nominates_until=NOW)

    assert nominating.replace(old, name="Dara Contoh", email="", actor=focal(), at=NOW + DAY).state == "named"


def test_withdrawing_frees_the_place_once():
    row = delegation(places=1)
    old = nominated(row)

    nominating.withdraw(old, actor=focal(), at=NOW)
    nominating.withdraw(old, actor=focal(), at=NOW)

    assert counts(row) == (1, 0, 0)
    assert AuditEvent.objects.filter(action="delegation.withdraw").count() == 1
    assert nominated(row).state == "named"


def test_granting_raises_the_places_and_tells_the_focal_point_once():
    row, staff = delegation(places=1), make_staff("Registration")
    nominated(row)
    asked = nominated(row, reason="Our minister brings an adviser.")

    granted = granting.grant(asked, answer="Welcome.", actor=staff, at=NOW)
    with pytest.raises(Refused) as refused:
        granting.grant(asked, actor=staff, at=NOW)

    assert granted.state == "named"
    assert DelegationPlaces.objects.get(delegation=row).places == 2
    assert refused.value.code == "already"
    mail = Message.objects.get(kind="delegation_place")
    assert mail.to == focal().email
    assert "Welcome." in mail.text


def test_granting_does_not_raise_the_places_where_one_became_free_meanwhile():
    row = delegation(places=1)
    first, asked = nominated(row), nominated(row)
    nominating.withdraw(first, actor=focal(), at=NOW)

    granting.grant(asked, actor=make_staff("Registration"), at=NOW)

    assert counts(row) == (1, 1, 0)


def test_refusing_a_place_needs_an_answer_and_the_duty():
    row, staff = delegation(places=0), make_staff("Registration")
    asked = nominated(row)

    for actor, answer, code in ((make_staff("Protocol"), "No", "not_allowed"), (staff, " ", "answer_missing")):
        with pytest.raises(Refused) as refused:
            granting.refuse(asked, answer=answer, actor=actor, at=NOW)
        assert refused.value.code == code
    assert granting.refuse(asked, answer="The hall is full.", actor=staff, at=NOW).state == "refused"
    assert "The hall is full." in Message.objects.get(kind="delegation_place").text
