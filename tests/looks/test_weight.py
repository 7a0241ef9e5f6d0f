"""First load of the pages that a telephone in a lobby opens first."""

import pytest

from sessions.release import publish
from tests import factories as make

MOST = 100_000


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
    for number in range(6):
        make.make_exhibitor(f"Contoh {number}", slug=f"contoh-{number}")
    visit = make.make_visit(title_en="Wetlands", starts_at=make.local(12, 18), ends_at=make.local(12, 20))
    make.make_seating(visit, starts_at=make.local(12, 18))
    publish(actor=make.make_staff("Programme"), at=make.local(1, 9))


@pytest.mark.parametrize("path", ["/", "/agenda/", "/practical/"])
def test_first_load_is_light_and_comes_from_us_alone(meeting, open_page, site, path):
    page = open_page("/health/live")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    addresses: list[str] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    page.goto(path, wait_until="networkidle")
    assert all(address.startswith((site.url, "data:")) for address in addresses)
    fonts = [address for address in addresses if address.endswith(".woff2")]
    assert len(fonts) == 1, fonts
    assert 20_000 < sum(sizes) < MOST, (sum(sizes), addresses)
