"""The page of the own agenda: clashes with a way out, free time, pick-ups, and what does not take place."""

import pytest
from django.test import Client

from delegates.models import Registration
from sessions.following.my_agenda import MyAgenda, my_agenda, next_of
from sessions.models import Session, Star
from sessions.programme import current_programme
from sessions.release import publish
from sessions.signups import sign_up
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Registration:
    make.make_meeting()
    return make.make_registration()


def star(row: Registration, *sessions: Session) -> None:
    for session in sessions:
        Star.objects.create(user=row.user, session=session, starred_at=make.local(5, 9))


def require(*sessions: Session) -> None:
    for session in sessions:
        session.required_categories.set([make.make_category()])


def agenda_of(row: Registration) -> MyAgenda:
    publish(actor=None, at=make.local(6, 9))
    return my_agenda(row.user, current_programme())


def at(hour: int, minute: int = 0) -> Session:
    return make.make_session(starts_at=make.local(9, hour, minute))


def clashes(agenda: MyAgenda) -> list[tuple[str, str]]:
    entries = [entry for day in agenda.days for entry in day.entries]
    return [(clash.own.item.code, clash.other.item.code) for entry in entries for clash in entry.clashes]


def test_sessions_that_touch_do_not_clash_and_those_that_overlap_name_each_other(row: Registration):
    first, touching, overlapping = at(9), at(10), at(10, 30)
    star(row, first, touching, overlapping)

    agenda = agenda_of(row)

    assert clashes(agenda) == [(touching.code, overlapping.code), (overlapping.code, touching.code)]
    assert agenda.clashes == 1


def test_the_way_out_depends_on_why_each_of_the_two_is_there(row: Registration):
    required, starred, also_required, seated = at(9), at(9, 30), at(13), at(13, 30)
    late = [at(18), at(18, 30)]
    require(required, also_required, *late)
    star(row, starred, seated)
    sign_up(seating=make.make_seating(seated), registration=row, at=make.local(5, 9))

    agenda = agenda_of(row)
    ways = {entry.own.item.code: entry.clashes[0] for day in agenda.days for entry in day.entries}

    assert [one.item.code for one in ways[required.code].can_be_unstarred] == [starred.code]
    assert [one.item.code for one in ways[also_required.code].can_be_given_up] == [seated.code]
    assert ways[late[0].code].needs_the_secretariat
    assert not ways[required.code].needs_the_secretariat


def test_the_departure_of_the_own_coach_counts_not_the_visit_as_a_whole(row: Registration):
    visit = make.make_visit(starts_at=make.local(12, 8), ends_at=make.local(12, 18))
    early = make.make_session(starts_at=make.local(12, 8, 30))
    seating = make.make_seating(visit, starts_at=make.local(12, 14), meeting_point_en="Door B")
    sign_up(seating=seating, registration=row, at=make.local(5, 9))
    star(row, early)

    agenda = agenda_of(row)

    assert clashes(agenda) == []
    [day] = agenda.days
    assert [(entry.own.item.code, entry.own.starts_at) for entry in day.entries] == [
        (early.code, make.local(12, 8, 30)),
        (visit.code, make.local(12, 14)),
    ]


def test_free_time_is_what_is_left_between_the_last_end_and_the_next_beginning(row: Registration):
    long, inside, soon, later = (
        make.make_session(starts_at=make.local(9, 9), ends_at=make.local(9, 12)),
        at(9),
        at(12, 15),
        at(15),
    )
    star(row, long, inside, soon, later)

    gaps = [entry.gap for day in agenda_of(row).days for entry in day.entries]

    assert gaps[:3] == [None, None, None]
    assert (gaps[3].starts_at, gaps[3].ends_at) == (make.local(9, 13, 15), make.local(9, 15))


def test_what_is_cancelled_neither_clashes_nor_fills_time(row: Registration):
    cancelled, on, later = at(9, 30), at(9), at(11)
    star(row, cancelled, on, later)
    Session.objects.filter(pk=cancelled.pk).update(is_cancelled=True)

    agenda = agenda_of(row)

    assert clashes(agenda) == []
    assert [entry.gap is not None for entry in agenda.days[0].entries] == [False, False, True]


def test_the_next_is_what_runs_or_comes_and_takes_place(row: Registration):
    over, runs, cancelled, comes = at(8), at(9), at(10), at(11)
    star(row, over, runs, cancelled, comes)
    Session.objects.filter(pk=cancelled.pk).update(is_cancelled=True)
    publish(actor=None, at=make.local(6, 9))

    found = next_of(row.user, current_programme(), at=make.local(9, 9, 30))

    assert [own.item.code for own in found] == [runs.code, comes.code]


def test_the_page_says_why_where_to_be_and_what_clashes(row: Registration, client: Client):
    visit = make.make_visit(title_en="Wetlands")
    sign_up(seating=make.make_seating(visit, meeting_point_en="Door B"), registration=row, at=make.local(5, 9))
    session = make.make_session(starts_at=make.local(12, 9), title_en="Closing", title_ms="")
    require(session)
    publish(actor=None, at=make.local(6, 9))
    client.force_login(row.user)

    page = client.get("/me/agenda/").content.decode()
    malay = client.get("/ms/me/agenda/").content.decode()

    assert "Two of your sessions are at the same time" in page
    for words in ("You must attend", "Your seat", "Door B", "Give up my seat: Wetlands"):
        assert words in page
    assert '<h3 lang="en">' in malay  # no Malay title, and marked so
    client.force_login(make.make_user())
    assert "Wetlands" not in client.get("/me/agenda/").content.decode()
