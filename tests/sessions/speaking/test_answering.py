"""What speakers say for themselves."""

import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.test import Client
from PIL import Image

from ascn8.audit.models import AuditEvent
from delegates.models import User
from sessions.models import Appearance, Speaker
from sessions.speaking.inviting import invite
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


def jpeg(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), colour).save(out, "JPEG", exif=b"Exif\x00\x00secret")
    return out.getvalue()


def stored(file: FieldFile) -> bytes:
    with file.open() as opened:
        return opened.read()


def filled(client: Client, link: str, **fields: object) -> dict[str, object]:
    """What the browser would send of the page as it is, with `fields` over it."""
    form = client.get(link).context["form"]
    sent = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in sent.items() if value not in (None, False)} | fields


def test_a_speaker_without_account_completes_the_page_and_answers(staff: User, client: Client):
    speaker = asked(session=make.make_session(is_recorded=True))
    row = invite(speaker, actor=staff, at=AT)
    part = speaker.appearances.get()
    link = link_of(last_mail())
    typed = filled(
        client,
        link,
        name="Aminah  Rekaan\u202e",
        biography_ms="Satu.\r\n\r\nDua.",
        recording="no",
        photo=SimpleUploadedFile("me.jpg", jpeg()),
        **{f"answer_{part.pk}": "declined", f"words_{part.pk}": "I fly on that day."},
    )

    answer = client.post(link, typed)

    assert (answer.status_code, answer["Location"]) == (302, link)
    speaker.refresh_from_db()
    part.refresh_from_db()
    row.refresh_from_db()
    assert (speaker.name, speaker.biography_ms) == ("Aminah Rekaan", "Satu.\n\nDua.")
    assert (part.answer, part.words) == ("declined", "I fly on that day.")
    assert speaker.recording == "no"
    assert part.answered_at == speaker.recording_answered_at == row.completed_at == row.opened_at
    assert b"secret" not in stored(speaker.photo)
    assert client.get(f"{link}photo.jpg").status_code == 200


def test_the_same_press_twice_is_one_answer(staff: User, client: Client):
    speaker = asked()
    invite(speaker, actor=staff, at=AT)
    part, link = speaker.appearances.get(), link_of(last_mail())
    typed = filled(client, link, recording="yes", **{f"answer_{part.pk}": "confirmed"})

    sent = [client.post(link, {**typed, "photo": SimpleUploadedFile("x.jpg", jpeg())}) for _press in range(2)]

    assert [answer.status_code for answer in sent] == [302, 302]
    assert AuditEvent.objects.filter(action="speaker.answer").count() == 1
    part.refresh_from_db()
    first = part.answered_at
    assert client.post(link, typed).status_code == 302
    part.refresh_from_db()
    assert part.answered_at == first


def test_who_saves_over_a_later_change_is_told_and_loses_nothing_typed(staff: User, client: Client):
    speaker = asked()
    invite(speaker, actor=staff, at=AT)
    link = link_of(last_mail())
    typed = filled(client, link, position="Mayor of an invented city")
    Speaker.objects.filter(pk=speaker.pk).update(organisation="Changed by staff")

    answer = client.post(link, typed)

    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text
    assert "Mayor of an invented city" in answer.text
    speaker.refresh_from_db()
    assert (speaker.organisation, speaker.position) == ("Changed by staff", "")


def test_nobody_answers_for_the_part_of_somebody_else(staff: User, client: Client):
    speaker, other = asked(), asked(email="other@example.org")
    invite(speaker, actor=staff, at=AT)
    link, strange = link_of(last_mail()), other.appearances.get()

    client.post(link, filled(client, link, **{f"answer_{strange.pk}": "declined"}))

    strange.refresh_from_db()
    assert strange.answer == ""


def test_a_bad_picture_is_refused_in_words(staff: User, client: Client):
    speaker = asked()
    invite(speaker, actor=staff, at=AT)
    link = link_of(last_mail())

    answer = client.post(link, filled(client, link, photo=SimpleUploadedFile("me.jpg", b"<script>")))

    assert answer.status_code == 422
    assert "cannot be read as a picture" in answer.text


def test_the_signed_in_speaker_finds_the_page_and_whoever_is_none_finds_nothing(staff: User, client: Client):
    me = make.make_user()
    speaker = asked(registration=make.make_registration(me), follows_registration=True)
    speaker.registration.photo.save("badge.jpg", ContentFile(jpeg("navy")))
    speaker.registration.photo.close()
    part = speaker.appearances.get()
    client.force_login(me)
    typed = filled(client, "/me/speaking/", recording="yes", **{f"answer_{part.pk}": "confirmed"})

    assert "name" not in typed  # it is the registration's
    assert client.post("/me/speaking/", {**typed, "name": "Other"}).status_code == 302
    speaker.refresh_from_db()
    part.refresh_from_db()
    assert (part.answer, speaker.recording) == ("confirmed", "yes")
    assert speaker.name == f"{speaker.registration.given_name} {speaker.registration.family_name}"
    assert not speaker.photo  # the photograph of the badge is not public until the speaker says so

    client.post("/me/speaking/", filled(client, "/me/speaking/", shows_registration_photo="on"))
    speaker.refresh_from_db()
    assert stored(speaker.photo) == stored(speaker.registration.photo)
    assert speaker.photo.name != speaker.registration.photo.name

    client.force_login(make.make_user())
    assert client.get("/me/speaking/").status_code == client.get("/me/speaking/photo.jpg").status_code == 404
    assert Appearance.objects.get().answer == "confirmed"


def with_a_badge_photograph(**fields: object) -> Speaker:
    speaker = asked(registration=make.make_registration(), follows_registration=True, **fields)
    speaker.registration.photo.save("badge.jpg", ContentFile(jpeg("navy")))
    speaker.registration.photo.close()
    return speaker


def test_a_letter_to_an_office_gives_no_consent_to_the_photograph_of_a_badge(staff: User, client: Client):
    speaker = with_a_badge_photograph(email="office@example.org")
    invite(speaker, actor=staff, at=AT)
    link = link_of(last_mail())
    Speaker.objects.update(photo_agreed_at=AT)  # given by the person, signed in

    typed = filled(client, link)
    assert "shows_registration_photo" not in client.get(link).text
    client.post(link, {**typed, "biography_en": "Anew"})
    speaker.refresh_from_db()
    assert (speaker.biography_en, speaker.photo_agreed_at) == ("Anew", AT)  # what the person agreed to stays

    Speaker.objects.update(photo_agreed_at=None)
    client.post(link, {**filled(client, link), "shows_registration_photo": "on"})
    speaker.refresh_from_db()
    assert (speaker.photo_agreed_at, speaker.photo.name) == (None, "")


def test_a_letter_to_the_own_address_gives_it(staff: User, client: Client):
    speaker = with_a_badge_photograph()
    Speaker.objects.update(email=speaker.registration.user.email.upper())
    speaker.refresh_from_db()
    invite(speaker, actor=staff, at=AT)
    link = link_of(last_mail())

    client.post(link, filled(client, link, shows_registration_photo="on"))

    speaker.refresh_from_db()
    assert speaker.photo_agreed_at
