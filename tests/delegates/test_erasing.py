"""Erasing: what goes is gone everywhere, what stays has its rule, seats are free at once, and the person is told."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.lib.errors import Refused
from ascn8.outbox.delivery import deliver
from ascn8.outbox.models import Message
from ascn8.outbox.queueing import enqueue
from delegates.badges.issue import issue
from delegates.badges.orders import order_badge
from delegates.consents import add_answers
from delegates.erasing.asking import ask, refuse, take_back, why_not_ask
from delegates.erasing.doing import delete_account, erase, kept
from delegates.models import (
    Badge,
    ChangeRequest,
    Consent,
    ErasureRequest,
    Letter,
    Nomination,
    Registration,
    Transition,
    Travel,
    User,
    VaultItem,
)
from sessions.models import Seating, Signup
from sessions.signups import sign_up
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_texts
from tests.project.test_access import jpeg, make_letter

pytestmark = pytest.mark.django_db

# Every one of these stands somewhere in the person's rows; none may stand anywhere afterwards.
CANARIES = ("Canaryname", "Canaryorg", "canary@example.org", "Canaryhotel", "Canaryreason", "Z9988776X", "Canarynote")


@pytest.fixture
def person(db) -> Registration:
    """Somebody with something in every corner."""
    make.make_meeting()
    user = make.make_user("canary@example.org")
    row = make.make_registration(
        user, given_name="Canaryname", organisation="Canaryorg", access_needs="Canarynote", phone="+60123456789"
    )
    row.photo.save("face.jpg", jpeg())
    row.photo_print.save("print.jpg", jpeg())
    add_answers(row, answers=dict.fromkeys(make_texts().values(), True), language="en", at=AUGUST)
    make.make_passport(row, scan=b"scan")
    Travel.objects.create(registration=row, hotel="Canaryhotel", changed_at=AUGUST)
    Transition.objects.create(
        registration=row, from_state="draft", to_state="submitted", at=AUGUST, actor=user, reason="Canaryreason"
    )
    ChangeRequest.objects.create(
        registration=row, values={"given_name": {"old": "Canaryname", "new": "X"}}, asked_at=AUGUST, asked_by=user
    )
    Nomination.objects.create(
        delegation=make.make_delegation(), category=row.category, name="Canaryname", email=user.email, created_at=AUGUST
    )
    make_letter(row)
    Letter.objects.update(name="Canaryname")
    LogEntry.objects.create(
        user=make.make_staff(),
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=str(row.pk),
        object_repr=str(row),
        action_flag=CHANGE,
    )
    order_badge(row, at=AUGUST)
    issue(Badge.objects.get(registration=row).pk)
    Job.objects.create(kind="none", title="Canaryname", owner=user, created_at=AUGUST)
    row.refresh_from_db()
    return row


@pytest.fixture
def staff(db) -> User:
    return make.make_staff("Registration")


def asked(person: Registration) -> ErasureRequest:
    return ask(person, reason="Canaryreason", actor=person.user, at=AUGUST)


def everything_written() -> str:
    """Every value of every row of every table, as one text."""
    rows: list[str] = []
    for model in apps.get_models():
        if isinstance(model, type) and issubclass(model, models.Model) and not model._meta.proxy:
            rows += [str(values) for values in model._default_manager.values_list()]
    return "\n".join(rows)


def test_nothing_of_the_person_stands_in_any_table_or_file(person, staff, django_capture_on_commit_callbacks):
    before = everything_written()
    assert [word for word in CANARIES if word not in before and word != "Z9988776X"] == []
    files = [person.photo.name, person.photo_print.name, VaultItem.objects.get().file, Badge.objects.get().file.name]

    with django_capture_on_commit_callbacks(execute=True):
        erase(asked(person), actor=staff, at=AUGUST)
    for pk in Message.objects.filter(state="queued").values_list("pk", flat=True):
        deliver(pk)

    after = everything_written()
    assert [word for word in CANARIES if word in after] == []
    assert [name for name in files if default_storage.exists(name)] == []


def test_what_is_kept_is_written_down_and_told(person, staff):
    row = erase(asked(person), actor=staff, at=AUGUST)

    rules = {rule["rule"] for rule in row.kept}
    assert {"audit", "decisions", "consents", "numbers", "seats", "request"} <= rules
    mail = Message.objects.get(key=f"erasure:{row.code}:done")
    assert mail.to == "canary@example.org"
    assert all(rule["why"].split(".")[0][:40] in mail.text.replace("\n", " ") for rule in row.kept)
    assert Consent.objects.filter(registration=person).exists()
    assert AuditEvent.objects.get(action="registration.erase").actor == staff
    letter = Letter.objects.get()
    assert (letter.state, letter.number, letter.name) == ("void", "T/1", "Erased")


def test_the_confirmation_leaves_no_address_behind(person, staff):
    row = erase(asked(person), actor=staff, at=AUGUST)
    mail = Message.objects.get(key=f"erasure:{row.code}:done")
    deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.to, mail.text, mail.html) == ("sent", "forgotten@invalid", "", "")


def test_the_account_is_closed_and_every_session_ends(person, staff, client):
    client.login(email=person.user.email, password=make.PASSWORD)
    client.force_login(person.user)
    assert client.get("/me/").status_code == 200
    erase(asked(person), actor=staff, at=AUGUST)

    assert client.get("/me/").status_code == 302
    user = User.objects.get(pk=person.user_id)
    assert user.email == f"erased-{person.code.lower()}@invalid"
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not EmailAddress.objects.filter(user=user).exists()


def test_seats_go_to_those_who_wait_in_the_same_transaction(person, staff):
    seating, next_one = make.make_seating(capacity=1), make.make_registration()
    sign_up(seating=seating, registration=person, at=make.local(5, 9))
    waiting = sign_up(seating=seating, registration=next_one, at=make.local(5, 10))
    assert waiting.state == Signup.State.WAITING

    erase(asked(person), actor=staff, at=make.local(6, 9))

    waiting.refresh_from_db()
    assert waiting.state == Signup.State.CONFIRMED
    assert Seating.objects.get(pk=seating.pk).confirmed == 1
    assert Signup.objects.get(registration=person).state == Signup.State.WITHDRAWN


def test_a_failure_on_the_way_changes_nothing(person, staff, monkeypatch):
    request = asked(person)
    monkeypatch.setattr("delegates.erasing.doing.keepings", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erase(request, actor=staff, at=AUGUST)

    person.refresh_from_db()
    assert person.given_name == "Canaryname"
    assert User.objects.get(pk=person.user_id).email == "canary@example.org"
    assert VaultItem.objects.get().sealed


def test_twice_is_the_same_as_once(person, staff):
    request = asked(person)
    first = erase(request, actor=staff, at=AUGUST)
    again = erase(request, actor=staff, at=AUGUST + dt.timedelta(days=1))

    assert (again.decided_at, again.kept) == (first.decided_at, first.kept)
    assert Message.objects.filter(key__endswith=":done").count() == 1
    assert AuditEvent.objects.filter(action="registration.erase").count() == 1


def test_companions_go_with_the_person(person, staff):
    companion = make.make_registration(person.user, given_name="Pengiring", principal=person)
    erase(asked(person), actor=staff, at=AUGUST)

    companion.refresh_from_db()
    assert (companion.given_name, companion.state) == ("Erased", "withdrawn")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "declined", "withdrawn", "waiting"])
def test_it_works_from_every_state(db, staff, state):
    make.make_meeting()
    row = make.make_registration(state=state, given_name="Canaryname")
    erase(asked(row), actor=staff, at=AUGUST)

    row.refresh_from_db()
    assert row.given_name == "Erased"
    assert row.state == ("declined" if state == "declined" else "withdrawn")


def test_somebody_else_stays_untouched(person, staff):
    other = make.make_registration(given_name="Somebodyelse")
    make.make_passport(other, number="X1111111")
    erase(asked(person), actor=staff, at=AUGUST)

    other.refresh_from_db()
    assert other.given_name == "Somebodyelse"
    assert VaultItem.objects.get(registration=other).sealed
    assert other.user.email


# --- Asking and answering ---------------------------------------------------------------------------------------


def test_a_second_press_finds_the_first_request(person):
    assert asked(person) == asked(person)
    assert Message.objects.filter(kind="erasure_asked").count() == 1
    assert why_not_ask(person).code == "already"


def test_a_request_can_be_taken_back_and_made_again(person, staff):
    first = asked(person)
    take_back(first, actor=person.user, at=AUGUST)
    with pytest.raises(Refused):
        erase(first, actor=staff, at=AUGUST)

    assert asked(person) != first


def test_a_refusal_needs_an_answer_which_the_person_reads(person, staff):
    request = asked(person)
    with pytest.raises(Refused) as refused:
        refuse(request, answer=" ", actor=staff, at=AUGUST)
    assert refused.value.code == "answer_missing"

    refuse(request, answer="The visa office still needs your letter.", actor=staff, at=AUGUST)
    assert "The visa office still needs your letter" in Message.objects.get(kind="erasure_refused").text
    with pytest.raises(Refused):
        erase(request, actor=staff, at=AUGUST)


def test_nobody_erases_the_own_data_as_staff(db):
    make.make_meeting()
    boss = make.make_staff("superuser")
    row = make.make_registration(boss)
    request = ErasureRequest.objects.create(registration=row, asked_at=AUGUST)

    assert why_not_ask(row).code == "is_staff"
    with pytest.raises(Refused) as refused:
        erase(request, actor=boss, at=AUGUST)
    assert refused.value.code == "own_registration"


def test_an_account_of_the_panel_is_closed_first(person, staff):
    request = asked(person)
    User.objects.filter(pk=person.user_id).update(is_staff=True)
    with pytest.raises(Refused) as refused:
        erase(request, actor=staff, at=AUGUST)

    assert refused.value.code == "is_staff"


@pytest.mark.parametrize("role", ["Programme", "Protocol", "Security", "Door"])
def test_other_roles_erase_nobody(person, role):
    with pytest.raises(Refused) as refused:
        erase(asked(person), actor=make.make_staff(role), at=AUGUST)

    assert refused.value.code == "not_allowed"


def test_reasons_are_given_in_the_language_of_the_person():
    assert {rule["rule"] for rule in kept("ms")} == {rule["rule"] for rule in kept("en")}


# --- The person's page ------------------------------------------------------------------------------------------


def test_the_page_says_what_goes_and_what_stays_then_asks(person, client):
    client.force_login(person.user)
    page = client.get("/me/data/erasure/").content.decode()
    assert "The files of your badges" in page
    assert "It is the proof that we were allowed" in page

    client.post("/me/data/erasure/", {"reason": "Enough"})
    assert ErasureRequest.objects.get().reason == "Enough"
    assert "You asked for erasure" in client.get("/me/data/").content.decode()

    client.post("/me/data/erasure/", {"take_back": "1"})
    assert ErasureRequest.objects.get().state == "withdrawn"


# --- An account without a registration --------------------------------------------------------------------------


def test_an_account_without_registration_deletes_itself(db, client):
    make.make_meeting()
    user = make.make_user("canary@example.org", password="")
    user.set_unusable_password()
    user.save()
    enqueue(key="k", kind="x", template="account_deleted", context={}, user=user, at=AUGUST)
    client.force_login(user)
    delete_account(user, at=AUGUST)

    assert not User.objects.filter(pk=user.pk).exists()
    for pk in Message.objects.filter(state="queued").values_list("pk", flat=True):
        deliver(pk)
    assert "canary@example.org" not in everything_written()
    assert client.get("/me/").status_code == 302


def test_who_registered_asks_instead(person):
    with pytest.raises(Refused) as refused:
        delete_account(person.user, at=AUGUST)

    assert refused.value.code == "has_registration"


def test_a_focal_point_and_staff_do_not_vanish(db):
    make.make_meeting()
    focal = make.make_user()
    make.make_delegation(focal_points=(focal,))
    for user, code in ((focal, "focal"), (make.make_staff(), "is_staff")):
        with pytest.raises(Refused) as refused:
            delete_account(user, at=AUGUST)
        assert refused.value.code == code


def test_deleting_asks_for_a_proof_first(db, client):
    make.make_meeting()
    client.force_login(make.make_user())

    assert "Delete my account" in client.get("/me/data/").content.decode()
    assert client.post("/me/data/erasure/").url.startswith("/accounts/reauthenticate/")
    assert User.objects.count() == 1


def test_a_place_that_was_asked_for_is_granted_to_nobody_afterwards():
    make.make_meeting()
    row = make.make_registration(state="submitted", delegation=make.make_delegation())
    place = Nomination.objects.create(
        delegation=row.delegation, category=row.category, registration=row, state="requested", created_at=AUGUST
    )

    erase(ask(row, reason="", actor=row.user, at=AUGUST), actor=make.make_staff(), at=AUGUST)

    place.refresh_from_db()
    assert place.state == "withdrawn"
