"""Who finds which session in the own agenda, and why; and the inverse, which digests are sent by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegates.models import Registration, User
from sessions.following.own_agenda import OwnItem, concerned, own_items
from sessions.models import Session, Star
from sessions.programme import current_programme
from sessions.release import publish
from sessions.signups import sign_up
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meeting() -> None:
    make.make_meeting()


def star(user: User, session: Session) -> None:
    Star.objects.create(user=user, session=session, starred_at=make.local(5, 9))


def require(session: Session, *categories: str) -> None:
    session.required_categories.set([make.make_category(slug) for slug in categories])


def speak(row: Registration, session: Session) -> None:
    make.make_speaker(session=session, registration=row)


def sit(row: Registration, session: Session) -> None:
    sign_up(seating=make.make_seating(session), registration=row, at=make.local(5, 9))


def reasons(items: tuple[OwnItem, ...]) -> dict[str, tuple[str, ...]]:
    return {own.item.code: own.why for own in items}


def release() -> None:
    publish(actor=None, at=make.local(6, 9))


def test_each_reason_alone_and_all_of_them_together():
    row = make.make_registration()
    starred, required, seated, spoken, others = (make.make_session(starts_at=make.local(9, h)) for h in range(9, 14))
    every = make.make_session(starts_at=make.local(10, 9))
    for session in (starred, every):
        star(row.user, session)
    for session in (required, every):
        require(session, "delegate", "head")
    for session in (seated, every):
        sit(row, session)
    speak(row, spoken)
    row.speaker.appearances.create(session=every, role="chair", position=1)
    speak(make.make_registration(), others)
    require(others, "head")
    release()

    found = own_items(row.user, current_programme())

    assert reasons(found) == {
        starred.code: ("starred",),
        required.code: ("required",),
        seated.code: ("seat",),
        spoken.code: ("speaks",),
        every.code: ("speaks", "required", "seat", "starred"),
    }
    assert [own.item.code for own in found] == [s.code for s in (starred, required, seated, spoken, every)]
    assert [part.role for part in found[-1].parts] == ["chair"]


@pytest.mark.parametrize(
    ("state", "must"), [("approved", True), ("submitted", False), ("draft", False), ("withdrawn", False)]
)
def test_only_who_attends_must_attend(state: str, must: bool):
    row, session = make.make_registration(state=state), make.make_session()
    require(session, "delegate")
    release()

    assert bool(own_items(row.user, current_programme())) is must
    assert (row.user.pk in concerned([session.code])) is must


def test_who_waits_for_the_clearance_need_not_attend_yet():
    category = make.make_category("minister", stages=["approved", "cleared"])
    row, session = make.make_registration(category=category), make.make_session()
    require(session, "minister")
    release()

    assert own_items(row.user, current_programme()) == ()

    Registration.objects.filter(pk=row.pk).update(state="cleared")

    assert reasons(own_items(row.user, current_programme())) == {session.code: ("required",)}


def test_a_seat_counts_once_confirmed_and_brings_the_departure():
    row, other, visit = make.make_registration(), make.make_registration(), make.make_visit()
    seating = make.make_seating(visit, capacity=1, starts_at=make.local(12, 8, 30), meeting_point_en="Door B")
    sign_up(seating=seating, registration=row, at=make.local(5, 9))
    sign_up(seating=seating, registration=other, at=make.local(5, 10))
    release()

    [own] = own_items(row.user, current_programme())

    assert (own.starts_at, own.seating.meeting_point_en) == (make.local(12, 8, 30), "Door B")
    assert own_items(other.user, current_programme()) == ()  # waits


def test_what_is_cancelled_or_gone_stays_and_says_so_and_what_was_never_published_is_not_there():
    row, cancelled, gone = make.make_registration(), make.make_session(), make.make_session()
    star(row.user, cancelled)
    star(row.user, gone)
    release()
    Session.objects.filter(pk=cancelled.pk).update(is_cancelled=True)
    Session.objects.filter(pk=gone.pk).update(starts_at=None, ends_at=None)
    star(row.user, make.make_session(starts_at=None))
    publish(actor=None, at=make.local(7, 9))

    found = {own.item.code: (own.takes_place, own.item.is_gone) for own in own_items(row.user, current_programme())}

    assert found == {cancelled.code: (False, False), gone.code: (False, True)}


def test_accompanying_persons_bring_nothing_into_the_agenda_of_their_principal():
    row = make.make_registration()
    companion = make.make_registration(row.user, principal=row, category=make.make_category("companion"))
    session, spoken = make.make_session(), make.make_session()
    require(session, "companion")
    speak(companion, spoken)
    release()

    assert own_items(row.user, current_programme()) == ()
    assert concerned([session.code, spoken.code]) == {}


def test_the_inverse_says_the_same_of_everybody():
    sessions = [make.make_session(starts_at=make.local(9, hour)) for hour in range(9, 15)]
    rows = [make.make_registration() for _ in range(5)]
    for n, row in enumerate(rows):
        star(row.user, sessions[n])
        sit(row, sessions[(n + 1) % 6])
        speak(row, sessions[(n * 2) % 6])
    require(sessions[5], "delegate")
    release()
    programme = current_programme()

    there = {row.user.pk: reasons(own_items(row.user, programme)) for row in rows}

    assert concerned([session.code for session in sessions]) == there
    some = [sessions[0].code, sessions[1].code]
    assert concerned(some) == {
        user: kept for user, why in there.items() if (kept := {code: why[code] for code in some if code in why})
    }


def test_who_was_taken_out_of_a_session_is_found_by_the_last_release():
    row, session = make.make_registration(), make.make_session()
    speak(row, session)
    release()
    last = current_programme()
    session.appearances.all().delete()
    publish(actor=None, at=make.local(7, 9))

    assert concerned([session.code]) == {}
    assert concerned([session.code], [last, current_programme()]) == {row.user.pk: {session.code: ("speaks",)}}


@pytest.mark.parametrize("number", [1, 6])
def test_four_queries_whatever_the_number_of_sessions_and_people(number: int):
    sessions = [make.make_session(starts_at=make.local(9, 9 + n)) for n in range(number)]
    rows = [make.make_registration() for _ in range(number)]
    for row, session in zip(rows, sessions, strict=True):
        star(rows[0].user, session)
        sit(row, session)
        speak(row, session)
        require(session, "delegate")
    release()
    programme = current_programme()

    with CaptureQueriesContext(connection) as own:
        found = own_items(rows[0].user, programme)
    with CaptureQueriesContext(connection) as inverse:
        people = concerned([session.code for session in sessions], [programme])

    assert (len(found), len(people)) == (number, number)
    assert (len(own), len(inverse)) == (4, 4)
