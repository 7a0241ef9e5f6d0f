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
from delegates.models import Category, ConsentText, User
from delegates.registration import begin
from sessions import programme
from sessions.models import Seating, Session
from sessions.release import publish
from sessions.signups import sign_up
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


def one_more_to_choose() -> None:
    make.make_delegation()
    make.make_city()
    make.make_category(f"category-{Category.objects.count()}")
    beginner()


def one_more_text() -> None:
    make.make_consent_text(f"purpose-{ConsentText.objects.count()}")
    beginner()


def one_more_seat() -> None:
    """Seats of one person, one after another on the same day."""
    hour = 6 + Seating.objects.count() * 4
    seating = make.make_seating(starts_at=make.local(12, hour))
    sign_up(seating=seating, registration=delegate().registrations.get(), at=make.local(5, 9))


def one_more_visit() -> None:
    """A published visit at its own time; the delegate waits for a seat on it."""
    seating = make.make_seating(
        make.make_visit(), capacity=0, starts_at=make.local(12, 1 + Seating.objects.count() * 4)
    )
    sign_up(seating=seating, registration=delegate().registrations.get(), at=make.local(5, 9))
    publish(actor=None, at=make.local(1, 9))


def one_more_departure() -> None:
    """Another departure of the one visit at which the page looks."""
    visit = Session.objects.filter(code="VSTONE").first() or make.make_visit(code="VSTONE")
    make.make_seating(visit, starts_at=make.local(12, 6 + Seating.objects.count() * 4))
    if not programme.current_programme().by_code:
        publish(actor=None, at=make.local(1, 9))


def one_more_session() -> None:
    session = make.make_session(track=make.make_track())
    make.make_speaker(session=session, country=make.make_country())
    publish(actor=None, at=make.local(1, 9))


def beginner() -> User:
    user = User.objects.filter(email="beginner@example.org").first() or make.make_user("beginner@example.org")
    begin(user, at=make.local(1, 9))
    return user


def delegate() -> User:
    user = User.objects.filter(email="delegate@example.org").first()
    return user or make.make_registration(make.make_user("delegate@example.org")).user


CASES = [
    Case("front page with stands", "/", one_more_stand),
    Case("front page with visits", "/", one_more_visit),
    Case("exhibition", "/exhibition/", one_more_stand),
    Case("my exhibitors", "/exhibitor/", one_more_stand, lambda: make.make_user("member@example.org")),
    Case("work step", "/register/work/", one_more_to_choose, beginner),
    Case("consent step", "/register/consent/", one_more_text, beginner),
    Case("review", "/register/review/", one_more_text, beginner),
    Case("agenda", "/agenda/", one_more_session),
    Case("agenda of all days", "/agenda/?day=all", one_more_session),
    Case("speakers", "/speakers/", one_more_session),
    Case("calendar", "/agenda.ics", one_more_session),
    Case("schedule.json", "/schedule.json", one_more_session),
    Case("schedule.xml", "/schedule.xml", one_more_session),
    Case("visits", "/visits/", one_more_visit),
    Case("visits of a delegate", "/visits/", one_more_visit, delegate),
    Case("visit", "/visits/VSTONE/", one_more_departure),
    Case("visit of a delegate", "/visits/VSTONE/", one_more_departure, delegate),
    Case("bars of a visit", "/visits/VSTONE/seats/", one_more_departure, delegate),
    Case("my seats", "/me/", one_more_seat, delegate),
]


def queries_of(client: Client, address: str) -> list[str]:
    """What one drawing of the page asks, with nothing kept from an earlier one."""
    pages._shelf._pages.clear()
    facts._kept.clear()
    programme.forget()
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
