"""One day alone, and back to an earlier release: what changes, and that everything else stays as it was released."""

import datetime as dt

import pytest

from ascn8.lib.errors import Refused
from sessions.models import Document, Release, Session, Speaker
from sessions.programme import current_programme
from sessions.release import pending_changes, publish, why_not_publish
from sessions.releases.returning import roll_back, way_back
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = dt.date(2025, 9, 9), dt.date(2025, 9, 10)


@pytest.fixture(autouse=True)
def meeting():
    make_meeting()


def release(day: dt.date | None = None) -> Release:
    return publish(actor=None, at=local(1, 12), day=day)


def put(session: Session, **fields) -> None:
    if fields.get("starts_at"):
        fields.setdefault("ends_at", fields["starts_at"] + dt.timedelta(hours=1))
    Session.objects.filter(pk=session.pk).update(**fields)


def published() -> dict[str, tuple[str, str]]:
    return {item.title_en: (f"{item.starts_at:%d %H:%M}", item.room.name_en) for item in current_programme().items}


def back(to: int, session: Session | None = None, **more) -> Release:
    code = session.code if session else ""
    seen = way_back(to=to, code=code).seen
    return roll_back(to=to, code=code, seen=seen, actor=None, at=local(2, 9), **more)


# --- One day ---------------------------------------------------------------------------------------------------


def test_a_day_is_published_and_the_others_stay_as_released():
    hall = make_place(name_en="Hall")
    tuesday = make_session(title_en="T", starts_at=local(9, 10), place=hall)
    wednesday = make_session(title_en="W", starts_at=local(10, 10), place=hall)
    release()
    put(tuesday, starts_at=local(9, 14))
    put(wednesday, starts_at=local(10, 14))
    make_session(title_en="New on Tuesday", starts_at=local(9, 9), place=hall)
    made = release(day=TUESDAY)
    assert (made.kind, made.day) == ("day", TUESDAY)
    assert published() == {
        "T": ("09 14:00", "Hall"),
        "W": ("10 10:00", "Hall"),
        "New on Tuesday": ("09 09:00", "Hall"),
    }
    assert current_programme().by_code[wednesday.code].revision == 0
    assert [one.code for one in pending_changes()] == [wednesday.code]


def test_a_session_that_left_the_day_for_another_goes_to_its_new_time_with_either_day():
    moved = make_session(title_en="M", starts_at=local(9, 10))
    make_session(title_en="W", starts_at=local(10, 10))
    release()
    put(moved, starts_at=local(10, 14))
    for day in (TUESDAY, WEDNESDAY):
        assert [(one.code, one.what) for one in pending_changes(day=day)] == [(moved.code, ("moved",))]
    release(day=TUESDAY)
    assert published()["M"][0] == "10 14:00"
    assert why_not_publish(day=WEDNESDAY).code == "nothing_changed"


def test_what_the_draft_took_out_of_the_day_vanishes_and_of_another_day_does_not():
    tuesday, wednesday = make_session(title_en="T"), make_session(title_en="W", starts_at=local(10, 10))
    make_session(title_en="stays")
    release()
    tuesday.delete()
    put(wednesday, starts_at=None, ends_at=None)
    release(day=TUESDAY)
    assert set(published()) == {"stays", "W"}
    assert current_programme().by_code[tuesday.code].is_gone


def test_a_day_that_meets_what_stayed_in_its_room_is_refused_and_names_both():
    hall, attic = make_place(name_en="Hall"), make_place(name_en="Attic")
    moved = make_session(title_en="Comes", starts_at=local(9, 10), place=hall)
    stays = make_session(title_en="Stays", starts_at=local(10, 10), place=hall)
    release()
    put(stays, place=attic)
    put(moved, starts_at=local(10, 10))
    with pytest.raises(Refused, match="“Comes” and “Stays” into Hall") as caught:
        release(day=TUESDAY)
    assert caught.value.code == "would_double_book"
    release(day=WEDNESDAY)
    assert published() == {"Comes": ("10 10:00", "Hall"), "Stays": ("10 10:00", "Attic")}


def test_sessions_that_share_their_place_are_no_clash():
    lobby = make_place(name_en="Lobby")
    moved = make_session(starts_at=local(9, 10), place=lobby)
    make_session(starts_at=local(10, 9), ends_at=local(10, 18), place=lobby, shares_place=True)
    release()
    put(moved, starts_at=local(10, 12))
    assert why_not_publish(day=TUESDAY) is None


def test_a_day_without_changes_is_refused_though_another_has_some():
    make_session()
    wednesday = make_session(starts_at=local(10, 10))
    release()
    put(wednesday, starts_at=local(10, 9))
    assert why_not_publish(day=TUESDAY).code == "nothing_changed"
    assert why_not_publish() is None


def test_midnight_is_that_of_the_venue():
    early = make_session(title_en="Early", starts_at=local(9, 0, 30))  # the 8th in London
    release()
    put(early, title_en="Early, renamed")
    assert why_not_publish(day=dt.date(2025, 9, 8)).code == "nothing_changed"
    assert release(day=TUESDAY).number == 2


# --- Back ------------------------------------------------------------------------------------------------------


def test_back_with_the_whole_programme_is_a_new_release_and_calendars_go_on_upwards():
    session = make_session(title_en="Old")
    release()
    put(session, title_en="New", starts_at=local(9, 14))
    added = make_session(title_en="Added")
    release()
    made = back(1)
    assert (made.number, made.kind, made.back_to) == (3, "rollback", 1)
    item = current_programme().by_code[session.code]
    assert (item.title_en, item.starts_at, item.revision) == ("Old", local(9, 10), 2)
    gone = current_programme().by_code[added.code]
    assert (gone.is_gone, gone.revision) == (True, 1)
    assert {one["what"][0] for one in made.changes} == {"moved", "removed"}


def test_the_draft_stays_unless_it_is_brought_along():
    session = make_session(title_en="Old")
    release()
    put(session, title_en="New")
    release()
    back(1)
    session.refresh_from_db()
    assert session.title_en == "New"
    assert [one.what for one in pending_changes()] == [("retitled",)]


def test_the_draft_comes_along_through_rooms_that_were_exchanged():
    hall, attic = make_place(), make_place()
    one, other = make_session(place=hall, title_en="One"), make_session(place=attic, title_en="Other")
    chair = make_speaker(session=one)
    deleted = make_session(title_en="Deleted", starts_at=local(11, 9))
    paper = Document.objects.create(symbol="INF.1", title_en="P", state="published", created_at=local(1, 9))
    paper.sessions.add(one)
    one.interpretations.create(language="km", channel=2)
    one.interpretations.create(language="th", channel=3)
    release()
    put(one, place=None)
    put(other, place=hall)
    put(one, place=attic)
    one.appearances.all().delete()
    make_speaker(session=one)
    one.interpretations.filter(language="km").delete()
    paper.sessions.clear()
    code = deleted.code
    deleted.delete()
    later = make_session(title_en="Later", starts_at=local(11, 9))
    release()
    actor = make_user()
    seen = way_back(to=1).seen
    roll_back(to=1, seen=seen, with_draft=True, actor=actor, at=local(2, 9))
    one.refresh_from_db()
    later.refresh_from_db()
    assert (one.place, one.version, one.changed_by) == (hall, 2, actor)
    assert [row.speaker for row in one.appearances.all()] == [chair]
    assert [(row.language, row.channel) for row in one.interpretations.all()] == [("km", 2), ("th", 3)]
    assert list(one.documents.all()) == [paper]
    assert Session.objects.get(code=code).title_en == "Deleted"
    assert (later.starts_at, later.place) == (None, None)
    assert pending_changes() == ()


def test_one_session_goes_back_and_nothing_else():
    one, other = make_session(title_en="One"), make_session(title_en="Other")
    release()
    put(one, title_en="One, new")
    put(other, title_en="Other, new")
    release()
    made = back(1, one)
    assert (made.kind, made.back_to) == ("rollback1", 1)
    assert set(published()) == {"One", "Other, new"}
    assert current_programme().by_code[other.code].revision == 1


def test_one_session_back_into_a_room_that_another_has_now_is_refused():
    hall, attic = make_place(name_en="Hall"), make_place(name_en="Attic")
    one = make_session(title_en="One", place=hall)
    release()
    put(one, place=attic)
    make_session(title_en="Newcomer", place=hall)
    release()
    found = way_back(to=1, code=one.code)
    assert found.why_not.code == "would_double_book"
    with pytest.raises(Refused):
        back(1, one)
    assert Release.objects.count() == 2


def test_one_session_that_the_earlier_release_did_not_have_is_taken_out_again():
    make_session()
    release()
    added = make_session(title_en="Added")
    release()
    back(1, added)
    assert "Added" not in published()


def test_a_room_taken_in_the_draft_refuses_all_of_it():
    hall = make_place(name_en="Hall")
    one = make_session(title_en="One", place=hall)
    release()
    put(one, starts_at=local(10, 9))
    release()
    make_session(title_en="Newcomer", place=hall)  # in the draft only
    with pytest.raises(Refused, match="Newcomer") as caught:
        back(1, one, with_draft=True)
    assert (caught.value.code, Release.objects.count()) == ("room_taken", 2)
    assert back(1, one).number == 3


def test_back_to_what_is_there_now_is_refused():
    session = make_session()
    release()
    put(session, title_en="x")
    release()
    assert way_back(to=2).why_not.code == "nothing_changed"


def test_who_saw_an_old_preview_is_refused():
    session = make_session()
    release()
    put(session, title_en="x")
    release()
    seen = way_back(to=1).seen
    put(session, title_en="y")
    release()
    with pytest.raises(Refused) as caught:
        roll_back(to=1, seen=seen, actor=None, at=local(2, 9))
    assert caught.value.code == "changed_meanwhile"


def test_a_photograph_whose_consent_was_taken_back_is_not_published_again():
    session = make_session()
    speaker = make_speaker(session=session, photo="speakers/of-registration-1.jpg")
    Speaker.objects.filter(pk=speaker.pk).update(photo_agreed_at=local(1, 9))
    release()
    assert current_programme().person_by_code[speaker.code].photo
    Speaker.objects.filter(pk=speaker.pk).update(photo_agreed_at=None, photo="")
    put(session, title_en="Later")
    release()

    back(1)

    assert published().keys() == {session.title_en}
    assert current_programme().person_by_code[speaker.code].photo == ""
