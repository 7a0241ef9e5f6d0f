"""The outbox with real workers, a real broker and a real mail server."""

import time

import pytest
from django.db import transaction
from django.utils import timezone

from ascn8.outbox import delivery
from ascn8.outbox.models import Message
from ascn8.outbox.sweeping import STALE, sweep_outbox
from tests.running import wait_until

pytestmark = [pytest.mark.django_db(transaction=True)]


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def test_a_worker_sends_what_was_promised_within_a_second_or_two(promise, worker, mailbox):
    with transaction.atomic():
        promise(name="Siti binti Contoh")

    mail = mailbox.wait_for("person@example.org", seconds=10)

    assert "Siti binti Contoh" in mail["Subject"]
    wait_until("the row says sent", lambda: states() == ["sent"], seconds=5)


@pytest.mark.locks
def test_workers_killed_again_and_again_send_every_mail_once(promise, start_worker, mailbox):
    """kill -9 of the whole worker at four moments of a run of sixty mails; only the sweep repairs."""
    mailbox.before_answer = lambda envelope: time.sleep(0.05)
    with transaction.atomic():
        for n in range(60):
            promise(key=f"once:{n}", to=f"person{n}@example.org")
    for moment in (2, 9, 20, 35):
        worker = start_worker()
        wait_until("some mails", lambda moment=moment: len(mailbox.messages) >= moment)
        worker.kill()
        sweep_outbox(at=timezone.now() + 3 * STALE)
    # Lives after all of these sweeps: what they freed is due for it.
    start_worker(beat=True, ASCN8_CLOCK_OFFSET="200", SWEEP_SECONDS="1")

    wait_until("every row settled", lambda: not set(states()) & {"queued", "sending"}, seconds=60)

    sent = [mail["Message-ID"] for mail in mailbox.messages]
    assert len(sent) == len(set(sent))
    uncertain = states().count("uncertain")
    assert uncertain <= 8  # four kills of two children
    assert 60 - uncertain <= len(sent) <= 60


def test_beat_finds_what_no_task_was_sent_for(promise, start_worker, mailbox, monkeypatch):
    monkeypatch.setattr("ascn8.outbox.tasks.deliver.apply_async", lambda args, **options: None)
    promise()
    start_worker(beat=True, SWEEP_SECONDS="1")

    mailbox.wait_for("person@example.org", seconds=20)

    wait_until("the row says sent", lambda: states() == ["sent"], seconds=5)
    assert not delivery.deliver(Message.objects.get().pk)
