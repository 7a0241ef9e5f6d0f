"""/health/live and /health/ready."""

import datetime as dt

from django.utils import timezone

from ascn8.outbox.models import Message
from ascn8.sweeping import sweep_all


def parts(client):
    return client.get("/health/ready").json()["parts"]


def test_live_is_public_and_kept_by_nobody(client, db):
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


def test_ready_when_everything_works(client, db):
    sweep_all()
    answer = client.get("/health/ready")
    assert answer.status_code == 200, answer.json()
    assert set(parts(client)) == {"database", "migrations", "broker", "cache", "storage", "beat", "mail"}


def test_a_beat_that_stopped_is_named(client, db):
    sweep_all(at=timezone.now() - dt.timedelta(minutes=10))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert not parts(client)["beat"]["ok"]
    assert parts(client)["beat"]["says"].startswith("last tick 6")
    assert parts(client)["database"]["ok"]


def test_a_mail_that_waits_too_long_is_named(client, db):
    long_ago = timezone.now() - dt.timedelta(hours=2)
    sweep_all()
    facts = {"subject": "s", "text": "t", "created_at": long_ago, "not_before": long_ago, "give_up_at": timezone.now()}
    Message.objects.create(key="test:1", kind="test", to="person@example.org", **facts)
    assert not parts(client)["mail"]["ok"]


def test_a_broker_that_is_away_is_named_without_its_address(client, db, monkeypatch, settings):
    sweep_all()
    settings.CELERY_BROKER_URL = "redis://user:hunter2@127.0.0.1:1/0"
    monkeypatch.setattr("ascn8.health.app.connection_for_write", lambda **options: _connection(settings, options))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert not parts(client)["broker"]["ok"]
    assert "hunter2" not in answer.content.decode()


def _connection(settings, options):
    from kombu import Connection

    return Connection(settings.CELERY_BROKER_URL, **options)
