"""A screen whose network is gone, and a guest who signs in: in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sessions.models import Star
from sessions.release import publish
from tests import factories as make
from tests.conftest import sign_in
from tests.running import Site, wait_until

KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const names = await caches.keys();
  const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return keys.flat().map((one) => new URL(one.url).pathname);
}"""


@pytest.fixture
def programme(transactional_db: None) -> str:
    """Three sessions in one room; the code of the first."""
    make.make_meeting()
    place = make.make_place(slug="ballroom", name_en="Ballroom")
    rows = [make.make_session(place=place, starts_at=make.local(9, 9 + n), title_en=f"Talk {n}") for n in range(3)]
    publish(actor=None, at=make.local(1, 9))
    return rows[0].code


def test_a_screen_goes_on_without_a_network_and_a_guests_stars_come_along(
    open_page: Callable[..., Page], site: Site, programme: str
):
    page = open_page("/now/ballroom/?at=2025-09-09T09:10")
    shown = page.locator(".now-item[data-state=now] .now-title")
    expect(shown).to_have_text("Talk 0")
    # The last file that the page names: the page itself is kept before it.
    wait_until("kept", lambda: any("/js/ui/offline." in path for path in page.evaluate(KEPT)))

    # The network goes, and somebody turns the screen off and on again.
    page.context.set_offline(True)
    page.clock.install()
    page.reload()
    expect(page.locator("[data-now-data]")).to_contain_text("No network. Data of 09:1")
    page.clock.fast_forward("55:00")
    expect(shown).to_have_text("Talk 1")
    expect(page.locator(".now-item[data-state=next] [data-now-count]")).to_contain_text("in 5")
    page.context.set_offline(False)

    # A guest stars a session in the agenda, and signs in.
    guest = open_page("/agenda/?day=2025-09-09")
    guest.get_by_role("button", name="In my agenda: Talk 0").click()
    expect(guest.get_by_role("status").filter(has_text="Kept in this browser")).to_be_visible()
    user = make.make_user()
    sign_in(guest, site, user)
    guest.goto("/me/agenda/")
    expect(guest.get_by_role("status").filter(has_text="1 session that you starred")).to_be_visible()
    expect(guest.get_by_role("link", name="Talk 0")).to_be_visible()
    assert guest.evaluate("localStorage.getItem('ascn8-stars')") is None
    assert list(Star.objects.values_list("user", "session__code")) == [(user.pk, programme)]
    assert not [path for path in guest.evaluate(KEPT) if path.startswith(("/me", "/admin", "/accounts"))]
