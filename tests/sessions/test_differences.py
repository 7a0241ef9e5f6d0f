"""How two states of the programme differ: one test for each kind, and what is no difference."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from sessions.models import Appearance, Document, Session
from sessions.release import pending_changes, publish
from sessions.releases.differences import Difference, differences, from_data
from sessions.releases.history import between, changes_of, entries, releases
from sessions.releases.wording import lines, tags
from sessions.snapshot import draft
from tests.factories import ZONE, local, make_meeting, make_place, make_session, make_speaker, make_track

pytestmark = pytest.mark.django_db


def release(at=None):
    return publish(actor=None, at=at or local(1, 12))


def change(session: Session, **fields) -> Difference:
    """What the next release would say after these fields of `session` were set."""
    Session.objects.filter(pk=session.pk).update(**fields)
    (found,) = pending_changes()
    return found


def words(difference: Difference, language: str = "en") -> list[tuple[str, str, str]]:
    with translation.override(language), timezone.override(ZONE):
        return [(line.label, line.old, line.new) for line in lines(difference)]


@pytest.fixture
def session():
    make_meeting()
    made = make_session(title_en="Bridges", title_ms="Jambatan", place=make_place(name_en="Hall", name_ms="Dewan"))
    release()
    return made


def test_a_moved_session_says_both_times(session):
    found = change(session, starts_at=local(10, 9), ends_at=local(10, 10, 30))
    assert found.what == ("moved",)
    assert words(found) == [("Time", "Tue 9 Sep, 10:00–11:00", "Wed 10 Sep, 09:00–10:30")]


def test_another_room_says_both_names_in_both_languages(session):
    found = change(session, place=make_place(name_en="Attic", name_ms="Loteng"))
    assert found.what == ("room",)
    assert words(found) == [("Place", "Hall", "Attic")]
    assert words(found, "ms")[0][1:] == ("Dewan", "Loteng")


def test_a_room_of_another_name_is_another_room_to_the_reader(session):
    session.place.name_en = "Hall One"
    session.place.save()
    (found,) = pending_changes()
    assert (found.what, words(found)) == (("room",), [("Place", "Hall", "Hall One")])


def test_a_retitled_session(session):
    found = change(session, title_en="Bridges and roads")
    assert (found.what, words(found)) == (("retitled",), [("Title", "Bridges", "Bridges and roads")])


def test_moved_into_another_room_under_another_title_is_one_difference_of_three_kinds(session):
    found = change(session, title_en="X", starts_at=local(9, 9), place=make_place())
    assert found.what == ("moved", "room", "retitled")
    assert [tag.tone for tag in tags(found.what)] == ["warn", "warn", "info"]


def test_cancelled_and_back(session):
    assert change(session, is_cancelled=True).what == ("cancelled",)
    release()
    assert change(session, is_cancelled=False).what == ("restored",)


def test_taken_out_and_back(session):
    make_session()
    release()
    gone = change(session, starts_at=None, ends_at=None)
    assert (gone.what, gone.title_en) == (("removed",), "Bridges")
    assert words(gone) == [("Time", "Tue 9 Sep, 10:00–11:00", ""), ("Place", "Hall", "")]
    release()
    assert pending_changes() == ()
    assert change(session, starts_at=local(9, 10), ends_at=local(9, 11)).what == ("restored",)


def test_a_new_session_says_when_and_where(session):
    make_session(title_en="Roads", starts_at=local(11, 9), place=make_place(name_en="Attic"))
    (found,) = pending_changes()
    assert found.what == ("new",)
    assert words(found) == [("Time", "", "Thu 11 Sep, 09:00–10:00"), ("Place", "", "Attic")]


def test_who_comes_and_who_goes_is_named_with_the_role(session):
    stays, goes = make_speaker(session=session, name="Stays"), make_speaker(session=session, name="Goes")
    release()
    Appearance.objects.filter(speaker=goes).delete()
    Appearance.objects.create(session=session, speaker=make_speaker(name="Comes"), role="chair", position=99)
    stays.name = "Stays Renamed"
    stays.save()
    (found,) = pending_changes()
    assert found.what == ("speaker",)
    assert words(found) == [
        ("Name", "Speaker: Stays", "Speaker: Stays Renamed"),
        ("No longer in it", "Speaker: Goes", ""),
        ("New in it", "", "Chair: Comes"),
    ]


def test_documents(session):
    made = {"title_en": "On bridges", "created_at": local(1, 9), "state": "published"}
    first, second = (Document.objects.create(symbol=f"INF.{n}", **made) for n in (1, 2))
    first.sessions.add(session)
    (found,) = pending_changes()
    assert (found.what, words(found)) == (("document",), [("New document", "", "INF.1 On bridges")])
    release()
    first.sessions.clear()
    second.sessions.add(session)
    (found,) = pending_changes()
    assert [line[0] for line in words(found)] == ["Document taken out", "New document"]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"abstract_en": "Of steel"}, ("Abstract (English)", "", "Of steel")),
        ({"is_open": False}, ("Open to all participants", "yes", "no")),
        ({"kind": "talk"}, ("Kind", "Plenary", "Expert talk")),
        ({"language": "ms"}, ("Language", "", "Malay")),
        ({"bring_en": "A hat"}, ("What to bring (English)", "", "A hat")),
    ],
)
def test_other_facts(session, fields, line):
    found = change(session, **fields)
    assert (found.what, words(found)) == (("other",), [line])


def test_another_track_and_interpretation_are_details(session):
    session.track = make_track(name_en="Water")
    session.save()
    session.interpretations.create(language="km", channel=4)
    (found,) = pending_changes()
    assert found.what == ("other",)
    assert words(found) == [("Track", "", "Water"), ("Interpretation", "", "Khmer"), ("Channels", "", "Khmer: 4")]


def test_what_no_reader_sees_is_no_difference(session):
    Session.objects.filter(pk=session.pk).update(expected=40, version=9, changed_at=local(2, 9), shares_place=True)
    assert pending_changes() == ()


def test_a_state_does_not_differ_from_itself_and_there_and_back_is_nothing(session):
    state = draft()
    assert differences(state, state) == ()
    change(session, starts_at=local(9, 9))
    release()
    Session.objects.filter(pk=session.pk).update(starts_at=local(9, 10))
    release()
    assert [one.what for one in between(2, 3)] == [("moved",)]
    assert between(1, 3) == ()


def test_each_release_keeps_what_it_changed(session, django_assert_num_queries):
    found = change(session, starts_at=local(9, 9))
    second = release()
    second.refresh_from_db()
    assert [from_data(row) for row in second.changes] == [found] == list(changes_of(second))
    with django_assert_num_queries(1):
        assert [(entry.is_first, entry.changes) for entry in entries(releases())] == [(False, (found,)), (True, ())]


def test_a_release_from_before_changes_were_kept_is_compared_with_the_one_before(session):
    found = change(session, starts_at=local(9, 9))
    second = release()
    second.changes = None
    second.save()
    assert changes_of(second) == (found,)


def test_the_later_of_two_ends_is_how_long_the_news_matters(session):
    found = change(session, starts_at=local(9, 8), ends_at=local(9, 9))
    assert found.last_moment == local(9, 11)
    assert dt.datetime.fromisoformat(found.ends_at) == local(9, 9)
