"""Seats: who gets one, who waits, who is refused and in which words."""

import contextlib
import datetime as dt
import random

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.models import Registration
from delegates.registration import withdraw as withdraw_registration
from sessions.models import Seating, Signup
from sessions.signups import (
    held_by,
    move,
    position,
    refill,
    release_all,
    set_capacity,
    sign_up,
    why_not,
    withdraw,
)
from tests.factories import local, make_meeting, make_registration, make_seating, make_staff, make_visit
from tests.sessions.promises import check_seats

AUGUST = dt.datetime(2025, 8, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _meeting(db):
    make_meeting()


def take(seating, *people, at=AUGUST):
    return [sign_up(seating=seating, registration=person, at=at) for person in people]


def people(number):
    return [make_registration() for _ in range(number)]


def states(seating):
    return list(Signup.objects.filter(seating=seating).order_by("ticket").values_list("state", flat=True))


def keys():
    return sorted(Message.objects.filter(key__startswith="seat:").values_list("key", flat=True))


# --- Taking a seat ----------------------------------------------------------------------------------------------


def test_sign_up_confirms_while_seats_are_free_and_queues_afterwards():
    seating = make_seating(capacity=2)

    signups = take(seating, *people(4))

    assert [signup.state for signup in signups] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [signup.ticket for signup in signups] == [1, 2, 3, 4]
    assert [position(signup) for signup in signups] == [(0, 2), (0, 2), (1, 2), (2, 2)]
    seating.refresh_from_db()
    assert (seating.confirmed, seating.free, seating.tickets_issued) == (2, 0, 4)


def test_sign_up_twice_is_one_claim_and_one_message():
    seating, person = make_seating(capacity=1), make_registration()

    first, second = take(seating, person, person)

    assert first.pk == second.pk
    assert second.state == "confirmed"
    assert Signup.objects.count() == 1
    assert keys() == [f"seat:{first.code}:1:confirmed"]


def test_sign_up_tells_each_movement_once():
    seating = make_seating(capacity=1)
    first, second = take(seating, *people(2))

    withdraw(signup=first, at=AUGUST)
    withdraw(signup=first, at=AUGUST)

    assert keys() == sorted(
        [
            f"seat:{first.code}:1:confirmed",
            f"seat:{second.code}:2:waiting",
            f"seat:{first.code}:1:withdrawn",
            f"seat:{second.code}:2:confirmed",
        ]
    )
    assert set(Message.objects.values_list("useful_until", flat=True)) == {seating.starts_at}


def test_withdraw_gives_the_seat_to_the_first_in_the_queue():
    seating = make_seating(capacity=1)
    holder, first, second = take(seating, *people(3))

    withdraw(signup=holder, at=AUGUST)

    assert states(seating) == ["withdrawn", "confirmed", "waiting"]
    assert position(second) == (1, 1)
    assert Seating.objects.get().confirmed == 1
    assert first.ticket < second.ticket


def test_withdraw_from_the_queue_frees_no_seat():
    seating = make_seating(capacity=1)
    _holder, waiting, _last = take(seating, *people(3))

    withdraw(signup=waiting, at=AUGUST)

    assert states(seating) == ["confirmed", "withdrawn", "waiting"]
    assert Seating.objects.get().confirmed == 1


def test_coming_back_takes_a_new_ticket_at_the_end():
    seating = make_seating(capacity=1)
    holder, other = people(2)
    first, _waits = take(seating, holder, other)
    withdraw(signup=first, at=AUGUST)

    again = sign_up(seating=seating, registration=holder, at=AUGUST)

    assert (again.pk, again.ticket, again.state) == (first.pk, 3, "waiting")
    assert position(again) == (1, 1)


def test_the_order_is_the_ticket_whatever_the_clocks_say():
    seating = make_seating(capacity=1)
    holder, early, late = people(3)
    first = sign_up(seating=seating, registration=holder, at=AUGUST)
    sign_up(seating=seating, registration=early, at=AUGUST + dt.timedelta(hours=1))
    sign_up(seating=seating, registration=late, at=AUGUST - dt.timedelta(hours=1))

    withdraw(signup=first, at=AUGUST)

    assert Signup.objects.get(registration=early).state == "confirmed"
    assert Signup.objects.get(registration=late).state == "waiting"


def test_the_constraint_stands_behind_the_lock():
    seating = make_seating(capacity=1)

    with pytest.raises(IntegrityError, match="seating_never_oversold"), transaction.atomic():
        Seating.objects.filter(pk=seating.pk).update(confirmed=2)


# --- The reasons ------------------------------------------------------------------------------------------------


def refusal(seating, registration, at=AUGUST):
    """The reason of the button; the action must give the same one and change nothing."""
    reason = why_not(seating=seating, registration=registration, at=at)
    before = Signup.objects.count()
    if registration is not None:
        with pytest.raises(Refused) as raised:
            sign_up(seating=seating, registration=registration, at=at)
        assert (raised.value.code, str(raised.value)) == (reason.code, str(reason))
    assert Signup.objects.count() == before
    return reason.code, str(reason)


def test_why_not_before_registering():
    seating = make_seating()

    assert refusal(seating, None)[0] == "not_registered"
    assert refusal(seating, make_registration(state="draft"))[0] == "not_registered"


@pytest.mark.parametrize("state", ["submitted", "endorsed", "returned", "declined", "withdrawn", "waiting"])
def test_why_not_before_the_accreditation_is_complete(state):
    code, text = refusal(make_seating(), make_registration(state=state))

    assert code == "not_accredited"
    assert text == "You can take a seat as soon as your registration is approved."


@pytest.mark.parametrize("state", ["approved", "cleared"])
def test_seats_are_for_everybody_who_attends(state):
    assert take(make_seating(), make_registration(state=state))[0].state == "confirmed"


def test_the_window_opens_and_closes_to_the_second():
    seating = make_seating(signup_opens_at=local(1, 9), signup_closes_at=local(11, 18))
    person, second = make_registration(), dt.timedelta(seconds=1)

    assert refusal(seating, person, local(1, 9) - second) == (
        "not_open_yet",
        "Sign-up opens on Monday 1 September, 09:00. Please come back then.",
    )
    assert why_not(seating=seating, registration=person, at=local(1, 9)) is None
    assert why_not(seating=seating, registration=person, at=local(11, 18) - second) is None
    assert refusal(seating, person, local(11, 18))[0] == "closed"


def test_why_not_after_it_began():
    assert refusal(make_seating(starts_at=local(12, 9)), make_registration(), local(12, 9))[0] == "begun"


def test_why_not_when_cancelled():
    assert refusal(make_seating(make_visit(is_cancelled=True)), make_registration())[0] == "cancelled"


def test_why_not_names_the_visits_other_departure():
    visit, person = make_visit(), make_registration()
    take(make_seating(visit, starts_at=local(12, 9)), person)

    code, text = refusal(make_seating(visit, starts_at=local(12, 14)), person)

    assert code == "other_departure"
    assert text.startswith("You are signed up for the departure at 09:00.")


def test_why_not_names_the_clashing_seat():
    person = make_registration()
    take(make_seating(make_visit(title_en="Putrajaya Wetlands"), starts_at=local(12, 9)), person)

    code, text = refusal(make_seating(starts_at=local(12, 11)), person)

    assert code == "clash"
    assert text.startswith("At this time you hold a seat on “Putrajaya Wetlands” (09:00 to 12:00).")


def test_seats_that_only_touch_do_not_clash():
    person = make_registration()
    take(make_seating(starts_at=local(12, 9)), person)

    assert take(make_seating(starts_at=local(12, 12)), person)[0].state == "confirmed"


def test_waiting_somewhere_else_at_that_time_is_no_clash():
    person = make_registration()
    full = make_seating(capacity=1)
    take(full, make_registration(), person)

    assert take(make_seating(starts_at=full.starts_at), person)[0].state == "confirmed"


def test_reasons_come_in_malay():
    with translation.override("ms"):
        reason = why_not(seating=make_seating(), registration=make_registration(state="submitted"), at=AUGUST)
        assert reason.code == "not_accredited"


def test_withdrawing_after_it_began_is_refused():
    signup = take(make_seating(starts_at=local(12, 9)), make_registration())[0]

    with pytest.raises(Refused) as raised:
        withdraw(signup=signup, at=local(12, 9))

    assert raised.value.code == "begun"
    signup.refresh_from_db()
    assert signup.state == "confirmed"


# --- Promotion --------------------------------------------------------------------------------------------------


def test_whoever_holds_a_seat_at_that_time_is_passed_over_and_keeps_the_ticket():
    full, other = make_seating(capacity=1), make_seating(capacity=1)
    holder, busy, free = people(3)
    held, first, second = take(full, holder, busy, free)
    theirs = take(other, busy)[0]

    withdraw(signup=held, at=AUGUST)

    assert states(full) == ["withdrawn", "waiting", "confirmed"]
    assert position(Signup.objects.get(pk=first.pk)) == (1, 1)

    # The seat elsewhere is given up: the next seat is theirs again, by the old ticket.
    withdraw(signup=theirs, at=AUGUST)
    withdraw(signup=second, at=AUGUST)
    assert states(full) == ["withdrawn", "confirmed", "withdrawn"]


def test_giving_up_a_seat_makes_room_in_the_queue_of_another_seating_at_once():
    full, other = make_seating(capacity=1), make_seating(capacity=1)
    holder, busy = people(2)
    held, _waits = take(full, holder, busy)
    theirs = take(other, busy)[0]
    withdraw(signup=held, at=AUGUST)
    assert states(full) == ["withdrawn", "waiting"]

    withdraw(signup=theirs, at=AUGUST)

    assert states(full) == ["withdrawn", "confirmed"]
    full.refresh_from_db()
    assert full.confirmed == 1


def test_nobody_moves_up_once_it_began():
    seating = make_seating(capacity=1, starts_at=local(12, 9))
    holder = take(seating, *people(2))[0]

    withdraw(signup=holder, at=local(12, 10), actor=make_staff("Programme"))

    assert states(seating) == ["withdrawn", "waiting"]


def test_nobody_whose_accreditation_ended_moves_up():
    seating = make_seating(capacity=1)
    holder, gone, _next = take(seating, *people(3))
    Registration.objects.filter(pk=gone.registration_id).update(state="declined")

    withdraw(signup=holder, at=AUGUST)

    assert states(seating) == ["withdrawn", "waiting", "confirmed"]


def test_refill_seats_whoever_became_eligible_behind_the_activities():
    visit = make_visit(is_cancelled=True)
    seating = make_seating(visit, capacity=1)
    person = make_registration()
    Signup.objects.create(
        seating=seating, session=visit, registration=person, ticket=1, created_at=AUGUST, changed_at=AUGUST
    )
    assert refill(at=AUGUST) == 0

    visit.is_cancelled = False
    visit.save(update_fields=["is_cancelled"])

    assert refill(at=AUGUST) == 1
    assert refill(at=AUGUST) == 0
    assert states(seating) == ["confirmed"]


# --- Capacity ---------------------------------------------------------------------------------------------------


def test_raising_the_capacity_promotes_in_order_and_is_audited():
    seating, staff = make_seating(capacity=1), make_staff("Programme")
    take(seating, *people(5))

    set_capacity(seating=seating, capacity=3, actor=staff, at=AUGUST)

    assert states(seating) == ["confirmed", "confirmed", "confirmed", "waiting", "waiting"]
    event = AuditEvent.objects.get(action="seating.capacity")
    assert (event.actor, event.subject, event.detail) == (
        staff,
        f"seating {seating.code}",
        {"before": 1, "after": 3},
    )


def test_lowering_the_capacity_below_the_taken_seats_is_refused_in_words():
    seating, staff = make_seating(capacity=4), make_staff("Programme")
    take(seating, *people(3))

    with pytest.raises(Refused) as raised:
        set_capacity(seating=seating, capacity=1, actor=staff, at=AUGUST)

    assert str(raised.value) == "Seats taken: 3. Withdraw 2 people first, or keep at least 3 seats."
    assert Seating.objects.get().capacity == 4
    assert not AuditEvent.objects.exists()
    assert set_capacity(seating=seating, capacity=3, actor=staff, at=AUGUST).capacity == 3


def test_raising_the_capacity_costs_the_same_for_any_queue(django_assert_num_queries, django_assert_max_num_queries):
    seating, staff = make_seating(capacity=1), make_staff("Programme")
    take(seating, *people(3))
    with django_assert_max_num_queries(30) as few:
        set_capacity(seating=seating, capacity=2, actor=staff, at=AUGUST)
    take(seating, *people(12))

    with django_assert_num_queries(len(few)):
        set_capacity(seating=seating, capacity=3, actor=staff, at=AUGUST)


# --- Whoever no longer attends ----------------------------------------------------------------------------------


def test_withdrawing_the_registration_frees_every_seat_and_place_in_a_queue():
    one, two, full = (
        make_seating(capacity=1, starts_at=local(12, 9)),
        make_seating(capacity=1, starts_at=local(12, 14)),
        make_seating(capacity=1, starts_at=local(11, 9)),
    )
    leaving, *others = people(4)
    take(full, others[0], leaving)
    take(one, leaving, others[1])
    take(two, leaving, others[2])

    withdraw_registration(registration=leaving, actor=leaving.user, at=AUGUST)

    assert held_by(leaving) == []
    assert states(one) == states(two) == ["withdrawn", "confirmed"]
    assert states(full) == ["confirmed", "withdrawn"]
    assert list(Seating.objects.order_by("pk").values_list("confirmed", flat=True)) == [1, 1, 1]


def test_release_all_of_somebody_without_seats_changes_nothing():
    take(make_seating(), make_registration())

    assert release_all(make_registration(), at=AUGUST) == 0
    assert states(Seating.objects.get()) == ["confirmed"]


def test_withdraw_by_staff_is_audited():
    signup = take(make_seating(), make_registration())[0]
    staff = make_staff("Programme")

    withdraw(signup=signup, actor=staff, at=AUGUST)

    event = AuditEvent.objects.get(action="seat.withdraw")
    assert (event.actor, event.subject) == (staff, f"seat {signup.code}")


# --- Another time -----------------------------------------------------------------------------------------------


def test_move_tells_everybody_once_and_is_audited():
    seating, staff = make_seating(capacity=1, starts_at=local(12, 9)), make_staff("Programme")
    first, second = take(seating, *people(2))

    for _ in range(2):
        move(seating=seating, starts_at=local(12, 8), ends_at=local(12, 11), actor=staff, at=AUGUST)

    seating.refresh_from_db()
    assert (seating.starts_at, seating.ends_at) == (local(12, 8), local(12, 11))
    told = Message.objects.filter(kind="seat_moved")
    assert sorted(told.values_list("key", flat=True)) == sorted(
        f"seat:{signup.code}:{signup.ticket}:moved:2025-09-12T00:00Z" for signup in (first, second)
    )
    assert "08:00 – 11:00" in told[0].text
    assert AuditEvent.objects.filter(action="seating.move").count() == 1


def test_move_into_another_seat_of_somebody_is_refused():
    person, staff = make_registration(), make_staff("Programme")
    morning, afternoon = make_seating(starts_at=local(12, 9)), make_seating(starts_at=local(12, 14))
    take(morning, person)
    take(afternoon, person)

    with pytest.raises(Refused) as raised:
        move(seating=afternoon, starts_at=local(12, 11), ends_at=local(12, 15), actor=staff, at=AUGUST)

    assert raised.value.code == "would_clash"
    assert str(raised.value).startswith("1 person with a seat here holds another seat at that time.")
    check_seats()


def test_move_apart_seats_those_who_were_passed_over():
    busy, staff = make_registration(), make_staff("Programme")
    full = make_seating(capacity=1, starts_at=local(12, 9))
    held, _waits = take(full, make_registration(), busy)
    other = make_seating(starts_at=local(12, 9))
    take(other, busy)
    withdraw(signup=held, at=AUGUST)
    assert states(full) == ["withdrawn", "waiting"]

    move(seating=other, starts_at=local(12, 14), ends_at=local(12, 17), actor=staff, at=AUGUST)

    assert states(full) == ["withdrawn", "confirmed"]
    check_seats()


# --- Any order --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_promises_hold_after_every_step_of_a_random_day(seed):
    """Overlapping and separate seatings, three of them of one visit; everything that people and staff can do."""
    chance, staff, visit = random.Random(seed), make_staff("Programme"), make_visit()
    seatings = [make_seating(visit, capacity=2, starts_at=local(12, hour)) for hour in (8, 10, 15)]
    seatings += [make_seating(capacity=chance.randint(0, 2), starts_at=local(12, hour)) for hour in (9, 12)]
    delegates = people(6)

    def step():
        seating, person = chance.choice(seatings), chance.choice(delegates)
        claims = list(Signup.objects.live())
        match chance.randrange(8):
            case 0 | 1 | 2 | 3:
                sign_up(seating=seating, registration=person, at=AUGUST)
            case 4 | 5 if claims:
                withdraw(signup=chance.choice(claims), at=AUGUST)
            case 6:
                set_capacity(seating=seating, capacity=chance.randint(0, 4), actor=staff, at=AUGUST)
            case 7:
                start = local(12, chance.randint(7, 18))
                move(seating=seating, starts_at=start, ends_at=start + dt.timedelta(hours=3), actor=staff, at=AUGUST)

    for _ in range(40):
        with contextlib.suppress(Refused):
            step()
        check_seats()
