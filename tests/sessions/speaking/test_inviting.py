"""The letter to a speaker and its secret link."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.models import User
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.speaking.inviting import ends_at, invite, never_invited, remind, remind_speakers, revoke
from tests import factories as make
from tests.sessions.speaking.asked import AT, asked, last_mail, link_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.local(3, 12)):
        yield


@pytest.fixture
def staff() -> User:
    make.make_meeting()
    return make.make_staff("Programme")


def test_the_letter_names_the_sessions_and_its_secret_is_kept_nowhere(staff: User):
    speaker = asked()

    row = invite(speaker, actor=staff, at=AT)

    mail = last_mail()
    token = link_of(mail).split("/")[2]
    assert mail.to == "aminah@example.org"
    assert str(speaker.sessions.get()) in mail.text
    assert mail.useful_until == ends_at() == make.local(13, 0)
    assert token not in f"{vars(row)} {mail.key}"
    assert Appearance.objects.get(speaker=speaker).answer == "asked"


def test_a_second_press_sends_nothing_and_a_new_letter_ends_the_link_of_the_first(staff: User, client: Client):
    speaker = asked()
    invite(speaker, actor=staff, at=AT)
    first = link_of(last_mail())

    invite(speaker, actor=staff, at=AT + dt.timedelta(minutes=1))
    assert Message.objects.count() == SpeakerInvitation.objects.count() == 1
    assert client.get(first).status_code == 200

    invite(speaker, actor=staff, at=AT + dt.timedelta(days=2))
    assert client.get(first).status_code == 410
    assert client.get(link_of(last_mail())).status_code == 200


def test_nobody_is_invited_without_address_or_session_or_after_the_meeting(staff: User):
    for speaker, at, code in (
        (asked(email=""), AT, "no_address"),
        (make.make_speaker(email="x@example.org"), AT, "no_session"),
        (asked(), ends_at(), "over"),
    ):
        with pytest.raises(Refused) as refused:
            invite(speaker, actor=staff, at=at)
        assert refused.value.code == code
    assert not Message.objects.exists()


def test_whoever_has_not_answered_is_reminded_once(staff: User, client: Client):
    waits, answered, cancelled = asked(), asked(email="b@example.org"), asked(email="c@example.org")
    for speaker in (waits, answered, cancelled):
        invite(speaker, actor=staff, at=AT)
    first = link_of(Message.objects.get(to=waits.email))
    SpeakerInvitation.objects.filter(speaker=answered).update(completed_at=AT)
    revoke(cancelled.invitations.get(), actor=staff, at=AT)

    assert remind_speakers(at=AT + dt.timedelta(days=4)) == 0
    assert remind_speakers(at=AT + dt.timedelta(days=5)) == 1
    assert remind_speakers(at=AT + dt.timedelta(days=6)) == 0
    assert [mail.to for mail in Message.objects.order_by("pk")[3:]] == [waits.email]
    assert client.get(first).status_code == 410 or client.get(first).status_code == 404
    assert client.get(link_of(last_mail())).status_code == 200
    with pytest.raises(Refused) as refused:
        remind(waits.invitations.get(), actor=staff, at=AT + dt.timedelta(days=7))
    assert refused.value.code == "reminded"


@pytest.mark.parametrize("end", ["wrong", "revoked", "over"])
def test_a_link_that_is_wrong_revoked_or_over_shows_nothing_and_changes_nothing(end: str, staff: User, client: Client):
    speaker = asked()
    row = invite(speaker, actor=staff, at=AT)
    link = link_of(last_mail())
    part = Appearance.objects.get(speaker=speaker)
    if end == "wrong":
        link = f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/"
    elif end == "revoked":
        revoke(row, actor=staff, at=AT)
    else:
        make.make_meeting(ends_on=dt.date(2024, 9, 12), starts_on=dt.date(2024, 9, 8))

    shown = client.get(link)
    sent = client.post(link, {"name": "Somebody else", f"answer_{part.pk}": "confirmed"})

    assert (shown.status_code, sent.status_code) == ((404, 404) if end == "wrong" else (410, 410))
    assert speaker.name not in shown.text
    speaker.refresh_from_db()
    part.refresh_from_db()
    assert (speaker.name, part.answer) != ("Somebody else", "confirmed")
    assert part.answer == "asked"
    assert client.get(f"{link}photo.jpg").status_code == 404


def test_a_scanner_that_opens_every_link_changes_nothing(staff: User, client: Client, django_assert_max_num_queries):
    speaker = asked()
    invite(speaker, actor=staff, at=AT)
    before = [*SpeakerInvitation.objects.values(), *Appearance.objects.values(), *Speaker.objects.values()]

    with django_assert_max_num_queries(12) as queries:
        page = client.get(link_of(last_mail()))
        client.head(link_of(last_mail()))

    assert not [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [*SpeakerInvitation.objects.values(), *Appearance.objects.values(), *Speaker.objects.values()] == before
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_those_whom_nobody_asked_are_found(staff: User):
    speaker, unreachable = asked(), asked(email="")
    assert list(never_invited()) == [speaker]

    invite(speaker, actor=staff, at=AT)
    assert not never_invited().exists()
    assert unreachable.email == ""
