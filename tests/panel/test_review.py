"""Deciding on one screen: what it shows, what a decision does, where it leads, and what happens when two decide."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ascn8.audit.models import AuditEvent
from ascn8.outbox.models import Message
from delegates.accreditation import approve
from delegates.badges.issue import issue
from delegates.badges.orders import order_badge
from delegates.models import Consent, Registration, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> User:
    make.make_meeting()
    user = make.make_staff("Registration")
    client.force_login(user)
    return user


def waiting(hours: int, **fields: object) -> Registration:
    """Somebody who has waited so many hours."""
    at = timezone.now() - dt.timedelta(hours=hours)
    return make.make_registration(state="submitted", submitted_at=at, **fields)


def review(row: Registration) -> str:
    return f"/admin/delegates/registration/{row.code}/review/"


def decide(client: Client, row: Registration, decision: str, **more: object):
    return client.post(review(row), {"decision": decision, "version": row.version, **more})


def test_screen_shows_the_person_and_what_was_agreed(client: Client, staff: User):
    row = waiting(5, native_name="សុខ ចាន់ដារា", given_name="Chandara", family_name="Sok", access_needs="Step-free")
    text = make.make_consent_text(version=3)
    Consent.objects.create(registration=row, text=text, given=True, language="ms", at=timezone.now())

    page = client.get(review(row)).content.decode()

    assert "សុខ ចាន់ដារា" in page
    assert "Chandara Sok" in page
    assert "Step-free" in page
    assert "version 3, read in Bahasa Malaysia" in page
    assert 'aria-label="Chandara Sok' in page  # the badge as it will print


def test_queue_is_walked_by_the_wait(client: Client, staff: User):
    oldest, middle, newest = waiting(9), waiting(5), waiting(1)

    context = client.get(review(middle)).context

    assert (context["before"], context["after"]) == (oldest.code, newest.code)
    assert (context["place"], context["queue_length"]) == (2, 3)


def test_approval_goes_on_to_the_next_and_tells_the_badge_room(client: Client, staff: User):
    _oldest, middle, newest = waiting(9), waiting(5), waiting(1)

    answer = decide(client, middle, "approve")

    assert answer.headers["Location"] == review(newest)
    middle.refresh_from_db()
    assert middle.state == "approved"
    assert middle.badges.valid().count() == 1
    assert AuditEvent.objects.filter(action="registration.approve", actor=staff).count() == 1


def test_last_of_the_queue_leads_to_the_first_and_then_to_the_list(client: Client, staff: User):
    first, last = waiting(9), waiting(1)

    assert decide(client, last, "approve").headers["Location"] == review(first)
    assert decide(client, first, "approve").headers["Location"] == "/admin/delegates/registration/"


@pytest.mark.parametrize(("decision", "state"), [("return", "returned"), ("decline", "declined")])
def test_reason_reaches_the_person_in_the_own_language(client: Client, staff: User, decision: str, state: str):
    row = waiting(5, user=make.make_user(language="ms"))

    decide(client, row, decision, reason="delegation", note="Sila tulis <b>nama</b> penuh.")

    row.refresh_from_db()
    assert row.state == state
    told = row.transitions.last().reason
    assert told.endswith("Sila tulis <b>nama</b> penuh.")
    assert Message.objects.filter(recipient=row.user).count() == 1


@pytest.mark.parametrize("decision", ["return", "decline"])
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": "", "note": "Typed with care"}, "Choose a reason: the person reads it."),
        ({"reason": "other", "note": "  "}, "Write the reason: the person reads it."),
        ({"reason": "made-up", "note": "Typed with care"}, "made-up"),
    ],
)
def test_no_reason_no_decision_and_nothing_typed_is_lost(
    client: Client, staff: User, decision: str, sent: dict[str, str], said: str
):
    row = waiting(5)

    answer = decide(client, row, decision, **sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert sent["note"].strip() in page
    row.refresh_from_db()
    assert row.state == "submitted"


def test_second_reviewer_is_told_who_decided_and_when(client: Client, staff: User):
    row = waiting(5)
    colleague = make.make_staff("Registration", email="colleague@example.org")
    approve(row, actor=colleague, at=make.local(3, 14, 5))

    answer = decide(client, row, "decline", reason="other", note="Too late to say this.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "colleague@example.org" in page
    assert "03.09.2025 14:05" in page
    assert "Too late to say this." in page
    row.refresh_from_db()
    assert row.state == "approved"


def test_change_by_the_person_meanwhile_is_not_decided_on(client: Client, staff: User):
    row = waiting(5)
    Registration.objects.filter(pk=row.pk).update(version=row.version + 1, organisation="Another one")

    answer = decide(client, row, "approve")

    assert answer.status_code == 409
    assert "changed this registration while you were reading it" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_nobody_decides_on_the_own_registration(client: Client, staff: User):
    row = waiting(5, user=staff)

    assert "Ask a colleague" in client.get(review(row)).content.decode()
    assert decide(client, row, "approve").status_code == 409


@pytest.mark.parametrize("role", ["Programme", "Protocol", "Door"])
def test_roles_without_the_duty_look_but_do_not_decide(client: Client, role: str):
    make.make_meeting()
    client.force_login(make.make_staff(role))
    row = waiting(5)

    page = client.get(review(row))

    assert page.status_code == 200
    assert 'name="decision"' not in page.content.decode()
    assert decide(client, row, "approve").status_code == 403
    row.refresh_from_db()
    assert row.state == "submitted"


def test_messages_are_shown_to_those_who_see_the_outbox(client: Client):
    make.make_meeting()
    row = waiting(5)
    now = timezone.now()
    Message.objects.create(
        key="k", kind="x", to=row.user.email, recipient=row.user, subject="A private subject", text="t",
        created_at=now, not_before=now, give_up_at=now,
    )  # fmt: skip
    client.force_login(make.make_staff("Door"))
    assert "A private subject" not in client.get(review(row)).content.decode()

    client.force_login(make.make_staff("Registration"))
    assert "A private subject" in client.get(review(row)).content.decode()


def test_queries_do_not_grow_with_the_queue_or_the_history(client: Client, staff: User):
    row = waiting(5)

    def more() -> None:
        waiting(3), waiting(8)
        text = make.make_consent_text(f"purpose-{Consent.objects.count()}")
        Consent.objects.create(registration=row, text=text, given=True, language="en", at=timezone.now())
        row.transitions.create(from_state="draft", to_state="submitted", at=timezone.now(), actor=make.make_user())

    more()
    client.get(review(row))
    with CaptureQueriesContext(connection) as one:
        client.get(review(row))
    more(), more()
    with CaptureQueriesContext(connection) as three:
        client.get(review(row))

    assert len(three) == len(one)


def test_mending_by_hand_is_audited_and_never_touches_the_state(client: Client, staff: User):
    row = make.make_registration(badge_name="Wrong Nmae", organisation="Old")
    page = f"/admin/delegates/registration/{row.pk}/change/"
    form = client.get(page).context["adminform"].form
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}

    answer = client.post(page, {**data, "badge_name": "Right Name", "state": "declined"})

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.badge_name, row.state) == ("Right Name", "approved")
    event = AuditEvent.objects.get(action="registration.correct")
    assert (event.actor, event.detail["fields"]) == (staff, ["badge_name"])
    assert row.badges.valid().count() == 1


def test_drawn_badge_opens_for_those_who_see_badges(client: Client):
    make.make_meeting()
    row = make.make_registration()
    badge = order_badge(row, at=timezone.now())
    client.force_login(make.make_staff("Registration"))
    address = f"/admin/delegates/badge/{badge.code}/pdf/"
    assert client.get(address).status_code == 404
    assert issue(badge.pk)

    answer = client.get(address)

    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert address in client.get(review(row)).content.decode()
    client.force_login(make.make_staff("Programme"))
    assert client.get(address).status_code == 403
    assert address not in client.get(review(row)).content.decode()
