"""axe finds nothing on the pages that belong to no app, wide and narrow, by day and by night."""

import pytest
from playwright.sync_api import expect

from sessions.release import publish
from tests import factories as make
from tests.axe import faults

PUBLIC = ["/", "/practical/", "/now/?at=2025-09-09T09:10", "/styleguide/", "/nowhere/"]
DOOR = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
OWN = ["/me/agenda/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/"]
LOOKS = [(1440, "light"), (360, "dark")]


@pytest.fixture
def meeting(transactional_db):
    make.make_meeting()
    make.make_session(title_en="Opening", starts_at=make.local(9, 9))
    visit = make.make_visit(title_en="Wetlands", starts_at=make.local(12, 8))
    make.make_seating(visit, starts_at=make.local(12, 8))
    make.make_exhibitor("Contoh", slug="contoh")
    publish(actor=make.make_staff("Programme"), at=make.local(1, 9))


@pytest.mark.parametrize(("width", "colour"), LOOKS)
def test_public_pages_and_account_pages_have_no_fault(meeting, open_page, width, colour):
    page = open_page("/", width=width, colour=colour)
    found = {}
    for path in (*PUBLIC, *DOOR):
        page.goto(path)
        found[path] = faults(page)
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(("width", "colour"), LOOKS)
def test_own_account_pages_have_no_fault(meeting, open_page, width, colour):
    page = open_page("/me/", user=make.make_user("somebody@example.org"), width=width, colour=colour)
    found = {}
    for path in OWN:
        page.goto(path)
        found[path] = faults(page)
    assert {path: said for path, said in found.items() if said} == {}


def test_errors_of_a_form_have_no_fault_and_take_the_focus(meeting, open_page):
    page = open_page("/accounts/signup/")
    page.fill("main [name=email]", "x")
    page.click("main form.form button")
    assert faults(page) == []
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.name") == "email"
    described = page.get_attribute("main [name=email]", "aria-describedby")
    assert page.inner_text(f"#{described.split()[-1]}").strip()


def test_the_narrow_menu_opens_without_scripts(meeting, browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto("/practical/")
    page.click(".menu summary")
    page.click(".menu a[href='/exhibition/']")
    assert page.url == f"{site.url}/exhibition/"
    context.close()


def test_the_theme_switch_is_remembered(meeting, open_page):
    page = open_page("/")
    day = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".head-tools [data-theme-switch]")
    night = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert day != night == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_next_action_comes_beside_the_page(meeting, open_page):
    page = open_page("/me/", user=make.make_user("somebody@example.org"))
    page.goto("/")
    page.wait_for_selector(".head-link[href$='/me/']")
    assert page.inner_text(".head-link [data-beside-label]") == "somebody@example.org"
