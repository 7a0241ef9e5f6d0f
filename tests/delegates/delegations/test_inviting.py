"""Invitations: one secret, one address, one answer; and registering for somebody."""

import re

import pytest
from allauth.account.models import EmailAddress

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.delegations import inviting, registering_for
from delegates.models import Nomination, Registration, User
from delegates.registration import save_step, withdraw
from delegates.steps import Step
from tests.delegates.delegations.shared import DAY, NOW, delegation, endorsed, focal, nominated
from tests.delegates.drafts import make_draft, make_submitted, make_texts
from tests.factories import make_category, make_meeting, make_registration, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _meeting():
    make_meeting()


def invited(**fields) -> Nomination:
    row = nominated(fields.pop("row", None) or delegation(), email="sok@example.org", name="Sok Contoh", **fields)
    return inviting.invite(row, actor=focal(), at=NOW)


def token_in(message: Message) -> str:
    return re.search(r"/invitation/([\w-]+)/", message.text)[1]


def test_the_secret_leaves_by_the_mail_only():
    row = invited()

    message = Message.objects.get(kind="delegation_invitation")
    token = token_in(message)
    assert message.to == "sok@example.org"
    assert message.is_secret
    assert token not in message.key
    assert len(row.token_hash) == 64
    assert row.token_hash != token
    assert inviting.find(token) == row
    assert inviting.find(row.token_hash) is None


def test_invite_pressed_twice_is_one_mail():
    row = invited()
    inviting.invite(row, actor=focal(), at=NOW)

    assert Message.objects.filter(kind="delegation_invitation").count() == 1


def test_no_invitation_without_an_address_or_before_the_place_is_granted():
    row = delegation(places=1)
    for nomination, code in ((nominated(row), "no_address"), (nominated(row, email="a@example.org"), "not_granted")):
        with pytest.raises(Refused) as refused:
            inviting.invite(nomination, actor=focal(), at=NOW)
        assert refused.value.code == code


def test_accepting_makes_a_draft_with_delegation_category_and_standing_once():
    row, user = invited(standing="head"), make_user("sok@example.org")

    first = inviting.accept(row, user=user, at=NOW)
    again = inviting.accept(row, user=user, at=NOW)

    assert first == again == Registration.objects.get()
    assert (first.state, first.standing, first.delegation, first.category) == (
        "draft",
        "head",
        row.delegation,
        row.category,
    )
    row.refresh_from_db()
    assert (row.state, row.registration) == ("accepted", first)
    assert Message.objects.filter(kind="delegation_answer").count() == 1


def test_accepting_takes_the_draft_there_is_and_keeps_what_was_typed():
    draft = make_draft(make_user("sok@example.org"), category=make_category("observer"))

    joined = inviting.accept(invited(), user=draft.user, at=NOW)

    assert joined.pk == draft.pk
    assert (joined.category.slug, joined.given_name) == ("delegate", "Sophea")


def test_somebody_who_is_processed_as_something_else_is_told_to_ask():
    row = make_submitted(make_user("sok@example.org"), category=make_category("observer"))

    with pytest.raises(Refused) as refused:
        inviting.accept(invited(), user=row.user, at=NOW)

    assert refused.value.code == "registered_otherwise"


@pytest.mark.parametrize("verified", [True, False])
def test_the_address_is_locked(verified: bool):
    row, user = invited(), make_user("other@example.org")
    EmailAddress.objects.create(user=user, email="sok@example.org", verified=verified)

    if verified:
        assert inviting.accept(row, user=user, at=NOW).user == user
        return
    with pytest.raises(Refused, match=r"sok@example\.org") as refused:
        inviting.accept(row, user=user, at=NOW)
    assert refused.value.code == "other_address"


def test_declining_needs_no_account_frees_the_place_and_ends_the_link():
    row = invited(row=delegation(places=1))

    inviting.decline(row, at=NOW)
    inviting.decline(row, at=NOW)

    row.refresh_from_db()
    assert row.state == "declined"
    assert Message.objects.filter(kind="delegation_answer").count() == 1
    with pytest.raises(Refused) as refused:
        inviting.accept(row, user=make_user("sok@example.org"), at=NOW)
    assert refused.value.code == "answered"
    assert nominated(row.delegation).state == "named"


def test_who_does_not_answer_is_reminded_once_with_a_new_link():
    row = invited()
    old = token_in(Message.objects.get(kind="delegation_invitation"))

    assert inviting.remind_invited(at=NOW + 4 * DAY) == 0
    assert inviting.remind_invited(at=NOW + 5 * DAY) == 1
    assert inviting.remind_invited(at=NOW + 9 * DAY) == 0

    latest = Message.objects.filter(kind="delegation_invitation").order_by("pk").last()
    assert inviting.find(old) is None
    assert inviting.find(token_in(latest)) == row
    assert "Reminder" in latest.subject


def test_the_button_reminds_at_most_once_a_day():
    row = invited()

    with pytest.raises(Refused) as refused:
        inviting.remind(row, actor=focal(), at=NOW)
    assert refused.value.code == "too_soon"
    assert inviting.remind(row, actor=focal(), at=NOW + DAY).reminded_at


def test_a_withdrawn_registration_gives_its_place_back():
    row = invited(row=delegation(places=1))
    person = inviting.accept(row, user=make_user("sok@example.org"), at=NOW)

    withdraw(person, actor=person.user, at=NOW)

    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert nominated(row.delegation).state == "named"


# --- Registering for somebody ------------------------------------------------------------------------------------


def test_registering_for_somebody_makes_an_account_without_a_password_and_tells_the_person():
    row = nominated(delegation(), email="new@example.org", name="Sok Contoh")

    person = registering_for.register_for(row, actor=focal(), at=NOW)
    again = registering_for.register_for(row, actor=focal(), at=NOW)

    user = User.objects.get(email="new@example.org")
    assert person == again
    assert person.user == user
    assert not user.has_usable_password()
    assert not EmailAddress.objects.get(user=user).verified
    assert Message.objects.get(kind="registered_for_you").to == "new@example.org"


def test_an_address_with_a_registration_is_refused_in_words():
    make_registration(make_user("sok@example.org"))
    row = nominated(delegation(), email="sok@example.org")

    with pytest.raises(Refused, match="already") as refused:
        registering_for.register_for(row, actor=focal(), at=NOW)

    assert refused.value.code == "has_registration"


def test_the_focal_point_fills_in_until_the_person_takes_over():
    texts, row = make_texts(), nominated(delegation(), email="new@example.org")
    person = registering_for.register_for(row, actor=focal(), at=NOW)

    assert registering_for.why_not_fill(person, actor=focal(), at=NOW) is None
    assert registering_for.why_not_fill(person, actor=make_user(), at=NOW).code == "not_focal_point"
    save_step(person, step=Step.CONSENT, data={}, answers={texts["privacy"]: True}, at=NOW)
    assert registering_for.why_not_fill(person, actor=focal(), at=NOW).code == "taken_over"


def test_nobody_fills_in_what_somebody_began_alone():
    row = invited()
    person = inviting.accept(row, user=make_user("sok@example.org"), at=NOW)

    assert registering_for.why_not_fill(person, actor=focal(), at=NOW).code == "not_yours"


def test_an_invitation_that_is_out_ends_when_the_focal_point_registers():
    row = invited()
    registering_for.register_for(row, actor=focal(), at=NOW)

    row.refresh_from_db()
    assert (row.state, row.invited_at) == ("accepted", None)
    assert endorsed() == row.category
