"""First load of the pages that a telephone in a lobby opens first."""

import pytest
from playwright.sync_api import expect

from ascn8.management.demo_meeting.names import NAMES
from sessions.release import publish
from tests import factories as make
from tests.running import wait_until

MOST = 100_000
# Speakers of ten countries on one screen of a machine that has a font for none of their scripts.
MOST_WITH_EVERY_SCRIPT = 150_000


@pytest.fixture
def meeting(transactional_db):
    make.make_meeting()
    hall = make.make_place(name_en="Ballroom")
    for day in range(8, 13):
        for hour in range(9, 18):
            title = f"Session {day} {hour} about cities"
            make.make_session(
                title_en=title, place=hall, starts_at=make.local(day, hour), ends_at=make.local(day, hour, 50)
            )
    for number in range(24):
        country = make.make_country(["KH", "BN", "VN", "MY"][number % 4])
        made = make.make_exhibitor(f"Contoh {number}", slug=f"contoh-{number}", country=country)
        make.make_booth(exhibitor=made)
    for code, names in NAMES.items():
        for name in names[:5]:
            make.make_speaker(
                session=make.make_session(starts_at=make.local(9, 19)),
                name=f"{name.given} {name.family}".strip(),
                native_name=name.native,
                country=make.make_country(code),
            )
    visit = make.make_visit(title_en="Wetlands", starts_at=make.local(12, 18), ends_at=make.local(12, 20))
    make.make_seating(visit, starts_at=make.local(12, 18))
    publish(actor=make.make_staff("Programme"), at=make.local(1, 9))


def loaded(page, path: str) -> tuple[float, list[str]]:
    """What the first load of `path` weighs on the wire, and the addresses that it asked for."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    addresses: list[str] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    page.goto(path, wait_until="networkidle")
    return sum(sizes), addresses


def fonts(addresses: list[str]) -> list[str]:
    return [address for address in addresses if address.endswith(".woff2")]


@pytest.mark.parametrize("path", ["/", "/agenda/", "/practical/", "/visits/"])
def test_first_load_is_light_and_comes_from_us_alone(meeting, open_page, site, path):
    weight, addresses = loaded(open_page("/health/live"), path)
    assert all(address.startswith((site.url, "data:")) for address in addresses)
    assert len(fonts(addresses)) == 1, addresses
    assert 20_000 < weight < MOST, (weight, addresses)


@pytest.mark.parametrize(
    ("path", "width", "most"),
    [
        *(("/exhibition/", width, MOST) for width in (360, 1440)),
        ("/speakers/", 360, MOST),  # only the scripts of the cards in view
        ("/speakers/", 1440, MOST_WITH_EVERY_SCRIPT),
    ],
)
def test_long_lists_stay_light(meeting, open_page, path, width, most):
    weight, addresses = loaded(open_page("/health/live", width=width), path)
    assert not any("-all" in address or "latin-ext" in address for address in fonts(addresses)), addresses
    assert 20_000 < weight < most, (weight, addresses)


DRAWN = """card => new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(
    () => tell(card.firstElementChild.checkVisibility({contentVisibilityAuto: true})))))"""


def test_a_card_far_below_is_drawn_when_it_comes_near(meeting, open_page):
    cards = open_page("/speakers/", width=360).locator(".speaker-cards > li")
    assert cards.first.evaluate(DRAWN)
    assert not cards.last.evaluate(DRAWN)
    expect(cards.first).to_have_attribute("data-near", "")
    assert cards.last.get_attribute("data-near") is None
    cards.last.scroll_into_view_if_needed()
    wait_until("the card", lambda: cards.last.evaluate(DRAWN))
    expect(cards.last).to_have_attribute("data-near", "")


@pytest.mark.parametrize(
    ("path", "words", "left"), [("/speakers/", "Kumru", "5 speakers"), ("/exhibition/", "contoh 23", "1 exhibitor")]
)
def test_the_search_comes_with_the_first_letter(meeting, open_page, path, words, left):
    page = open_page(path)
    assert not page.evaluate("'htmx' in window")
    page.evaluate("window.stays = true")
    page.get_by_role("searchbox").press_sequentially(words)
    expect(page.get_by_role("status").filter(has_text=left)).to_be_visible()
    assert page.evaluate("window.stays")
