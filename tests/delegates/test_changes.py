"""Changing something after the approval: what waits, what passes at once, and what a decision makes of it."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates import changes
from delegates.accreditation import approve, decline
from delegates.badges.issue import issue
from delegates.models import Badge, ChangeRequest, FreezeDate, Purpose, Registration, VaultItem
from delegates.steps import Step
from delegates.vault.keeping import facts_of, item_of, keep
from tests.delegates.drafts import AUGUST, make_submitted, picture
from tests.factories import make_category, make_delegation, make_meeting, make_registration, make_staff, make_user

LATER = AUGUST + dt.timedelta(days=1)
DOCUMENT = {
    "passport_name": "CHAN SOPHEA", "number": "N1234567", "issuing_country": "KH", "expires_on": "2030-01-01",
    "birth_date": "1980-02-03", "birth_place": "Battambang",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def approved(**fields) -> Registration:
    """Somebody approved, with a drawn badge."""
    row = approve(make_submitted(**fields), actor=make_staff(), at=AUGUST)
    issue(row.badges.get().pk)
    return Registration.objects.get(pk=row.pk)


def ask(row, step=Step.YOU, at=LATER, **data):
    fields = {
        "title": "",
        "given_name": "Sophea",
        "family_name": "Chan",
        "native_name": "",
        "badge_name": "Chan Sophea",
    }
    if step is Step.YOU:
        data = {**fields, "native_name": row.native_name, **data}
    return changes.ask(row, step=step, data=data, actor=row.user, at=at)


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.code


# --- Asking -----------------------------------------------------------------------------------------------------


def test_a_reviewed_field_waits_and_the_registration_keeps_the_old_one():
    row = approved()

    change = ask(row, badge_name="Sophea CHAN", title="Dr")

    row.refresh_from_db()
    assert (row.badge_name, row.title) == ("Chan Sophea", "")
    assert change.values == {
        "badge_name": {"old": "Chan Sophea", "new": "Sophea CHAN"},
        "title": {"old": "", "new": "Dr"},
    }
    assert Badge.objects.valid().get().state == "drawn"
    event = AuditEvent.objects.get(action="change.ask")
    assert event.detail == {"change": change.code, "fields": ["badge_name", "title"]}


def test_other_fields_of_the_same_step_are_saved_at_once_and_the_badge_is_drawn_anew():
    row, other = approved(), make_category("partner")

    change = changes.ask(
        row,
        step=Step.WORK,
        data={"category": other, "delegation": None, "organisation": "Another ministry", "position": "Director"},
        actor=row.user,
        at=LATER,
    )

    row.refresh_from_db()
    assert (row.organisation, row.position, row.category.slug) == ("Another ministry", "Director", "delegate")
    assert change.values == {"category": {"old": "delegate", "new": "partner"}}
    assert Badge.objects.valid().get().state == "ordered"


def test_a_second_edit_amends_the_one_open_change_and_going_back_ends_it():
    row = approved()
    first = ask(row, title="Dr")

    second = ask(row, title="Dr", family_name="Chann", at=LATER + dt.timedelta(hours=1))
    assert (second.pk, sorted(second.values)) == (first.pk, ["family_name", "title"])
    assert ask(row) is None

    assert ChangeRequest.objects.get().state == "withdrawn"


def test_what_is_saved_at_once_leaves_the_clock_of_the_open_change_alone():
    row = approved()
    ask(row, title="Dr")

    changes.ask(row, step=Step.CONTACT, data={"phone": "+60123456789"}, actor=row.user, at=LATER + dt.timedelta(days=2))

    row.refresh_from_db()
    assert row.phone == "+60123456789"
    assert ChangeRequest.objects.get().asked_at == LATER


@pytest.mark.parametrize("state", ["draft", "submitted", "endorsed", "returned", "declined", "withdrawn", "waiting"])
def test_only_who_is_accepted_asks_for_a_change(state):
    row = make_registration(state=state)

    assert refusal(ask, row, title="Dr") == "not_accepted"
    assert not ChangeRequest.objects.exists()


def test_a_frozen_group_is_refused_with_the_date():
    row = approved()
    FreezeDate.objects.create(group="name", freezes_at=LATER)

    assert refusal(ask, row, title="Dr") == "frozen"
    assert changes.ask(row, step=Step.CONTACT, data={"phone": "+60123456789"}, actor=row.user, at=LATER) is None


def test_a_bad_picture_is_refused_and_nothing_waits():
    row = approved()

    assert refusal(changes.ask_photo, row, upload=picture(80, 90), box=None, actor=row.user, at=LATER)
    assert not ChangeRequest.objects.exists()


# --- Taking back ------------------------------------------------------------------------------------------------


def test_take_back_ends_the_change_and_its_photograph(django_capture_on_commit_callbacks):
    row = approved()
    change = changes.ask_photo(row, upload=picture(), box=None, actor=row.user, at=LATER)
    kept = change.photo.name
    assert default_storage.exists(kept)

    with django_capture_on_commit_callbacks(execute=True):
        assert changes.take_back(row, actor=row.user, at=LATER) is True

    assert changes.take_back(row, actor=row.user, at=LATER) is False
    assert ChangeRequest.objects.get().state == "withdrawn"
    assert not default_storage.exists(kept)


def test_the_end_of_the_acceptance_ends_the_open_change():
    row = approved()
    ask(row, title="Dr")

    decline(row, reason="Replaced.", actor=make_staff(), at=LATER)

    assert ChangeRequest.objects.get().state == "withdrawn"


# --- Deciding ---------------------------------------------------------------------------------------------------


def test_accept_puts_the_new_values_in_place_draws_the_badge_and_tells_the_person():
    row, staff = approved(), make_staff()
    change = ask(row, badge_name="Sophea CHAN", title="Dr")
    token = Badge.objects.get().token

    changes.accept(change, actor=staff, at=LATER)

    row.refresh_from_db()
    change.refresh_from_db()
    assert (row.badge_name, row.full_name) == ("Sophea CHAN", "Dr Sophea Chan")
    assert "sophea chan" in row.search
    assert (change.state, change.decided_by, change.decided_at) == ("accepted", staff, LATER)
    badge = Badge.objects.get()
    assert (badge.state, badge.token) == ("ordered", token)
    assert Message.objects.filter(kind="change_accepted", recipient=row.user).count() == 1
    assert AuditEvent.objects.filter(action="change.accepted", actor=staff).count() == 1


def test_accept_changes_the_photograph_and_drops_the_old_one(django_capture_on_commit_callbacks):
    row, staff = approved(), make_staff()
    old = row.photo.name
    change = changes.ask_photo(row, upload=picture(900, 1200), box=None, actor=row.user, at=LATER)
    new = change.photo.name

    with django_capture_on_commit_callbacks(execute=True):
        changes.accept(change, actor=staff, at=LATER)

    row.refresh_from_db()
    assert row.photo.name == new
    assert default_storage.exists(new)
    assert not default_storage.exists(old)
    assert Badge.objects.get().state == "ordered"


def test_a_passport_waits_sealed_and_takes_the_place_of_the_old_one(client: Client):
    row = approved()
    keep(row, purpose=Purpose.PASSPORT, facts=DOCUMENT, actor=row.user, at=AUGUST)
    new = {**DOCUMENT, "number": "X7654321", "passport_name": "CHANN SOPHEA"}

    change = changes.ask_passport(row, travel={}, facts=new, scan=b"a scan", actor=row.user, at=LATER)

    assert "X7654321" not in change.sealed
    assert facts_of(item_of(row, Purpose.PASSPORT)) == DOCUMENT
    client.force_login(make_staff())
    page = client.get(f"/admin/delegates/changerequest/{change.code}/decide/").content.decode()
    assert "X76***21" in page
    assert "X7654321" not in page
    assert "CHANN" not in page

    changes.accept(change, actor=make_staff(), at=LATER)

    change.refresh_from_db()
    assert facts_of(VaultItem.objects.get()) == new
    assert (change.sealed, change.key_id) == ("", "")


def test_refuse_keeps_the_old_and_tells_the_reason():
    row = approved()
    change = ask(row, badge_name="The Chief")

    assert refusal(changes.refuse, change, reason=" ", actor=make_staff(), at=LATER) == "reason_missing"
    changes.refuse(change, reason="Your own name, please.", actor=make_staff(), at=LATER)

    row.refresh_from_db()
    assert row.badge_name == "Chan Sophea"
    assert "Your own name, please." in Message.objects.get(kind="change_refused").text
    assert Badge.objects.get().state == "drawn"


def test_a_decision_is_taken_once():
    row = approved()
    change = ask(row, title="Dr")
    changes.accept(change, actor=make_staff(), at=LATER)

    assert refusal(changes.refuse, change, reason="No", actor=make_staff(), at=LATER) == "already"
    assert refusal(changes.accept, change, actor=make_staff(), at=LATER) == "already"


@pytest.mark.parametrize("role", ["Programme", "Exhibition", "Protocol", "Door", "Security"])
def test_other_roles_do_not_decide_on_changes(role):
    change = ask(approved(), title="Dr")

    assert refusal(changes.accept, change, actor=make_staff(role), at=LATER) == "not_allowed"
    assert refusal(changes.refuse, change, reason="No", actor=make_staff(role), at=LATER) == "not_allowed"


def test_nobody_decides_on_the_own_change():
    chief = make_staff("superuser")
    row = make_registration(chief, title="")
    change = changes.ask(row, step=Step.YOU, data={"title": "Dr"}, actor=chief, at=LATER)

    assert refusal(changes.accept, change, actor=chief, at=LATER) == "own_registration"


def test_a_category_with_a_stage_that_is_not_passed_ends_the_badge_until_it_is():
    row = approved()
    media = make_category("media", stages=["approved", "cleared"])
    change = changes.ask(row, step=Step.WORK, data={"category": media}, actor=row.user, at=LATER)

    changes.accept(change, actor=make_staff(), at=LATER)

    row.refresh_from_db()
    assert (row.state, row.is_attending) == ("approved", False)
    assert not Badge.objects.valid().exists()
    assert list(Registration.objects.to_clear()) == [row]


def test_the_head_of_one_delegation_comes_into_another_as_a_member():
    one, other = make_delegation(), make_delegation()
    make_registration(delegation=other, standing="head")
    row = make_registration(delegation=one, standing="head")
    change = changes.ask(row, step=Step.WORK, data={"delegation": other}, actor=row.user, at=LATER)

    changes.accept(change, actor=make_staff(), at=LATER)

    row.refresh_from_db()
    assert (row.delegation, row.standing) == (other, "member")


def test_a_category_that_is_gone_can_only_be_refused():
    row, passing = approved(), make_category("passing")
    change = changes.ask(row, step=Step.WORK, data={"category": passing}, actor=row.user, at=LATER)
    passing.delete()

    assert refusal(changes.accept, change, actor=make_staff(), at=LATER) == "gone"
    changes.refuse(change, reason="It is gone.", actor=make_staff(), at=LATER)


# --- The badge meanwhile ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["accept", "refuse", "take_back"])
def test_where_the_rule_says_so_nobody_has_a_badge_while_a_change_waits(end):
    make_meeting(badge_during_review=False)
    row = approved()
    old = Badge.objects.get().token

    change = ask(row, badge_name="Sophea CHAN")

    assert not Badge.objects.valid().exists()
    # Nor does something that is saved at once bring it back.
    changes.ask(row, step=Step.WORK, data={"organisation": "Another one"}, actor=row.user, at=LATER)
    assert not Badge.objects.valid().exists()

    if end == "accept":
        changes.accept(change, actor=make_staff(), at=LATER)
    elif end == "refuse":
        changes.refuse(change, reason="No", actor=make_staff(), at=LATER)
    else:
        changes.take_back(row, actor=row.user, at=LATER)
    assert Badge.objects.valid().get().token != old


# --- By the pages -----------------------------------------------------------------------------------------------


def test_the_person_asks_sees_it_waiting_and_takes_it_back(client: Client):
    row = approved()
    client.force_login(row.user)
    sent = {"given_name": "Sophea", "family_name": "Chan", "native_name": row.native_name, "badge_name": "Sophea CHAN"}

    answer = client.post("/me/change/you/", sent, follow=True)

    page = answer.content.decode()
    assert "Your change waits for the secretariat" in page
    assert "Sophea CHAN" in page
    assert 'value="Sophea CHAN"' in client.get("/me/change/you/").content.decode()
    client.post("/me/change/withdraw/")
    assert "waits for the secretariat" not in client.get("/me/").content.decode()


def test_a_new_photograph_is_shown_beside_the_old_one_to_staff_only(client: Client):
    row = approved()
    client.force_login(row.user)

    client.post("/me/change/photo/", {"photo": picture(900, 1200)})

    change = ChangeRequest.objects.get()
    assert client.get("/me/change/photo.jpg").headers["Content-Type"] == "image/jpeg"
    client.force_login(make_user())
    assert client.get("/me/change/photo.jpg").status_code == 404
    client.force_login(make_staff())
    page = client.get(f"/admin/delegates/changerequest/{change.code}/decide/").content.decode()
    assert f"/photos/{row.code}/" in page
    assert client.get(f"/admin/delegates/changerequest/{change.code}/photo/").status_code == 200
    answer = client.post(f"/admin/delegates/changerequest/{change.code}/decide/", {"decision": "accept"})
    assert answer.headers["Location"] == "/admin/delegates/changerequest/"
    change.refresh_from_db()
    assert change.state == "accepted"


def test_needs_are_kept_at_once_and_only_with_an_agreement(client: Client):
    row = approved()
    client.force_login(row.user)

    refused = client.post("/me/change/needs/", {"diet": "vegan"})
    assert "Tick this so that we may keep your needs" in refused.content.decode()
    client.post("/me/change/needs/", {"diet": "vegan", "agreed": "on"})

    row.refresh_from_db()
    assert row.diet == "vegan"
    assert row.consents.filter(text__purpose="sensitive", given=True).count() == 1
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("step", ["consent", "nonsense", "passport"])
def test_steps_that_nobody_changes_here_are_not_there(client: Client, step):
    row = approved(category=make_category("guest", passport="no"))
    client.force_login(row.user)

    assert client.get(f"/me/change/{step}/").status_code in (302, 404)
