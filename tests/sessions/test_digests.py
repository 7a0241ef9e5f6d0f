"""One digest for exactly the people whom a release concerns, once, with the calendar update, and not at night."""

import datetime as dt
import email
import email.policy
import itertools

import icalendar
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from ascn8.outbox.envelopes import pack
from ascn8.outbox.models import Message
from sessions.models import Release, Session, Star
from sessions.release import publish
from sessions.releases.digest_mails import Writing, after_quiet_hours, forget_calendars
from sessions.releases.telling import preview, skip, tell, told_before
from sessions.signups import sign_up
from tests.factories import (
    local,
    make_category,
    make_meeting,
    make_registration,
    make_seating,
    make_session,
    make_speaker,
    make_user,
)

pytestmark = pytest.mark.django_db
_hours = itertools.count(1)


@pytest.fixture(autouse=True)
def meeting():
    make_meeting()


@pytest.fixture
def session():
    """In the first release, of which people were told."""
    made = make_session(title_en="Bridges", title_ms="Jambatan", starts_at=local(11, 10))
    make_session(title_en="Another")
    first = release()
    Release.objects.filter(pk=first.pk).update(telling="told", told_at=local(1, 9))
    return made


def release(at: dt.datetime | None = None) -> Release:
    return publish(actor=None, at=at or local(1, 9) + dt.timedelta(hours=next(_hours)))


def put(session: Session, **fields) -> None:
    Session.objects.filter(pk=session.pk).update(**fields)


def star(session: Session, **fields):
    user = make_user(**fields)
    Star.objects.create(user=user, session=session, starred_at=local(1, 9))
    return user


def who(made: Release, **more) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """{address: [(session, reasons)]}"""
    return {
        digest.email: [(one.difference.title_en, one.why) for one in digest.concerns]
        for digest in preview(made, **more).people
    }


def tell_all(made: Release, at: dt.datetime | None = None, **more) -> Job:
    at = at or local(5, 12)
    return tell(number=made.number, seen=preview(made, **more).seen, actor=None, at=at, **more)


# --- Who -------------------------------------------------------------------------------------------------------


def test_exactly_those_whom_it_concerns(session):
    other = Session.objects.get(title_en="Another")
    starred = star(session)
    star(other)
    head = make_category("head")
    session.required_categories.add(head)
    required = make_registration(category=head, state="approved").user
    make_registration(category=head, state="submitted")
    seated = make_registration(state="approved")
    sign_up(seating=make_seating(session), registration=seated, at=local(1, 9))
    speaker, chair = make_registration(state="approved"), make_registration(state="approved")
    make_speaker(session=session, registration=speaker)
    part = make_speaker(session=session, registration=chair).appearances.get()
    part.role = "chair"
    part.save()
    release()
    Release.objects.update(telling="told", told_at=local(2, 9))
    make_user()
    put(session, starts_at=local(11, 9))
    assert who(release()) == {
        starred.email: [("Bridges", ("starred",))],
        required.email: [("Bridges", ("required",))],
        seated.user.email: [("Bridges", ("seat",))],
        speaker.user.email: [("Bridges", ("speaks",))],
        chair.user.email: [("Bridges", ("speaks",))],
    }


def test_who_was_taken_out_of_a_session_hears_of_it(session):
    speaker = make_registration(state="approved")
    row = make_speaker(session=session, registration=speaker)
    release()
    Release.objects.update(telling="told", told_at=local(2, 9))
    row.appearances.all().delete()
    assert who(release()) == {speaker.user.email: [("Bridges", ("speaks",))]}


def test_a_session_that_vanished_or_was_cancelled_concerns_people_too(session):
    other = Session.objects.get(title_en="Another")
    one, two = star(session), star(other)
    put(session, starts_at=None, ends_at=None)
    put(other, is_cancelled=True)
    assert who(release()).keys() == {one.email, two.email}


def test_a_speaker_without_an_account_is_told_by_address(session):
    speaker = make_speaker(session=session, name="Invented Guest", email="Guest@example.org")
    make_speaker(session=session, email="")
    (digest,) = preview(release()).people
    assert (digest.user, digest.email, digest.name, digest.key) == (
        None,
        "Guest@example.org",
        "Invented Guest",
        f"speaker:{speaker.code}",
    )


def test_two_reasons_two_rows_one_address_are_one_digest(session):
    user = star(session, email="both@example.org")
    make_speaker(session=session, email="Both@example.org")
    other = Session.objects.get(title_en="Another")
    make_speaker(session=other, email="shared@example.org")
    make_speaker(session=session, email="Shared@example.org")
    found = preview(release()).people
    assert {(digest.email.lower(), digest.user, len(digest.concerns)) for digest in found} == {
        ("both@example.org", user, 1),
        ("shared@example.org", None, 2),
    }
    both = next(digest for digest in found if digest.user)
    assert both.concerns[0].why == ("speaks", "starred")


def test_who_may_no_longer_sign_in_is_told_nothing(session):
    star(session, is_active=False)
    put(session, title_en="x")
    assert who(release()) == {}


def test_what_came_and_went_again_is_told_to_nobody(session):
    star(session)
    put(session, starts_at=local(11, 9))
    release()
    put(session, starts_at=local(11, 10))
    made = release()
    assert who(made) == {}
    with pytest.raises(Refused) as caught:
        tell_all(made)
    assert caught.value.code == "nobody"


def test_all_releases_since_the_last_told_one_are_covered(session):
    user = star(session)
    put(session, starts_at=local(11, 9))
    second = release()
    put(session, title_en="Roads")
    third = release()
    (digest,) = preview(third).people
    assert digest.concerns[0].difference.what == ("moved", "retitled")
    tell_all(third)
    second.refresh_from_db()
    assert second.telling == "told"
    put(session, title_en="Rails")
    assert who(release()) == {user.email: [("Rails", ("starred",))]}


def test_a_skipped_release_is_left_out_or_taken_in_by_choice(session):
    star(session)
    put(session, title_en="Roads")
    skipped = release()
    skip(number=skipped.number, actor=None, at=local(5, 9))
    other = Session.objects.get(title_en="Another")
    two = star(other)
    put(other, title_en="Other")
    made = release()
    assert who(made).keys() == {two.email}
    assert len(who(made, with_skipped=True)) == 2
    assert (told_before(made.number), told_before(made.number, with_skipped=True)) == (2, 1)


def test_the_number_of_queries_does_not_grow_with_the_people(session):
    def ask(more: int) -> int:
        for _person in range(more):
            star(session)
            make_speaker(session=session, email=f"guest{next(_hours)}@example.org")
        made = release()
        with CaptureQueriesContext(connection) as queries:
            preview(made)
        return len(queries)

    ask(1)
    assert ask(1) == ask(3)


# --- Once ------------------------------------------------------------------------------------------------------


def test_the_button_makes_one_job_and_the_job_one_mail_for_each(session):
    user = star(session)
    put(session, starts_at=local(11, 9))
    made = release()
    first = tell_all(made)
    assert tell(number=made.number, seen="anything", actor=None, at=local(5, 13)) == first
    assert Job.objects.count() == 1
    assert run(first.pk)
    assert not run(first.pk)
    made.refresh_from_db()
    message = Message.objects.get()
    assert (message.recipient, message.key) == (user, f"digest:{made.number}:{user.pk}")
    assert (made.telling, made.told_at) == ("told", local(5, 12))


def test_a_killed_worker_leaves_the_rest_to_the_next_and_writes_nothing_twice(session):
    people = [star(session) for _ in range(3)]
    put(session, starts_at=local(11, 9))
    made = release()
    job = tell_all(made)
    writing = Writing(made.number, 1)
    writing.promise(writing.digests[0], at=local(5, 12))  # then the worker was gone
    assert run(job.pk)
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted(user.pk for user in people)
    job.refresh_from_db()
    assert job.output["summary"] == "3 people are told."


def test_a_list_that_nobody_saw_is_not_told(session):
    star(session)
    put(session, starts_at=local(11, 9))
    made = release()
    seen = preview(made).seen
    late = star(session)
    with pytest.raises(Refused) as caught:
        tell(number=made.number, seen=seen, actor=None, at=local(5, 12))
    assert caught.value.code == "changed_meanwhile"
    assert not Job.objects.exists()
    late.stars.all().delete()
    job = tell(number=made.number, seen=seen, actor=None, at=local(5, 12))
    star(session)  # after the button: not on the list that was seen
    run(job.pk)
    assert Message.objects.count() == 1


def test_only_the_latest_release_is_told_and_none_twice(session):
    star(session)
    put(session, starts_at=local(11, 9))
    second = release()
    put(session, title_en="x")
    third = release()
    with pytest.raises(Refused) as caught:
        tell_all(second)
    assert caught.value.code == "not_latest"
    tell_all(third)
    with pytest.raises(Refused) as caught:
        skip(number=third.number, actor=None, at=local(5, 13))
    assert caught.value.code == "told_already"


# --- What ------------------------------------------------------------------------------------------------------


def told(session: Session, at: dt.datetime, language: str = "en") -> Message:
    """What somebody who starred it gets of the next release."""
    star(session, language=language)
    job = tell_all(release(), at=at)
    job_input = job.input
    writing = Writing(job_input["release"], job_input["since"])
    writing.promise(writing.digests[0], at=at)
    return Message.objects.get()


def test_the_mail_says_what_was_and_what_is_in_the_persons_language(session):
    put(session, starts_at=local(11, 9), title_ms="Jambatan baharu")
    message = told(session, local(5, 12), language="ms")
    assert message.language == "ms"
    for text in (message.text, message.html):
        assert "Jambatan baharu" in text
        assert "10:00–11:00" in text
        assert "09:00–11:00" in text
        assert f"/ms/agenda/{session.code}/" in text


def calendars(message: Message) -> dict[str, icalendar.Calendar]:
    """The attached calendars by the method that the mail names."""
    found = {}
    for row in message.attachments:
        with default_storage.open(row["file"]) as file:
            found[row["type"].split("method=")[1].split(";")[0]] = icalendar.Calendar.from_ical(file.read())
    return found


def test_the_calendar_update_raises_the_sequence(session):
    put(session, starts_at=local(11, 9))
    message = told(session, local(5, 12))
    found = calendars(message)
    assert found.keys() == {"PUBLISH"}
    assert found["PUBLISH"]["method"] == "PUBLISH"
    (event,) = found["PUBLISH"].walk("VEVENT")
    assert (int(event["sequence"]), event["status"], event.decoded("dtstart")) == (1, "CONFIRMED", local(11, 9))
    mail = email.message_from_bytes(pack(message).data, policy=email.policy.SMTP)
    (part,) = mail.iter_attachments()
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar",
        "PUBLISH",
        "programme.ics",
    )


def test_a_cancellation_is_a_calendar_of_its_own_with_method_cancel(session):
    put(session, is_cancelled=True)
    found = calendars(told(session, local(5, 12)))
    assert found.keys() == {"CANCEL"}
    assert found["CANCEL"]["method"] == "CANCEL"
    (event,) = found["CANCEL"].walk("VEVENT")
    assert (int(event["sequence"]), event["status"]) == (1, "CANCELLED")


def test_who_holds_a_seat_gets_the_time_of_the_own_departure(session):
    person = make_registration(state="approved")
    leaves = make_seating(session, starts_at=local(11, 8), meeting_point_en="Coach bay")
    sign_up(seating=leaves, registration=person, at=local(1, 9))
    put(session, starts_at=local(11, 9))
    made = release()
    writing = Writing(made.number, 1)
    writing.promise(writing.digests[0], at=local(5, 12))
    (event,) = calendars(Message.objects.get(kind="programme_changes"))["PUBLISH"].walk("VEVENT")
    assert (event.decoded("dtstart"), event["location"]) == (local(11, 8), "Coach bay")


def test_what_no_calendar_shows_brings_no_file(session):
    put(session, bring_en="A hat")
    assert told(session, local(5, 12)).attachments == []


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (local(5, 21, 59), local(5, 21, 59)),
        (local(5, 22), local(6, 7)),
        (local(6, 0, 30), local(6, 7)),
        (local(6, 6, 59), local(6, 7)),
        (local(6, 7), local(6, 7)),
        (local(5, 12), local(5, 12)),
    ],
)
def test_nobody_is_woken(at, sent):
    assert after_quiet_hours(at) == sent
    assert after_quiet_hours(at.astimezone(dt.UTC)) == sent


def test_the_quiet_hours_are_those_of_the_venue_and_old_news_is_not_sent(session):
    put(session, starts_at=local(11, 9))
    message = told(session, local(5, 23))
    assert message.not_before == local(6, 7)
    assert message.useful_until == local(11, 11)


def test_calendar_files_go_when_the_mails_are_long_out(session):
    put(session, starts_at=local(11, 9))
    (file,) = told(session, local(5, 12)).attachments
    written = default_storage.get_modified_time(file["file"])
    assert forget_calendars(at=written + dt.timedelta(days=29)) == 0
    assert forget_calendars(at=written + dt.timedelta(days=31)) == 1
    assert not default_storage.exists(file["file"])
