"""The pages on which the secretariat lives: their addresses in this database, and the queries that each asks."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ascn8.management.demo_meeting.people import DOMAIN
from delegates.models import Registration, User

_LIST = "/admin/delegates/registration/"


def signed_in_pages() -> dict[str, Any]:
    """{"cookie": of a member of staff, "pages": [{"name", "path", "queries"}]}, counted in this process."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=f"registration@{DOMAIN}"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = [{"name": name, "path": path, "queries": _queries(client, path)} for name, path in _addresses().items()]
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "pages": pages}


def _addresses() -> dict[str, str]:
    by_size = Registration.objects.exclude(delegation=None).values_list("delegation__code")
    largest = by_size.annotate(size=Count("pk")).order_by("-size", "delegation__code")[0][0]
    waiting = Registration.objects.waiting_for_decision().order_by("submitted_at", "pk")
    middle = waiting[waiting.count() // 2]
    return {
        "list, who waits": _LIST,
        "list, everybody": f"{_LIST}?queue=all",
        "list, by delegation": f"{_LIST}?queue=all&o=4",
        "filter": f"{_LIST}?queue=approved&delegation={largest}",
        "search, accents": f"{_LIST}?q={quote('Nguyễn')}",
        "search, Khmer": f"{_LIST}?q={quote('សុខ')}",
        "search, one letter": f"{_LIST}?q=a",
        "review": f"{_LIST}{middle.code}/review/",
        "first page": "/admin/",
    }


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)
