"""The pages about releases in a real browser: the marks beside the agenda, and no fault that axe finds."""

import pytest
from playwright.sync_api import expect

from sessions.models import Session, Star
from sessions.release import publish
from sessions.releases.planning import plan
from tests import factories as make
from tests.axe import faults

STAFF = [
    "/admin/agenda/release/",
    "/admin/agenda/release/publish/",
    "/admin/agenda/release/2/tell/",
    "/admin/agenda/release/1/back/",
    "/admin/agenda/plannedrelease/",
]


@pytest.fixture
def reader(transactional_db):
    """Somebody who knew the first release; in the second a session of their agenda is moved."""
    make.make_meeting()
    session = make.make_session(title_en="Bridges", starts_at=make.local(9, 10))
    publish(actor=None, at=make.local(1, 9))
    user = make.make_user("reader@example.org", date_joined=make.local(1, 12))
    Star.objects.create(user=user, session=session, starred_at=make.local(1, 12))
    Session.objects.update(starts_at=make.local(9, 9))
    publish(actor=None, at=make.local(2, 9), note_en="Earlier")
    Session.objects.update(title_en="Bridges and roads")
    plan(due_at=make.local(5, 9), actor=None, at=make.local(3, 9))
    return user


def test_marks_lead_to_a_list_and_a_button_ends_them(reader, open_page):
    page = open_page("/me/", user=reader)  # where a signed-in person comes from; the agenda is the same for everyone
    page.goto("/agenda/")
    expect(page.locator("[data-changes-note]")).to_contain_text("1 session changed since you last looked.")
    expect(page.locator(".slot .changed-tag")).to_have_text("Another time")
    found = {"/agenda/": faults(page)}
    page.get_by_role("link", name="See what changed").click()
    expect(page.get_by_role("heading", name="Since you last looked")).to_be_visible()
    found["/me/changes/"] = faults(page)
    page.get_by_role("button", name="I have seen this").click()
    expect(page.get_by_role("heading", name="You have seen everything")).to_be_visible()
    with page.expect_response("**/me/changes/beside.json"):
        page.goto("/agenda/")
    expect(page.locator("[data-changes-note]")).to_be_hidden()
    page.goto("/agenda/changes/")
    found["/agenda/changes/"] = faults(page)
    staff = open_page(STAFF[0], user=make.make_staff("Programme"), width=360, colour="dark")
    for path in STAFF:
        staff.goto(path)
        found[path] = faults(staff)
    assert {path: said for path, said in found.items() if said} == {}
