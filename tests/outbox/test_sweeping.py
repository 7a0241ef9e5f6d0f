"""What workers left behind, and what staff may send again."""

import datetime as dt

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from ascn8.outbox.delivery import deliver
from ascn8.outbox.envelopes import pack
from ascn8.outbox.models import Message
from ascn8.outbox.sweeping import last_tick, send_again, sweep_outbox, why_not_again
from ascn8.sweeping import SWEEPS, sweep_all
from tests.factories import make_staff
from tests.outbox.servers import DROP, FaultyServer

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def woken(monkeypatch):
    """The batches for which a worker is woken."""
    batches = []
    monkeypatch.setattr("ascn8.outbox.tasks.deliver.apply_async", lambda args, **options: batches.append(args[0]))
    return batches


def test_the_sweep_wakes_workers_for_what_is_due_in_batches(promise, woken):
    now = timezone.now()
    due = [promise(at=now - MINUTE).pk for _n in range(45)]
    promise(at=now + MINUTE)

    counts = sweep_outbox(at=now)

    assert counts["mails due"] == 45
    assert [len(batch) for batch in woken] == [20, 20, 5]
    assert [pk for batch in woken for pk in batch] == due


def test_the_sweep_lets_pass_what_is_no_longer_of_use(promise, woken):
    now = timezone.now()
    over = promise(useful_until=now)

    assert sweep_outbox(at=now)["mails too late"] == 1

    over.refresh_from_db()
    assert over.state == "expired"
    assert woken == []


def test_the_sweep_survives_a_broker_that_is_away(promise, monkeypatch):
    def away(*args, **options):
        raise OperationalError("no broker")

    monkeypatch.setattr("ascn8.outbox.tasks.deliver.apply_async", away)
    promise()

    assert sweep_outbox(at=timezone.now())["mails due"] == 1


def test_one_failing_job_does_not_stop_the_sweep(promise, woken, monkeypatch):
    def fails(at):
        raise RuntimeError("broken")

    monkeypatch.setitem(SWEEPS, "outbox", fails)
    now = timezone.now()

    counts = sweep_all(at=now)

    assert "limits" in counts
    assert last_tick() == now


def test_staff_send_again_what_is_uncertain_under_the_same_message_id(
    promise, settings, django_capture_on_commit_callbacks, woken
):
    server = FaultyServer()
    settings.EMAIL_URL = server.url
    server.faults["AFTER"] = [DROP]
    message, staff, now = promise(key="seat:AB:1"), make_staff(), timezone.now()
    deliver(message.pk)

    with django_capture_on_commit_callbacks(execute=True):
        send_again(message, actor=staff, at=now)

    assert woken == [[message.pk]]
    assert deliver(message.pk)
    assert len(server.accepted) == 2
    assert len({mail["Message-ID"] for mail in server.accepted}) == 1
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.subject) == (staff, "message.send_again", "message seat:AB:1")
    assert event.detail == {"was": "uncertain", "kind": "sample"}
    server.stop()


def test_sending_again_starts_the_tries_anew(promise, woken):
    message, now = promise(), timezone.now()
    Message.objects.update(state="failed", attempts=77, give_up_at=now - MINUTE)

    again = send_again(message, actor=make_staff(), at=now)

    assert (again.state, again.attempts) == ("queued", 0)
    assert again.give_up_at > now


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "expired"])
def test_nothing_else_can_be_sent_again(promise, woken, state):
    message = promise()
    Message.objects.update(state=state)
    message.refresh_from_db()

    with pytest.raises(Refused) as refused:
        send_again(message, actor=make_staff(), at=timezone.now())

    assert refused.value.code == why_not_again(message, at=timezone.now()).code == "message_not_in_trouble"
    assert not AuditEvent.objects.exists()


def test_news_that_is_over_cannot_be_sent_again(promise, woken):
    now = timezone.now()
    message = promise(useful_until=now)
    Message.objects.update(state="failed")

    with pytest.raises(Refused, match="over"):
        send_again(message, actor=make_staff(), at=now)


def test_a_parcel_tells_nothing_of_the_key(promise):
    assert b"ABCDEFGH" not in pack(promise(key="seat:ABCDEFGH:1")).data
