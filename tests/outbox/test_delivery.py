"""Sending against a real SMTP server, with everything that can go wrong on the way."""

import datetime as dt
import threading
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from ascn8.outbox import delivery
from ascn8.outbox.delivery import claim, deliver, deliver_batch
from ascn8.outbox.models import Message
from ascn8.outbox.sweeping import sweep_outbox
from tests.outbox.servers import DROP, HANG, FaultyServer

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def server(settings):
    post = FaultyServer()
    settings.EMAIL_URL = post.url
    yield post
    post.stop()


@pytest.fixture
def later(monkeypatch):
    """later(seconds): let the time of the delivery pass."""

    real, passed = timezone.now, []
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(seconds=sum(passed)))

    def wait(seconds):
        passed.append(seconds)
        delivery._server_answers()
        return timezone.now()

    return wait


def state(message):
    message.refresh_from_db()
    return message.state


def test_deliver_sends_a_whole_mail(promise, server, settings):
    settings.SITE_URL = "https://meeting.example.org"
    default_storage.save("badges/x.pdf", ContentFile(b"%PDF-1.7 invented"))
    attachment = {"file": "badges/x.pdf", "name": "ASCN8-badge.pdf", "type": "application/pdf"}
    message = promise(key="badge:X", language="ms", attachments=[attachment])

    assert deliver(message.pk)

    (mail,) = server.accepted
    assert mail["From"] == "ASCN8 <no-reply@ascn8.example>"
    assert mail["To"] == "person@example.org"
    assert mail["Reply-To"] == "secretariat@ascn8.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ms"
    assert mail["Date"].datetime
    assert mail["Message-ID"].endswith("@meeting.example.org>")
    assert "badge" not in mail["Message-ID"]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("ASCN8-badge.pdf", b"%PDF-1.7 invented")
    assert state(message) == "sent"
    assert message.sent_at >= message.handed_over_at >= message.claimed_at
    assert (message.attempts, message.last_error) == (1, "")


def test_the_message_id_comes_from_the_promise_and_the_site(promise):
    ids = {delivery.pack(promise(key=key)).name for key in ("a", "b")}

    assert len(ids) == 2
    assert delivery.pack(Message.objects.get(key="a")).name in ids


def test_a_sent_message_is_not_sent_again(promise, server):
    message = promise()

    assert [deliver(message.pk), deliver(message.pk)] == [True, False]

    assert len(server.accepted) == 1


def test_a_message_that_is_not_due_waits(promise, server, later):
    message = promise()
    Message.objects.update(not_before=timezone.now() + 60 * SECOND)

    assert not deliver(message.pk)
    later(61)
    assert deliver(message.pk)


def test_lines_that_begin_with_a_dot_arrive_whole(promise, server):
    message = promise()
    Message.objects.update(text=".\n..two\nthe end\n.\n", html="")

    deliver(message.pk)

    assert server.accepted[0].get_content().replace("\r\n", "\n") == ".\n..two\nthe end\n.\n"


# --- The server says no -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_for_now_is_tried_again_later(promise, server, later, step):
    server.faults[step] = ["451 4.7.1 greylisted, come back", None]
    message = promise()
    began = timezone.now()

    assert not deliver(message.pk)

    assert state(message) == "queued"
    assert message.last_error == "TryLater: 451 4.7.1 greylisted, come back"
    assert 9 * SECOND <= message.not_before - began <= 12 * SECOND
    assert message.handed_over_at is None
    later(12)
    assert deliver(message.pk)
    assert state(message) == "sent"
    assert len(server.accepted) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_for_good_is_shown_to_staff_and_not_tried_again(promise, server, later, step):
    server.faults[step] = ["550 5.1.1 no such person", None]
    message = promise()

    assert not deliver(message.pk)
    later(90_000)
    assert not deliver(message.pk)

    assert state(message) == "failed"
    assert message.last_error == "Rejected: 550 5.1.1 no such person"
    assert server.accepted == []


def test_a_refused_mail_does_not_hold_up_the_others_on_the_same_connection(promise, server):
    server.faults["RCPT"] = [None, "550 no", "451 later", None]
    messages = [promise() for _n in range(4)]

    assert deliver_batch([message.pk for message in messages]) == 2

    assert [state(message) for message in messages] == ["sent", "failed", "queued", "sent"]
    assert server.connections == 1


def test_the_waits_grow_and_end_after_three_days(promise, server, later):
    server.faults["RCPT"] = "451 later"
    message = promise()
    waits = []

    while state(message) == "queued":
        deliver(message.pk)
        if state(message) == "queued":
            waits.append(round((message.not_before - timezone.now()) / SECOND))
            later(waits[-1] + 1)

    assert waits[:8] == [10, 60, 300, 900, 1800, 3600, 3600, 3600]
    assert 70 * 3600 < sum(waits) <= 72 * 3600
    assert state(message) == "failed"


# --- The line breaks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "fault"), [("MAIL", DROP), ("MAIL", HANG), ("RCPT", DROP), ("RCPT", HANG), ("354", DROP)]
)
def test_a_line_lost_before_the_last_byte_is_tried_again_and_arrives_once(promise, server, later, step, fault):
    server.faults[step] = [fault]
    message = promise()
    began = time.monotonic()

    assert not deliver(message.pk)

    assert time.monotonic() - began < 5
    assert state(message) == "queued"
    assert message.last_error.startswith("ServerAway")
    later(20)
    assert deliver(message.pk)
    assert len(server.accepted) == 1


@pytest.mark.parametrize("fault", [DROP, HANG])
def test_a_line_lost_after_the_last_byte_is_uncertain_and_never_sent_again_by_itself(promise, server, later, fault):
    server.faults["AFTER"] = [fault]
    message = promise()

    assert not deliver(message.pk)

    assert state(message) == "uncertain"
    assert message.handed_over_at
    for _hour in range(80):
        sweep_outbox(at=later(3600))
        assert not deliver(message.pk)
    assert state(message) == "uncertain"
    assert len(server.accepted) == 1


def test_after_a_lost_line_the_rest_of_the_batch_is_sent_on_a_new_one(promise, server):
    server.faults["AFTER"] = [DROP]
    messages = [promise() for _n in range(3)]

    deliver_batch([message.pk for message in messages])

    assert [state(message) for message in messages] == ["uncertain", "sent", "sent"]
    assert len(server.accepted) == 3


def test_a_server_that_is_away_costs_a_worker_one_attempt(promise, server, later):
    server.stop()
    messages = [promise() for _n in range(3)]

    deliver_batch([message.pk for message in messages])
    deliver_batch([message.pk for message in messages])

    assert [state(message) for message in messages] == ["queued"] * 3
    assert [message.attempts for message in messages] == [1, 0, 0]


def test_a_server_that_was_away_for_an_hour_gets_everything_within_ten_minutes(promise, settings, later):
    box = FaultyServer()
    settings.EMAIL_URL = box.url
    box.faults["MAIL"] = "421 4.3.2 maintenance"
    messages = [promise() for _n in range(30)]
    pks = [message.pk for message in messages]

    for _minute in range(60):
        deliver_batch(pks)
        later(60)
    box.faults.clear()
    for _minute in range(10):
        deliver_batch(pks)
        later(60)
    box.stop()

    assert {state(message) for message in messages} == {"sent"}
    assert len(box.accepted) == 30


def test_a_missing_attachment_is_tried_again_and_never_left_out(promise, server):
    message = promise(attachments=[{"file": "badges/none.pdf", "name": "b.pdf", "type": "application/pdf"}])

    assert not deliver(message.pk)

    assert state(message) == "queued"
    assert "FileNotFoundError" in message.last_error
    assert server.accepted == []


# --- Claims -------------------------------------------------------------------------------------------------------


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_every_mail_once(promise, server):
    pks = [promise().pk for _n in range(10)]
    gate, sent = threading.Barrier(10), []

    def work():
        gate.wait()
        sent.append(deliver_batch(pks))
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == len(server.accepted) == 10
    assert len({mail["Message-ID"] for mail in server.accepted}) == 10
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_worker_that_died_between_claim_and_handing_over_is_replaced(promise, server, later):
    message = promise()
    assert claim(message.pk, at=timezone.now())

    sweep_outbox(at=later(30))
    assert state(message) == "sending"
    sweep_outbox(at=later(30))
    assert state(message) == "queued"

    assert deliver(message.pk)
    assert len(server.accepted) == 1


def test_a_worker_that_died_after_handing_over_leaves_it_to_staff(promise, server, later):
    message = promise()
    delivery.hand_over(claim(message.pk, at=timezone.now()))

    sweep_outbox(at=later(120))

    assert state(message) == "uncertain"
    assert not deliver(message.pk)


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_too_slow_hands_nothing_over(promise, server, settings):
    """While the first worker waits for the server, its claim is taken away and another one sends."""
    message, others = promise(), []

    def overtake():
        server.meanwhile.clear()
        sweep_outbox(at=timezone.now() + 60 * SECOND)
        Message.objects.update(not_before=timezone.now() - SECOND)
        others.append(deliver(message.pk))
        connection.close()

    server.seconds = 5
    settings.EMAIL_URL = server.url
    server.meanwhile["RCPT"] = overtake

    assert not deliver(message.pk)

    assert others == [True]
    assert len(server.accepted) == 1
    assert state(message) == "sent"


# --- Too late -----------------------------------------------------------------------------------------------------


def test_news_that_is_over_is_never_sent(promise, server, later):
    message = promise(useful_until=timezone.now() + 60 * SECOND)

    later(61)

    assert not deliver(message.pk)
    assert state(message) == "expired"
    assert server.accepted == []


def test_news_that_ends_while_we_talk_to_the_server_is_not_handed_over(promise, server, settings):
    message = promise(useful_until=timezone.now() + SECOND)
    server.seconds = 5
    settings.EMAIL_URL = server.url
    server.meanwhile["RCPT"] = lambda: time.sleep(1.2)

    assert not deliver(message.pk)

    assert state(message) == "expired"
    assert server.accepted == []


# --- Files, instead of a server -----------------------------------------------------------------------------------


def test_the_demonstration_writes_one_file_for_one_promise(promise, settings, tmp_path, later):
    settings.EMAIL_URL = f"file://{tmp_path}/mail%20out"
    message = promise()

    assert deliver(message.pk)
    (first,) = Path(tmp_path, "mail out").iterdir()
    # A worker that was killed before it could say so: the same file is written once more.
    Message.objects.update(state="sending", claimed_at=timezone.now(), handed_over_at=None)
    sweep_outbox(at=later(120))
    assert deliver(message.pk)

    assert list(Path(tmp_path, "mail out").iterdir()) == [first]
    assert first.suffix == ".eml"
