"""The people of a session put into order in a browser: by keyboard, by pointer, never over somebody else."""

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from sessions.models import Appearance, Session
from tests import factories as make
from tests.running import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def names(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-order-row]", "rows => rows.map(row => row.dataset.orderName)")


def test_the_order_is_changed_by_keyboard_and_by_pointer_and_never_over_somebody_else(open_page):
    make.make_meeting()
    session = make.make_session()
    for name in ("Anna", "Budi", "Chen", "Dara"):
        make.make_speaker(session=session, name=name)
    page = open_page(f"/admin/agenda/session/{session.pk}/people/", user=make.make_staff("Programme"))
    status = page.locator("[data-order-status]")

    def stored() -> list[str]:
        rows = Appearance.objects.filter(session=session).order_by("position")
        return list(rows.values_list("speaker__name", flat=True))

    grips = page.locator("[data-order-grip]")
    grips.nth(3).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(status).to_contain_text("Dara stands at place 2 of 4 now.")
    wait_until("the order", lambda: stored() == ["Anna", "Dara", "Budi", "Chen"])

    first, last = grips.nth(0).bounding_box(), grips.nth(3).bounding_box()
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(last["x"] + 9, last["y"] + 40, steps=8)
    page.mouse.up()
    expect(status).to_contain_text("Anna stands at place 4 of 4 now.")
    wait_until("the order", lambda: stored() == ["Dara", "Budi", "Chen", "Anna"])

    Session.objects.filter(pk=session.pk).update(version=F("version") + 1)
    grips.nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(status).not_to_contain_text("now.")
    assert names(page) == stored() == ["Dara", "Budi", "Chen", "Anna"]
