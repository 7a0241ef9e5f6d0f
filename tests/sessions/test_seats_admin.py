"""Departures and sign-ups in the panel: changes go through the activities, and nothing is overwritten."""

import datetime as dt

import pytest
from django.utils import timezone

from ascn8.audit.models import AuditEvent
from sessions.models import Seating, Signup
from sessions.signups import sign_up
from tests.factories import make_meeting, make_registration, make_seating, make_staff

SOON = dt.timedelta(days=30)


@pytest.fixture
def seating(db):
    """A departure in a month with one seat, taken, and two who wait."""
    make_meeting()
    start = timezone.now().replace(microsecond=0, second=0) + SOON
    seating = make_seating(capacity=1, starts_at=start)
    for _ in range(3):
        sign_up(seating=seating, registration=make_registration(), at=timezone.now())
    seating.refresh_from_db()
    return seating


@pytest.fixture
def staff(client):
    user = make_staff("Programme")
    client.force_login(user)
    return user


def fields(seating, **changes):
    data = {"capacity": seating.capacity}
    for name in ("name_en", "name_ms", "meeting_point_en", "meeting_point_ms"):
        data[name] = getattr(seating, name)
    for name in ("starts_at", "ends_at", "signup_opens_at", "signup_closes_at"):
        moment = timezone.localtime(changes.pop(name, getattr(seating, name)))
        data |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    return {**data, **changes}


def save(client, seating, **changes):
    path = f"/admin/agenda/seating/{seating.pk}/change/"
    return client.post(path, fields(seating, **changes), follow=True)


def states():
    return list(Signup.objects.order_by("ticket").values_list("state", flat=True))


def test_list_shows_seats_and_queue(client, seating, staff):
    page = client.get("/admin/agenda/seating/").content.decode()

    assert "1 of 1" in page
    assert "<meter" in page


def test_capacity_from_the_form_promotes_and_is_audited(client, seating, staff):
    answer = save(client, seating, capacity=2, name_en="Morning")

    assert answer.status_code == 200
    seating.refresh_from_db()
    assert (seating.capacity, seating.confirmed, seating.tickets_issued, seating.name_en) == (2, 2, 3, "Morning")
    assert states() == ["confirmed", "confirmed", "waiting"]
    assert AuditEvent.objects.get(action="seating.capacity").actor == staff


def test_capacity_below_the_taken_seats_says_why_not(client, seating, staff):
    answer = save(client, seating, capacity=0)

    assert "Seats taken: 1. Withdraw 1 person first" in answer.content.decode()
    assert Seating.objects.get().capacity == 1


def test_a_form_opened_before_others_signed_up_overwrites_no_counter(client, seating, staff):
    old = Seating.objects.get()
    Seating.objects.update(tickets_issued=9)

    save(client, old, name_en="Later")

    assert (Seating.objects.get().tickets_issued, Seating.objects.get().name_en) == (9, "Later")


def test_another_time_goes_through_move(client, seating, staff):
    hour = dt.timedelta(hours=1)

    save(client, seating, starts_at=seating.starts_at + hour, ends_at=seating.ends_at + hour)

    assert Seating.objects.get().starts_at == seating.starts_at + hour
    assert AuditEvent.objects.filter(action="seating.move").count() == 1


def test_staff_withdraw_people_and_the_next_moves_up(client, seating, staff):
    first = Signup.objects.get(ticket=1)

    client.post(
        "/admin/agenda/signup/", {"action": "withdraw_them", "_selected_action": [first.pk], "index": 0}, follow=True
    )

    assert states() == ["withdrawn", "confirmed", "waiting"]
    assert AuditEvent.objects.get(action="seat.withdraw").actor == staff


def test_protocol_reads_sign_ups_and_withdraws_nobody(client, seating):
    client.force_login(make_staff("Protocol"))
    first = Signup.objects.get(ticket=1)

    assert client.get("/admin/agenda/signup/").status_code == 200
    client.post("/admin/agenda/signup/", {"action": "withdraw_them", "_selected_action": [first.pk], "index": 0})

    assert states() == ["confirmed", "waiting", "waiting"]
