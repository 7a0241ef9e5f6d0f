"""The read model: parsed once, indexed, on the meeting's clock."""

import datetime as dt

import pytest

from sessions import programme as module
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_session, make_speaker, make_track

pytestmark = pytest.mark.django_db


def test_without_a_release_there_is_an_empty_programme():
    programme = current_programme()
    assert not programme.is_published
    assert programme.items == ()
    assert programme.opening_day(at=local(9, 9)) is None


def test_times_are_on_the_meetings_clock():
    make_meeting(time_zone="Asia/Yangon")
    make_session(starts_at=local(9, 10))
    publish(actor=None, at=local(1, 9))
    item = current_programme().items[0]
    assert item.starts_at.isoformat() == "2025-09-09T08:30:00+06:30"
    assert current_programme().zone_label == "UTC+6:30"


def test_a_programme_is_parsed_once_for_each_release(django_assert_num_queries):
    make_meeting()
    make_session()
    publish(actor=None, at=local(1, 9))
    first = current_programme()
    with django_assert_num_queries(1):
        assert current_programme() is first
    make_session()
    publish(actor=None, at=local(1, 9))
    assert len(current_programme().items) == 2


def test_indexes_find_by_day_speaker_kind_track_and_place():
    make_meeting()
    track = make_track()
    session = make_session(track=track, kind="talk")
    other = make_session(starts_at=local(10, 9))
    speaker = make_speaker(session=session)
    publish(actor=None, at=local(1, 9))
    programme = current_programme()
    assert list(programme.days) == [dt.date(2025, 9, 9), dt.date(2025, 9, 10)]
    assert [item.code for item in programme.by_speaker[speaker.code]] == [session.code]
    assert [item.code for item in programme.by_kind["talk"]] == [session.code]
    assert [item.code for item in programme.by_track[track.slug]] == [session.code]
    assert [item.code for item in programme.by_place[other.place.slug]] == [other.code]


@pytest.mark.parametrize(
    ("at", "day"), [(local(7, 9), 9), (local(10, 0), 10), (local(10, 23, 59), 10), (local(30, 9), 9)]
)
def test_the_agenda_opens_today_else_on_the_first_day(at, day):
    make_meeting()
    make_session(starts_at=local(9, 9))
    make_session(starts_at=local(10, 9))
    publish(actor=None, at=local(1, 9))
    assert current_programme().opening_day(at=at) == dt.date(2025, 9, day)


@pytest.mark.parametrize("words", ["đà nẵng", "DA NANG", "nẵng wetland", "tiếp rekaan", "សុខ"])
def test_search_ignores_case_and_accents_and_finds_people(words):
    make_meeting()
    session = make_session(title_en="Wetlands of Đà Nẵng")
    make_speaker(session=session, name="Tiep Rekaan", native_name="សុខា")
    make_session(title_en="Another")
    publish(actor=None, at=local(1, 9))
    assert [item.code for item in current_programme().found(words)] == [session.code]


def test_neighbours_are_those_of_the_same_day():
    make_meeting()
    first, second = make_session(starts_at=local(9, 9)), make_session(starts_at=local(9, 11))
    make_session(starts_at=local(10, 9))
    publish(actor=None, at=local(1, 9))
    programme = current_programme()
    before, after = programme.neighbours(programme.by_code[first.code])
    assert before is None
    assert after.code == second.code
    assert programme.neighbours(programme.by_code[second.code])[1] is None


def test_another_zone_of_the_meeting_is_seen_at_once():
    make_meeting()
    make_session(starts_at=local(9, 10))
    publish(actor=None, at=local(1, 9))
    assert current_programme().items[0].starts_at.hour == 10
    make_meeting(time_zone="Asia/Jakarta")
    assert current_programme().items[0].starts_at.hour == 9
    module.forget()
