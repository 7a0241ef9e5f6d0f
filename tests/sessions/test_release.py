"""Publishing: numbers, revisions, what stays as cancelled, what is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.meeting.versions import number_of
from sessions.models import Appearance, Document, Release
from sessions.programme import current_programme
from sessions.release import pending_changes, publish, why_not_publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_track, make_user

pytestmark = pytest.mark.django_db


def release(at=None) -> Release:
    return publish(actor=None, at=at or local(1, 12))


def kept(release: Release, session) -> dict:
    return next(row for row in release.programme["sessions"] if row["guid"] == str(session.guid))


def test_publish_numbers_releases_and_raises_the_content_version():
    make_session()
    before = number_of("programme")
    first = release()
    make_session()
    second = release()
    assert (first.number, second.number) == (1, 2)
    assert number_of("programme") == before + 2


def test_publish_is_audited_with_its_actor():
    make_session()
    actor = make_user("programme@example.org")
    publish(actor=actor, at=local(1, 12), note_en="First")
    event = AuditEvent.objects.get(action="programme.publish")
    assert (event.actor, event.subject, event.detail) == (actor, "release 1", {"note": "First"})


def test_a_session_without_time_is_not_published():
    make_session(title_en="Timed")
    make_session(title_en="A secret draft", starts_at=None)
    assert [row["title_en"] for row in release().programme["sessions"]] == ["Timed"]


def test_the_public_reads_the_release_and_not_the_draft():
    make_meeting()
    session = make_session(title_en="As published")
    release()
    session.title_en = "As staff have it now"
    session.save()
    assert [item.title_en for item in current_programme().items] == ["As published"]


def test_nothing_to_publish_is_refused():
    make_session(starts_at=None)
    with pytest.raises(Refused) as caught:
        release()
    assert caught.value.code == "nothing_to_publish"
    assert not Release.objects.exists()


def test_publishing_the_same_again_is_refused():
    make_session()
    release()
    assert why_not_publish().code == "nothing_changed"
    with pytest.raises(Refused):
        release()
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_en", "Another title"),
        ("title_ms", "Tajuk lain"),
        ("abstract_en", "Another abstract"),
        ("is_cancelled", True),
        ("ends_at", local(9, 12)),
    ],
)
def test_what_a_calendar_shows_raises_the_revision(field, value):
    session, other = make_session(), make_session()
    release()
    setattr(session, field, value)
    session.save()
    second = release(at=local(2, 9))
    assert kept(second, session)["revision"] == 1
    assert kept(second, session)["changed_at"] == local(2, 9).isoformat()
    assert kept(second, other)["revision"] == 0
    assert kept(second, other)["changed_at"] == local(1, 12).isoformat()


@pytest.mark.parametrize(("field", "value"), [("bring_en", "A hat"), ("is_open", False), ("language", "ms")])
def test_what_no_calendar_shows_is_published_without_a_new_revision(field, value):
    session = make_session()
    release()
    setattr(session, field, value)
    session.save()
    row = kept(release(at=local(2, 9)), session)
    assert (row["revision"], row[field]) == (0, value)


def test_a_room_with_a_new_name_raises_the_revision_of_its_sessions():
    place = make_place()
    session = make_session(place=place)
    release()
    place.name_en = "Renamed"
    place.save()
    assert kept(release(), session)["revision"] == 1


def test_another_speaker_raises_the_revision():
    session = make_session()
    release()
    make_speaker(session=session)
    assert kept(release(), session)["revision"] == 1


def test_a_speaker_with_a_new_name_raises_the_revision():
    session = make_session()
    speaker = make_speaker(session=session)
    release()
    speaker.name = "Married Name"
    speaker.save()
    assert kept(release(), session)["revision"] == 1


def test_a_biography_alone_can_be_published():
    speaker = make_speaker(session=make_session())
    release()
    speaker.biography_en = "Builds bridges."
    speaker.save()
    assert why_not_publish() is None
    assert release().number == 2


def test_a_vanished_session_stays_as_cancelled_for_ever():
    make_meeting()
    stays = make_session()
    gone = make_session(title_en="Gone", place=make_place(name_en="Only here"), track=make_track())
    make_speaker(session=gone)
    release()
    guid, code = str(gone.guid), gone.code
    gone.delete()
    second = release(at=local(2, 9))
    row = next(row for row in second.programme["sessions"] if row["guid"] == guid)
    assert (row["is_gone"], row["is_cancelled"], row["revision"]) == (True, True, 1)
    stays.title_en = "Changed"
    stays.save()
    third = release(at=local(3, 9))
    assert next(row for row in third.programme["sessions"] if row["guid"] == guid) == row
    programme = current_programme()
    assert [item.title_en for item in programme.items] == ["Changed"]
    assert programme.by_code[code].room.name_en == "Only here"
    assert not programme.people


def test_a_session_that_comes_back_is_no_longer_cancelled():
    session = make_session()
    make_session()
    release()
    when = session.starts_at, session.ends_at
    session.starts_at = session.ends_at = None
    session.save()
    release()
    session.starts_at, session.ends_at = when
    session.save()
    row = kept(release(), session)
    assert (row["is_gone"], row["is_cancelled"], row["revision"]) == (False, False, 2)


def test_pending_changes_say_what_the_next_release_would_change():
    changed, cancelled, removed = (make_session(title_en=name) for name in ("One", "Two", "Three"))
    release()
    changed.starts_at -= dt.timedelta(hours=1)
    changed.save()
    cancelled.is_cancelled = True
    cancelled.save()
    removed.delete()
    make_session(title_en="Four", starts_at=local(10, 9))
    found = {change.title_en: change.what for change in pending_changes()}
    assert found == {"One": ("moved",), "Two": ("cancelled",), "Three": ("removed",), "Four": ("new",)}


def test_queries_do_not_grow_with_the_programme():
    def release_with(more: int) -> int:
        for _n in range(more):
            session = make_session(track=make_track())
            Appearance.objects.create(session=session, speaker=make_speaker(), role="chair")
        with CaptureQueriesContext(connection) as queries:
            release()
        return len(queries)

    release_with(1)
    assert release_with(1) == release_with(3)


def make_document(session, *, symbol="ASCN8/2025/INF.3", state="published", languages=("en",), **fields) -> Document:
    document = Document.objects.create(
        **{"symbol": symbol, "title_en": "On bridges", "state": state, "created_at": local(1, 9), **fields}
    )
    document.sessions.add(session)
    for language in languages:
        document.files.create(language=language, file=f"papers/{language}", name="a.pdf", uploaded_at=local(1, 9))
    return document


def test_a_release_holds_the_published_documents_of_a_session():
    make_meeting()
    session = make_session()
    document = make_document(session, languages=("en", "ms"), embargo_until=local(9, 9), classification="open")
    make_document(session, symbol="ASCN8/2025/INF.4", state="draft")
    make_document(session, symbol="ASCN8/2025/INF.5", title_en="A secret", classification="heads")
    row = kept(release(), session)
    assert [paper["symbol"] for paper in row["documents"]] == ["ASCN8/2025/INF.3"]
    (paper,) = current_programme().by_code[session.code].documents
    assert (paper.code, paper.classification, paper.languages) == (document.code, "open", ("en", "ms"))
    assert paper.embargo_until == local(9, 9)


def test_another_document_is_a_change_and_moves_no_calendar():
    session = make_session()
    release()
    make_document(session)
    assert [change.what for change in pending_changes()] == [("document",)]
    assert kept(release(), session)["revision"] == 0


def test_a_release_of_an_earlier_version_still_parses_and_does_not_differ():
    make_meeting()
    session = make_session()
    first = release()
    for row in first.programme["sessions"]:
        del row["documents"]
    first.save()
    assert current_programme().by_code[session.code].documents == ()
    assert why_not_publish().code == "nothing_changed"
