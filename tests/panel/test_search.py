"""One search over everything; what a person may not see is not found."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ascn8.panel.search import find
from tests import factories as make

pytestmark = pytest.mark.django_db


def everything() -> None:
    """One of each kind, all with the same word in them."""
    row = make.make_registration(given_name="Thảo", family_name="Nguyễn", delegation=make.make_delegation())
    row.search += " nguyen thao"
    row.save()
    make.make_delegation(f"Nguyen Delegation {row.pk}")
    speaker = make.make_speaker(session=make.make_session(title_en="Nguyen on cities"))
    speaker.name = "Nguyen Speaker"
    speaker.save()
    make.make_exhibitor(f"Nguyen Works {row.pk}")


def names(words: str, user: object) -> list[str]:
    return [hit.name for section in find(words, user) for hit in section.hits]


def test_accents_and_order_of_the_words_do_not_matter(client: Client):
    everything()
    user = make.make_staff("Registration")

    assert "Thảo Nguyễn" in names("THẢO nguyễn", user)
    assert "Thảo Nguyễn" in names("nguyen thao", user)
    assert names("nguyen nobody", user) == []


def test_codes_and_addresses_are_found(client: Client):
    row = make.make_registration()
    user = make.make_staff("superuser")

    assert names(row.code.lower(), user) == [row.full_name]
    assert row.full_name in names(row.user.email, user)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("superuser", {"users", "flag", "presentation", "mic", "store"}),
        ("Registration", {"users", "flag"}),
        ("Programme", {"users", "presentation", "mic"}),
        ("Exhibition", {"store"}),
        ("Door", {"users"}),
    ],
)
def test_each_role_finds_only_what_it_may_see(role: str, kinds: set[str]):
    everything()

    assert {section.icon for section in find("nguyen", make.make_staff(role))} == kinds


def test_less_than_two_letters_find_nothing():
    everything()

    assert find("n", make.make_staff("superuser")) == []


def test_queries_do_not_grow_with_hits(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("superuser"))
    everything()
    client.get("/admin/search/?q=nguyen")
    with CaptureQueriesContext(connection) as one:
        client.get("/admin/search/?q=nguyen")
    everything(), everything()
    with CaptureQueriesContext(connection) as three:
        client.get("/admin/search/?q=nguyen")

    assert len(three) == len(one)


def test_more_than_a_dozen_lead_to_the_list(client: Client):
    make.make_meeting()
    client.force_login(make.make_staff("Registration"))
    for _n in range(14):
        make.make_registration(organisation="Majlis")

    page = client.get("/admin/search/?q=majlis")
    section = page.context["sections"][0]

    assert len(section.hits) == 12
    assert client.get(section.more_url).context["cl"].result_count == 14
