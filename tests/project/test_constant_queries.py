"""No page asks the database more often because there is more to show: each list page with 1 row and with 3.

A list page without a row in CASES is a page that somebody will make slow one day: add yours.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ascn8.lib import pages
from ascn8.meeting import facts
from delegates.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """`more` adds one row that the page shows; `reader` is who asks (None: a stranger)."""

    name: str
    address: str
    more: Callable[[], object]
    reader: Callable[[], User] | None = None


def one_more_stand() -> None:
    exhibitor = make.make_exhibitor(members=tuple(User.objects.filter(email="member@example.org")))
    exhibitor.listing.focus_areas.set([make.make_focus_area()])
    make.make_booth(exhibitor=exhibitor)


CASES = [
    Case("exhibition", "/exhibition/", one_more_stand),
    Case("my exhibitors", "/exhibitor/", one_more_stand, lambda: make.make_user("member@example.org")),
]


def queries_of(client: Client, address: str) -> list[str]:
    """What one drawing of the page asks, with nothing kept from an earlier one."""
    pages._shelf._pages.clear()
    facts._kept.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_queries_do_not_grow_with_rows(client: Client, case: Case):
    make.make_meeting()
    if case.reader:
        client.force_login(case.reader())
    case.more()
    queries_of(client, case.address)  # what a process learns once (content types) is no matter of rows
    one = queries_of(client, case.address)
    case.more()
    case.more()
    three = queries_of(client, case.address)

    assert len(three) == len(one), "\n".join(sorted(set(three) - set(one)))
