"""The pages that the secretariat lives on stay quick where there are 20,000 people: few queries, counted once.

How long they take is printed by `manage.py bench`; here only the number of queries decides.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegates.models import Answer, Delegation, Registration, User
from delegates.questions.defining import define
from delegates.registration import write_index
from tests import factories as make
from tests.delegates.questions.asked import question

pytestmark = pytest.mark.django_db

LIST = "/admin/delegates/registration/"
MOST_QUERIES = 15


@pytest.fixture
def staff(client: Client) -> User:
    make.make_meeting()
    user = make.make_staff("Registration")
    client.force_login(user)
    return user


@pytest.fixture
def people(staff: User) -> list[Registration]:
    """Six people of two delegations and three categories; the first three wait for a decision."""
    north, south = make.make_delegation("North"), make.make_delegation("South")
    rows = []
    for n, state in enumerate(["submitted", "submitted", "endorsed", "approved", "approved", "declined"]):
        row = make.make_registration(
            state=state,
            given_name=["Nguyễn Thị", "សុខា", "José", "Ana", "Ben", "Che"][n],
            family_name="Rekaan",
            delegation=north if n < 4 else south,
            category=make.make_category(["delegate", "media", "partner"][n % 3]),
        )
        write_index(row)
        row.save()
        rows.append(row)
    return rows


def page(client: Client, query: str):
    return client.get(f"{LIST}{query}").context["cl"]


def shown(client: Client, query: str) -> dict[str, list[str]]:
    """{title of a filter: what its lines say}"""
    changelist = page(client, query)
    return {str(spec.title): [str(c["display"]) for c in spec.choices(changelist)] for spec in changelist.filter_specs}


@pytest.mark.parametrize(
    "address",
    ["", "?queue=all", "?queue=approved&category=media", "?queue=all&o=4", "?q=rekaan", "?q=someone%40example.org"],
)
def test_the_list_needs_few_queries(client: Client, people: list[Registration], address: str):
    client.get(f"{LIST}{address}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{address}").status_code == 200

    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("number", [1, 3])
def test_the_review_screen_needs_few_queries(client: Client, people: list[Registration], number: int):
    """Of somebody who answered questions, one of them in words that were changed since."""
    row = people[number]
    for slug in ("plans", "camera"):
        asked_of_all = question(slug, "yes_no")
        Answer.objects.create(registration=row, question=asked_of_all, version=1, value=True, at=make.local(2, 9))
    asked_of_all.label_en = "Do you bring a camera?"
    define(asked_of_all, actor=make.make_staff(), at=make.local(3, 9))
    address = f"{LIST}{row.code}/review/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200

    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked.captured_queries)


def test_filters_count_under_the_other_filters(client: Client, people: list[Registration]):
    north = Delegation.objects.get(name_en="North")

    found = shown(client, f"?queue=all&delegation={north.code}")

    assert found["category"] == ["All", "Delegate (2)", "Media (1)", "Partner (1)"]
    assert found["delegation"] == ["All", "North (4)", "South (2)"]
    assert "Approved (1)" in found["state"]
    assert "Waiting for a decision (3)" in found["state"]


def test_a_chosen_filter_that_finds_nothing_stays_visible(client: Client, people: list[Registration]):
    found = shown(client, "?queue=returned&category=media")

    assert "Media (0)" in found["category"]


def test_what_is_counted_is_what_is_shown(client: Client, people: list[Registration]):
    for query in ("", "?queue=all", "?queue=approved", "?queue=all&category=media&country=MY", "?q=jose", "?q=none"):
        changelist = page(client, query)
        assert changelist.result_count == len(changelist.result_list), query


@pytest.mark.parametrize("words", ["nguyen thi", "NGUYỄN", "សុខា", "jose", "Majlis rekaan jose"])
def test_search_finds_any_script_without_accents(client: Client, people: list[Registration], words: str):
    assert page(client, f"?q={words}").result_count == 1


def test_search_finds_code_and_address(client: Client, people: list[Registration]):
    row = people[0]
    User.objects.filter(pk=row.user_id).update(email="changed.since@example.org")

    assert [one.pk for one in page(client, f"?q={row.code}").result_list] == [row.pk]
    assert [one.pk for one in page(client, "?q=Changed.Since%40example.org").result_list] == [row.pk]


def test_the_review_screen_knows_its_neighbours(client: Client, people: list[Registration]):
    first, second, third = people[:3]
    context = client.get(f"{LIST}{second.code}/review/").context

    assert (context["before"], context["after"]) == (first.code, third.code)
    assert (context["place"], context["queue_length"]) == (2, 3)


def test_somebody_outside_the_queue_has_neighbours_too(client: Client, people: list[Registration]):
    context = client.get(f"{LIST}{people[3].code}/review/").context

    assert (context["before"], context["after"]) == (people[2].code, None)
    assert not context["is_waiting"]
