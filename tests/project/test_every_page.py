"""What holds for every page of the access table: a strict policy, and no accessibility fault, for each who sees it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.axe import faults
from tests.project import test_access
from tests.project.access_table import TABLE, Row

world = test_access.world


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """The directives of the Content-Security-Policy of an answer."""
    parts = (part.strip().partition(" ") for part in answer.headers.get("Content-Security-Policy", "").split(";"))
    return {name: words for name, _space, words in parts if name}


def test_every_answer_carries_the_strict_policy(db, client: Client, world: dict[str, object]):
    loose = {}
    for name, row in TABLE.items():
        policy = policy_of(client.get(row.path.format(**world["codes"])))
        scripts = policy.get("script-src", policy.get("default-src"))
        if scripts not in ("'self'", "'none'") or "unsafe" in " ".join(policy.values()):
            loose[name] = policy

    assert loose == {}


WALKERS = ["stranger", "delegate", "exhibitor", "focal"]
# What these show is another page for each who reads it.
OWN = {"me"}


def pages_of(reader: str) -> dict[str, Row]:
    """The pages outside of the panel (which has its own walk) that `reader` sees and no walker before: each once."""
    before = WALKERS[: WALKERS.index(reader)]
    return {
        name: row
        for name, row in TABLE.items()
        if row.method == "get" and row.expected(reader) == 200 and not name.startswith("admin:")
        if name in OWN or not any(row.expected(other) == 200 for other in before)
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "colour"), [(1440, "light"), (360, "dark")])
@pytest.mark.parametrize("reader", WALKERS)
def test_axe_finds_nothing(reader, width, colour, world, client, open_page):
    user = world["readers"].get(reader)
    if user:
        client.force_login(user)
    page = open_page("/health/live", user=user, width=width, colour=colour)
    found = {}
    for name, row in pages_of(reader).items():
        path = row.path.format(**world["codes"])
        answer = client.get(path)
        beginning = b"" if answer.streaming else answer.content[:100].lower()
        answer.close()
        if b"<!doctype html" not in beginning:
            continue  # a file, or a piece of a page
        page.goto(path)
        said = faults(page)
        found |= {name: said} if said else {}

    assert found == {}
