"""The public exhibition: search, filters, plan, caching."""

import pytest
from django.test import Client

from tests.factories import (
    make_booth,
    make_exhibitor,
    make_focus_area,
    make_hall,
    make_meeting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meeting():
    return make_meeting()


def test_search_ignores_case_and_accents(client: Client):
    make_exhibitor("Élodie Muñoz Sensors")
    make_exhibitor("Quiet Company")

    page = client.get("/exhibition/?q=MUNOZ+elodie").content.decode()

    assert "Élodie Muñoz Sensors" in page
    assert "Quiet Company" not in page


def test_focus_area_filters_and_counts(client: Client):
    water, roads = make_focus_area(slug="water", name_en="Water"), make_focus_area(slug="roads", name_en="Roads")
    make_exhibitor("Wet").listing.focus_areas.set([water])
    make_exhibitor("Both").listing.focus_areas.set([water, roads])

    page = client.get("/exhibition/?area=roads").content.decode()

    assert "Both" in page
    assert ">Wet<" not in page
    assert 'Water <span class="count">2</span>' in page
    assert 'Roads <span class="count">1</span>' in page


def test_nothing_found_says_what_to_do(client: Client):
    make_exhibitor("Only")

    page = client.get("/exhibition/?q=nothing-like-it").content.decode()

    assert "No exhibitor fits" in page
    assert "Show all exhibitors" in page


def test_plan_links_public_booths_and_names_the_others(client: Client):
    hall = make_hall()
    make_booth(hall, make_exhibitor("Contoh Sensors", slug="contoh-sensors"), number="A1")
    make_booth(hall, make_exhibitor("Hidden Canary", is_published=False), number="A2")
    make_booth(hall, number="A3")

    page = client.get("/exhibition/").content.decode()

    assert 'aria-label="Booth A1: Contoh Sensors"' in page
    assert 'href="/exhibition/contoh-sensors/"' in page
    assert "Booth A3: free" in page


def test_page_is_kept_until_something_changes(client: Client):
    make_exhibitor("First")
    first = client.get("/exhibition/")
    again = client.get("/exhibition/", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, no-cache"
    assert again.status_code == 304
    assert "Set-Cookie" not in first


def test_malay_page_marks_english_text(client: Client):
    exhibitor = make_exhibitor("Contoh", slug="contoh")
    exhibitor.listing.description_en = "Only in English"
    exhibitor.listing.save()

    page = client.get("/ms/exhibition/contoh/").content.decode()

    assert '<html lang="ms"' in page
    assert 'lang="en"><p>Only in English' in page
