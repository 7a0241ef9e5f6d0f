"""Promises: one for each key, in the person's words and language, with typed text as data."""

import datetime as dt
import threading
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ascn8.outbox.delivery import claim
from ascn8.outbox.envelopes import pack
from ascn8.outbox.models import Message
from ascn8.outbox.queueing import enqueue
from tests.factories import make_meeting, make_user

SAMPLE = {"kind": "sample", "template": "sample", "to": "person@example.org"}


def test_enqueue_promises_once_for_a_key(promise):
    first = promise(key="seat:AB:1")

    again = enqueue(key="seat:AB:1", context={"name": "Another"}, at=timezone.now(), **SAMPLE)

    assert again is None
    assert list(Message.objects.values_list("pk", "state")) == [(first.pk, "queued")]


def test_what_must_wait_is_sent_after_its_time_and_not_before(promise):
    now = timezone.now()
    night = promise(key="digest:1", not_before=now + dt.timedelta(hours=8))

    assert claim(night.pk, at=now + dt.timedelta(hours=7)) is None
    assert night.give_up_at > now + dt.timedelta(hours=8)
    assert claim(night.pk, at=now + dt.timedelta(hours=8, seconds=1))


def test_enqueue_leaves_the_callers_transaction_usable_after_a_race_for_the_key(promise, monkeypatch):
    promise(key="seat:AB:1")
    # As if the other had committed between our look and our insert.
    monkeypatch.setattr("ascn8.outbox.queueing.Message.objects.filter", _blind_once(Message.objects.filter))

    with transaction.atomic():
        assert enqueue(key="seat:AB:1", context={"name": "X"}, at=timezone.now(), **SAMPLE) is None
        make_user("later@example.org")

    assert Message.objects.count() == 1


def _blind_once(look):
    looks = []

    def filtered(**conditions):
        looks.append(conditions)
        return Message.objects.none() if len(looks) == 1 else look(**conditions)

    return filtered


def test_enqueue_does_not_hide_other_damage(promise):
    with pytest.raises(IntegrityError):
        promise(kind=None)


def test_enqueue_in_a_rolled_back_transaction_promises_nothing(promise):
    with transaction.atomic():
        promise()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_enqueue_of_one_key_from_twenty_threads_promises_once(promise):
    make_meeting()
    results, gate = [], threading.Barrier(20)

    def write(n):
        gate.wait()
        with transaction.atomic():
            made = enqueue(key="seat:AB:1", context={"name": f"Person {n}"}, at=timezone.now(), **SAMPLE)
            results.append(made is not None)
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False] * 19 + [True]
    assert Message.objects.count() == 1


def test_enqueue_writes_in_the_language_of_the_person(promise):
    reader = make_user("ms@example.org", language="ms")

    message = promise(user=reader, to="")

    assert (message.to, message.language, message.recipient) == ("ms@example.org", "ms", reader)
    assert message.subject == "Tukar kata laluan: Siti binti Contoh"
    assert "Mesyuarat Tahunan Ke-8" in message.text
    assert '<html lang="ms">' in message.html


def test_enqueue_wakes_a_worker_after_the_commit_with_the_key_of_the_row_only(
    promise, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr("ascn8.outbox.tasks.deliver.apply_async", lambda args, **options: sent.append(args[0]))

    with django_capture_on_commit_callbacks(execute=True):
        message = promise()
        assert sent == []

    assert sent == [[message.pk]]


def test_a_broker_that_is_away_does_not_disturb_the_promise(promise, django_capture_on_commit_callbacks, monkeypatch):
    def away(args, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr("ascn8.outbox.tasks.deliver.apply_async", away)

    with django_capture_on_commit_callbacks(execute=True):
        promise()

    assert Message.objects.get().state == "queued"


def body(mail, kind):
    """One part of a mail with the line ends of Unix."""
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


HOSTILE = {
    "new line": "Eve\r\nBcc: all@evil.example",
    "template": "{{ 7|add:7 }} {% now 'Y' %}",
    "format": "{0.__class__} %(name)s ${name}",
    "markup": '<script>alert(1)</script><a href="https://evil.example">win</a>',
    "override": "Siti \u202egnp.exe\u202c",
    "nul": "Si\x00ti",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_stays_data_in_every_part(promise, name):
    message = promise(name=name)

    mail = message_from_bytes(pack(message).data, policy=modern)
    text, html = body(mail, "plain"), body(mail, "html")

    assert mail["Bcc"] is None
    assert mail["To"] == "person@example.org"
    assert len(mail.get_all("Subject")) == 1
    assert "<script" not in html
    assert 'href="https://evil' not in html
    assert "14" not in text.splitlines()[0]
    for part in (mail["Subject"], text, html):
        assert not set(part) & set("\u202e\u202c\x00\r")


def test_templates_and_format_signs_in_a_name_arrive_letter_by_letter(promise):
    name = "{{ settings.SECRET_KEY }} {0.__class__} %(x)s"

    message = promise(name=name)

    for part in (message.subject, message.text, message.html):
        assert name in part.replace("\u2060", "")


@pytest.mark.parametrize(
    "name", ["Visit https://evil.example/win now", "evil.example", "www.evil.example", "a@evil.example", "EVIL.Example"]
)
def test_no_mail_program_finds_a_link_in_a_name(promise, name):
    message = promise(name=name)

    for part in (message.text, message.html):
        assert "evil.example" not in part.lower()
        assert name in part.replace("\u2060", "")


def test_our_own_address_and_the_contact_stay_links(promise, settings):
    settings.SITE_URL = "https://meeting.example.org"

    message = promise()

    assert 'href="https://meeting.example.org/me/"' in message.html
    assert "https://meeting.example.org/" in message.text
    assert "secretariat@ascn8.example" in message.text


def test_plain_text_shows_no_html_escapes(promise):
    message = promise(name="D'Souza & Sons <Ltd>")

    assert "Dear D'Souza & Sons <Ltd>," in message.text
    assert "D&#x27;Souza &amp; Sons &lt;Ltd&gt;" in message.html


@pytest.mark.parametrize(
    "name", ["សុខ សុភា", "มานี มีนา", "Nguyễn Thị Ánh Tuyết", "عبد الرحمن بن يوسف", "陈 小明", "நாகராஜன் " * 12]
)
def test_names_in_every_script_survive_the_journey(promise, name):
    message = promise(name=name)

    mail = message_from_bytes(pack(message).data, policy=modern)

    assert mail["Subject"] == message.subject
    assert body(mail, "plain") == message.text
    assert body(mail, "html") == message.html
    assert all(len(line) <= 998 and line.isascii() for line in pack(message).data.split(b"\r\n"))
