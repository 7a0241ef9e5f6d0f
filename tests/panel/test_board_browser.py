"""The board in real browsers: by pointer, by keyboard alone, and two people at once."""

from playwright.sync_api import Page, expect

from sessions.models import Session
from tests import factories as make

BOARD = "/admin/agenda/session/board/?day=2025-09-09"


def card(page: Page, session: Session):
    return page.locator(f'[data-card="{session.code}"]')


def start_of(session: Session):
    return Session.objects.get(pk=session.pk).starts_at


def test_sessions_move_by_pointer_and_by_keyboard_and_no_edit_is_lost(open_page):
    make.make_meeting()
    ballroom, stage = make.make_place(name_en="Ballroom"), make.make_place(name_en="Expert Stage")
    talk = make.make_session(title_en="A talk", place=ballroom, starts_at=make.local(9, 10))
    later = make.make_session(title_en="Proposed", starts_at=None)
    mine = open_page(BOARD, user=make.make_staff("Programme", email="programme@ascn8.example"))
    theirs = open_page(BOARD, user=make.make_staff("Programme", email="aminah@ascn8.example"))
    said, steps = mine.locator("[data-board-news]"), mine.locator("[data-board-steps]")

    # By pointer: into the other room, half an hour later.
    box = card(mine, talk).bounding_box()
    goal = mine.locator(f'[data-room="{stage.slug}"]').bounding_box()
    mine.mouse.move(box["x"] + 30, box["y"] + 60)
    mine.mouse.down()
    mine.mouse.move(box["x"] + 40, box["y"] + 80, steps=3)
    mine.mouse.move(goal["x"] + 30, box["y"] + 60 + 6 * 9, steps=5)
    expect(steps).to_have_text("Expert Stage, 10:30 to 11:30, 60 minutes")
    mine.mouse.up()
    expect(said).to_contain_text("now Expert Stage, Tue 9 Sep 10:30–11:30")

    # By keyboard alone: from beside the board, and shorter than it was.
    card(mine, later).locator(".b-grip").focus()
    mine.keyboard.press("Enter")
    expect(steps).to_contain_text("Picked up: Proposed.")
    for key in ("PageDown", "ArrowDown", "ArrowRight", "ArrowLeft", "Shift+PageUp"):
        mine.keyboard.press(key)
    expect(steps).to_have_text("Ballroom, 09:35 to 10:05, 30 minutes")
    mine.keyboard.press("Space")
    expect(said).to_contain_text("now Ballroom, Tue 9 Sep 09:35–10:05")
    expect(card(mine, later).locator(".b-grip")).to_be_focused()
    mine.keyboard.press("Enter")
    mine.keyboard.press("ArrowDown")
    mine.keyboard.press("Escape")
    expect(steps).to_have_text("Left where it was.")
    mine.keyboard.press("Control+z")
    expect(said).to_contain_text("Taken back: Moved.")
    assert start_of(later) is None

    # The other one still sees the talk where it was, and moves it: told who was faster, with both versions.
    assert card(theirs, talk).get_attribute("data-version") == "1"
    card(theirs, talk).locator(".b-grip").focus()
    for key in ("Enter", "PageDown", "PageDown", "PageDown", "Enter"):
        theirs.keyboard.press(key)
    dialog = theirs.get_by_role("dialog")
    expect(dialog).to_contain_text("programme@ascn8.example changed “A talk”")
    expect(dialog).to_contain_text("Expert Stage, Tue 9 Sep 10:30–11:30")
    expect(dialog).to_contain_text("Ballroom, Tue 9 Sep 11:30–12:30")
    assert start_of(talk) == make.local(9, 10, 30)
    dialog.get_by_role("button", name="Put mine anyway").click()
    expect(theirs.locator("[data-board-news]")).to_contain_text("now Ballroom, Tue 9 Sep 11:30–12:30")

    # And the first one hears of it without loading the page: at the latest ten seconds later, here at once.
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(said).to_contain_text("aminah@ascn8.example moved “A talk” to Ballroom")
    expect(card(mine, talk).locator("time").first).to_have_text("11:30")
    mine.keyboard.press("Control+z")
    expect(said).to_contain_text("aminah@ascn8.example changed “A talk”")
    assert start_of(talk) == make.local(9, 11, 30)
