"""The panel in a real browser: no accessibility fault, nothing refused by the policy, nothing typed by people runs."""

import pytest
from django.contrib import admin
from django.utils import timezone

from ascn8.outbox.models import Message
from delegates.models import Badge, Consent, Registration
from sessions.signups import sign_up
from tests import factories as make
from tests.axe import faults
from tests.conftest import sign_in
from tests.running import wait_until

LOOKS = [(1440, "light"), (360, "dark")]
CANARY = '<img src=x onerror="document.title=`stolen`">\'"&{{7*7}}'


@pytest.fixture
def world(transactional_db):
    """One of everything, and in every field that people fill in something that would run if it were not escaped."""
    make.make_meeting()
    staff = make.make_staff("superuser", email="staff@example.org")
    delegation = make.make_delegation(CANARY[:110])
    now = timezone.now()
    rows = [
        make.make_registration(
            state="submitted", submitted_at=now, given_name=CANARY[:80], family_name="", native_name=CANARY[:80],
            organisation=CANARY, position=CANARY, access_needs=CANARY, diet_note=CANARY, delegation=delegation,
            category=make.make_category("delegate", name_en="Delegate"),
        )
        for _n in range(3)
    ]  # fmt: skip
    Consent.objects.create(registration=rows[0], text=make.make_consent_text(), given=True, language="en", at=now)
    make.make_passport(rows[0], passport_name=CANARY, birth_place=CANARY)
    rows[0].transitions.create(to_state="submitted", at=now, actor=staff, reason=CANARY)
    Message.objects.create(
        key="key", kind="test", to="x@example.org", recipient=rows[0].user, subject=CANARY, text=CANARY,
        state="uncertain", last_error=CANARY, created_at=now, not_before=now, give_up_at=now,
    )  # fmt: skip
    approved = make.make_registration(given_name=CANARY[:80])
    Badge.objects.create(registration=approved, ordered_at=now)
    seating = make.make_seating(make.make_visit(title_en=CANARY), name_en=CANARY[:80], capacity=1)
    for row in (approved, make.make_registration()):
        sign_up(seating=seating, registration=row, at=make.local(5, 9))
    make.make_speaker(session=make.make_session(title_en=CANARY), name=CANARY)
    make.make_booth(exhibitor=make.make_exhibitor(CANARY))
    make.make_city(CANARY[:80])
    make.make_focus_area(name_en=CANARY[:60])
    return {"staff": staff, "row": rows[0], "rows": rows}


def addresses(row: Registration) -> list[str]:
    """Every kind of page of the panel: own pages, each list, the form of the first row of each."""
    found = ["/admin/", "/admin/search/?q=img", f"/admin/delegates/registration/{row.code}/review/"]
    found += [f"/admin/delegates/registration/{row.code}/vault/passport/", "/admin/agenda/rulesetting/problems/"]
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found.append(base)
        first = model._default_manager.first()
        if first:
            found.append(f"{base}{first.pk}/change/")
    return [*found, f"/admin/delegates/registration/{row.pk}/history/", "/admin/delegates/registration/?queue=all"]


@pytest.mark.parametrize(("width", "colour"), LOOKS)
def test_no_page_has_a_fault_and_no_canary_sings(world, open_page, width, colour):
    page = open_page("/admin/", user=world["staff"], width=width, colour=colour)
    found = {}
    for path in addresses(world["row"]):
        page.goto(path)
        sung = ["a canary sang"] if page.title() == "stolen" or page.locator("img[src=x]").count() else []
        found[path] = [*faults(page), *sung]

    assert {path: said for path, said in found.items() if said} == {}


def test_decisions_on_many_by_hand(world, open_page, start_worker):
    start_worker()
    page = open_page("/admin/delegates/registration/", user=world["staff"])
    page.check("#action-toggle")
    page.select_option("select[name=action]", "return_selected")
    page.click("button[name=index]")
    assert faults(page) == []
    page.select_option("select[name=reason]", "photo")
    page.get_by_role("button", name="Return for correction: 3 people").click()
    page.wait_for_url("**/jobs/**")
    wait_until("the job", lambda: Registration.objects.filter(state="returned").count() == 3)

    page.reload()
    assert faults(page) == []


def test_the_queue_is_worked_off_by_keyboard(world, open_page):
    first, second, third = sorted(world["rows"], key=lambda row: (row.submitted_at, row.pk))
    page = open_page(f"/admin/delegates/registration/{first.code}/review/", user=world["staff"])
    page.keyboard.press("j")
    page.wait_for_url(f"**/{second.code}/review/")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/{third.code}/review/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{second.code}/review/")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url(f"**/{third.code}/review/")

    second.refresh_from_db()
    assert second.state == "approved"
    assert "2 more wait." in page.inner_text(".p-notices")


def test_letters_typed_into_a_reason_do_not_turn_the_page(world, open_page):
    page = open_page(f"/admin/delegates/registration/{world['row'].code}/review/", user=world["staff"])
    page.click("summary:has-text('Decline')")
    page.locator("details[open] textarea").press_sequentially("jk just kidding")

    assert world["row"].code in page.url
    assert page.locator("details[open] textarea").input_value() == "jk just kidding"


def test_slash_reaches_the_search_from_everywhere(world, open_page):
    page = open_page("/admin/delegates/badge/", user=world["staff"])
    page.keyboard.press("/")
    page.keyboard.type("rekaan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/search/?q=rekaan")

    assert "Rekaan" in page.inner_text("main")


def test_narrow_menu_opens_without_scripts(world, browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    sign_in(page, site, world["staff"])
    page.goto("/admin/")
    page.click("button[popovertarget=p-side]")
    page.click("#p-side a:has-text('Delegations')")
    assert page.url.endswith("/admin/delegates/delegation/")
    context.close()


def test_headings_of_a_long_list_stay_in_sight(world, open_page):
    for _n in range(40):
        make.make_registration(state="submitted", submitted_at=timezone.now())
    page = open_page("/admin/delegates/registration/", user=world["staff"], height=700)
    page.locator("#result_list tbody tr").nth(35).scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 600

    top = page.locator("#result_list thead th").nth(2).bounding_box()["y"]
    assert 0 <= top < 120


def test_printed_list_is_the_list_alone(world, open_page):
    page = open_page("/admin/delegates/registration/", user=world["staff"])
    page.emulate_media(media="print")

    assert page.locator("#result_list").is_visible()
    for part in ("#p-side", ".p-top", ".p-list-tools", ".p-actions"):
        assert not page.locator(part).is_visible()
