"""What a load balancer and an operator ask: does the process live, and can it do its work?"""

import datetime as dt
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ascn8.celery import app
from ascn8.outbox.models import Message
from ascn8.outbox.sweeping import last_tick

# A beat that missed three ticks is gone; a mail that waits an hour is not on its way.
MISSED_TICKS = 3
MAIL_WAITS_AT_MOST = dt.timedelta(hours=1)


class Trouble(Exception):
    """What is wrong, in words that hold no secret."""


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers."""
    return _uncached(JsonResponse({"status": "ok"}))


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 where everything works, else 503; one line for each part, with the milliseconds it took."""
    parts = {name: _ask(check) for name, check in CHECKS.items()}
    good = all(part["ok"] for part in parts.values())
    return _uncached(
        JsonResponse({"status": "ok" if good else "unavailable", "parts": parts}, status=200 if good else 503)
    )


def _uncached(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response


def _ask(check: Callable[[], str]) -> dict[str, str | bool | int]:
    began = time.monotonic()
    try:
        said, ok = check(), True
    except Trouble as trouble:
        said, ok = str(trouble), False
    except Exception as error:
        said, ok = type(error).__name__, False
    return {"ok": ok, "says": said, "ms": round((time.monotonic() - began) * 1000)}


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        raise Trouble(f"{missing} migrations are not applied: run migrate")
    return "all applied"


def _broker() -> str:
    with app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, timeout=1)
    return str(settings.CELERY_BROKER_URL).partition(":")[0]


def _cache() -> str:
    asked = f"{time.monotonic_ns()}"
    cache.set("health:cache", asked, 30)
    if cache.get("health:cache") != asked:
        raise Trouble("does not remember")
    return "remembers"


def _storage() -> str:
    name = default_storage.save("health/probe", ContentFile(b"ok"))
    default_storage.delete(name)
    return "takes files"


def _beat() -> str:
    last = last_tick()
    if last is None:
        raise Trouble("no tick yet")
    age = (timezone.now() - last).total_seconds()
    if age > MISSED_TICKS * settings.SWEEP_SECONDS:
        raise Trouble(f"last tick {age:.0f} s ago")
    return f"last tick {age:.0f} s ago"


def _mail() -> str:
    now = timezone.now()
    oldest = Message.objects.filter(state=Message.State.QUEUED, not_before__lte=now).order_by("not_before").first()
    waits = now - oldest.not_before if oldest else dt.timedelta()
    if waits > MAIL_WAITS_AT_MOST:
        raise Trouble(f"the oldest queued mail waits since {waits.total_seconds():.0f} s")
    return f"the oldest queued mail waits since {waits.total_seconds():.0f} s" if oldest else "nothing waits"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "cache": _cache,
    "storage": _storage,
    "beat": _beat,
    "mail": _mail,
}
