"""The arrival card: rules as dated data, and one reminder to those who need it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ascn8.outbox.models import Message
from ascn8.sweeping import remind_all
from delegates.arrival_card import load_arrival_card_rules, needs_card, remind_of_arrival_cards
from delegates.models import ArrivalCardRule, Registration, Travel
from tests import factories as make

DAY = dt.date(2025, 9, 7)
# The journey of the factory lands on 7 September at 14:30.
LANDS = make.local(7, 14, 30)
THREE = dt.timedelta(days=3)


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()
    load_arrival_card_rules()


def traveller(**travel):
    return make.make_travel(make.make_registration(), **travel)


def test_the_known_rules_are_loaded_once():
    assert load_arrival_card_rules() == 0
    assert ArrivalCardRule.objects.count() == 4
    assert all("26 September 2024" in rule.source for rule in ArrivalCardRule.objects.all())


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({}, True),
        ({"passport_kind": "ordinary"}, True),
        ({"passport_kind": "other"}, True),
        ({"passport_kind": "diplomatic"}, False),
        ({"passport_kind": "official"}, False),
        ({"lives_in_host_country": True}, False),
    ],
)
def test_who_needs_the_card(facts, needed):
    assert needs_card(Travel(**facts), on=DAY) is needed


@pytest.mark.parametrize(("code", "needed"), [("SG", False), ("KH", True), ("BN", True)])
def test_the_nationality_decides(code, needed):
    assert needs_card(traveller(nationality=make.make_country(code)), on=DAY) is needed


@pytest.mark.parametrize(
    ("day", "needed"),
    [
        (dt.date(2023, 11, 30), True),
        (dt.date(2023, 12, 1), False),
        (dt.date(2025, 9, 6), False),
        (dt.date(2025, 9, 7), True),
    ],
)
def test_a_rule_holds_from_its_day_to_its_last_day(day, needed):
    ArrivalCardRule.objects.filter(value="SG").update(until=dt.date(2025, 9, 6))

    assert needs_card(traveller(nationality=make.make_country("SG")), on=day) is needed


@pytest.mark.parametrize(
    ("at", "promised"),
    [
        (LANDS - THREE - dt.timedelta(seconds=1), 0),
        (LANDS - THREE, 1),
        (LANDS - dt.timedelta(minutes=1), 1),
        (LANDS, 0),
    ],
)
def test_the_reminder_comes_within_three_days_of_landing(at, promised):
    traveller()

    assert remind_of_arrival_cards(at=at) == promised


def test_it_comes_once_also_when_the_flight_is_moved():
    travel = traveller()
    remind_of_arrival_cards(at=LANDS - THREE)
    Travel.objects.filter(pk=travel.pk).update(arrives_at=LANDS + dt.timedelta(days=1))

    assert remind_of_arrival_cards(at=LANDS - dt.timedelta(days=1)) == 0
    assert Message.objects.get().key == f"arrival-card:{travel.registration.code}"


def test_it_names_the_page_in_words_and_in_the_persons_language():
    make.make_travel(make.make_registration(make.make_user(language="ms")))

    remind_of_arrival_cards(at=LANDS - THREE)

    message = Message.objects.get()
    # The outbox keeps mail programs from making links of names that are not ours.
    assert "imigresen-online.imi.gov.my/mdac" in message.text.replace("\u2060", "")
    assert 'href="https://imigresen' not in message.html
    assert message.language == "ms"


def test_the_exempt_and_those_without_a_flight_get_none():
    traveller(passport_kind="diplomatic")
    traveller(nationality=make.make_country("SG"))
    traveller(lives_in_host_country=True)
    traveller(arrives_at=None)
    make.make_registration()
    Registration.objects.filter(pk=traveller().registration_id).update(state="withdrawn")

    assert remind_of_arrival_cards(at=LANDS - THREE) == 0


def test_queries_do_not_grow_with_the_exempt():
    counts = []
    for _ in range(3):
        traveller(passport_kind="diplomatic")
        with CaptureQueriesContext(connection) as captured:
            remind_of_arrival_cards(at=LANDS - THREE)
        counts.append(sum("delegates_" in query["sql"] for query in captured.captured_queries))

    assert counts == [2, 2, 2]


def test_beat_reminds_through_the_same_function():
    traveller()

    assert remind_all(at=LANDS - THREE)["arrival cards"] == 1


def test_the_desk_edits_the_rules_and_is_told_what_a_value_may_be(client):
    client.force_login(make.make_staff("Protocol"))
    make.make_country("TH")
    rule = {"basis": "nationality", "value": "th", "since": "2026-01-01", "source": "A letter"}

    wrong = client.post("/admin/delegates/arrivalcardrule/add/", {**rule, "value": "Siam"})
    right = client.post("/admin/delegates/arrivalcardrule/add/", rule)

    assert "ISO code of a country" in wrong.content.decode()
    assert right.status_code == 302
    assert ArrivalCardRule.objects.get(since=dt.date(2026, 1, 1)).value == "TH"
