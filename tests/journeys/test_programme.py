"""A programme from another system's file to people's calendars: import, board, release, digest, feed.

The file is FOSDEM 2025 where it lies beside the checkout (943 sessions), else a conference of the same form.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Page, expect

from ascn8.lib.clock import offset_to
from sessions.exchange.importing import import_schedule
from sessions.models import PlannedRelease, QuietWindow, Session, Star
from sessions.release import publish
from sessions.releases.planning import publish_due
from sessions.releases.telling import skip
from tests import factories as make
from tests.running import text_of, wait_until
from tests.sessions.shared import BESIDE, conference

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = dt.date(2025, 2, 1)
# A morning of January, on which everybody learns of the programme.
JANUARY = dt.datetime(2025, 1, 20, 10, 0, tzinfo=BRUSSELS)
JANUARY_CLOCK = {"ASCN8_CLOCK_OFFSET": str(offset_to(JANUARY)), "SWEEP_SECONDS": "1"}
FOSDEM = BESIDE / "schedules" / "fosdem2025.schedule.xml"


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=BRUSSELS)


@pytest.fixture
def staff(transactional_db: None):
    """The meeting at the place and days of the file, and the programme desk."""
    make.make_meeting(time_zone="Europe/Brussels", starts_on=DAY, ends_on=DAY + dt.timedelta(days=1))
    QuietWindow.objects.create(kind="meal", name_en="Dinner", starts_at=at(20), ends_at=at(23))
    return make.make_staff("Programme", email="programme@example.org")


@pytest.fixture
def site_environment() -> dict[str, str]:
    return JANUARY_CLOCK


def take_the_file_over(staff) -> None:
    data = FOSDEM.read_bytes() if FOSDEM.exists() else conference()
    assert import_schedule(data, actor=staff, at=JANUARY).applied
    Session.objects.update(is_open=True)


def last_in_their_rooms() -> list[tuple[Session, int]]:
    """The last session of each room on the day, with how many minutes there are to the one before it."""
    found = []
    rows = Session.objects.scheduled().filter(starts_at__gte=at(8), ends_at__lte=at(23), shares_place=False)
    by_place: dict[int, list[Session]] = {}
    for row in rows.select_related("place").order_by("starts_at"):
        by_place.setdefault(row.place_id, []).append(row)
    for sessions in by_place.values():
        if len(sessions) > 1 and sessions[-1].ends_at <= at(19, 5):
            gap = sessions[-1].starts_at - sessions[-2].ends_at
            found.append((sessions[-1], int(gap.total_seconds()) // 60))
    return sorted(found, key=lambda one: one[1])


def board(page: Page, session: Session):
    card = page.locator(f'[data-card="{session.code}"]')
    card.scroll_into_view_if_needed()
    return card


def drag(page: Page, session: Session, *, minutes: int) -> None:
    """Take the card by the mouse and let it go so much later."""
    card = board(page, session)
    box = card.bounding_box()
    row = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('[data-board]')).getPropertyValue('--row'))"
    )
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    page.mouse.move(x, y + row * minutes / 5, steps=8)
    page.mouse.up()


def press(page: Page, session: Session, *keys: str) -> None:
    """The same by keyboard alone."""
    board(page, session).locator(".b-grip").focus()
    for key in ("Enter", *keys, "Enter"):
        page.keyboard.press(key)


def begins(session: Session) -> dt.datetime:
    return Session.objects.get(pk=session.pk).starts_at


def clock(session: Session) -> str:
    """When it begins now, as the board says it."""
    return f"{begins(session).astimezone(BRUSSELS):%H:%M}–"


def entry(page: Page, session: Session) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(page.request.get("/agenda.ics").body())
    return next(event for event in calendar.walk("VEVENT") if str(event["uid"]).startswith(str(session.guid)))


def calendars_of(message) -> str:
    """The calendar files that come with a mail, as text."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return "".join(part.get_payload(decode=True).decode() for part in parts)


@pytest.fixture
def readers(staff):
    """Who starred what is about to move, who starred what is cancelled, and who starred something else."""
    take_the_file_over(staff)
    return {name: make.make_registration(make.make_user(f"{name}@example.org")) for name in ("mover", "loser", "other")}


def star(who, session: Session) -> None:
    Star.objects.create(user=who.user, session=session, starred_at=JANUARY)


def test_from_a_file_to_the_calendars_of_those_whom_it_concerns(staff, readers, open_page, mailbox, start_worker):
    (blocked, gap), (moved, _gap), (typed, _gap), (warned, _gap), *_rest = last_in_their_rooms()
    cancelled = Session.objects.scheduled().filter(starts_at__lt=at(12)).first()
    for name, session in (("mover", moved), ("loser", cancelled), ("other", blocked)):
        star(readers[name], session)
    publish(actor=staff, at=JANUARY)
    skip(number=1, actor=staff, at=JANUARY)
    page = open_page(f"/admin/agenda/session/board/?day={DAY}", user=staff)
    before = entry(page, moved)["sequence"]
    news = page.locator("[data-board-news]")

    # The board: by mouse, by keyboard alone, into a block, into a warning, and back.
    drag(page, moved, minutes=30)
    wait_until("the drag", lambda: begins(moved) > moved.starts_at)
    assert begins(moved).minute % 5 == 0
    expect(news).to_contain_text(clock(moved))
    press(page, typed, "ArrowDown", "ArrowDown", "ArrowDown")
    wait_until("the keys", lambda: begins(typed) == typed.starts_at + dt.timedelta(minutes=15))
    expect(news).to_contain_text(clock(typed))
    press(page, blocked, *["ArrowUp"] * (gap // 5 + 1))
    expect(news).to_contain_text("are both in")
    assert begins(blocked) == blocked.starts_at
    press(page, warned, *["PageDown"] * 6)
    expect(news).to_contain_text("takes time from “Dinner”")
    assert begins(warned) == warned.starts_at + dt.timedelta(hours=3)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    wait_until("the undo", lambda: begins(warned) == warned.starts_at)

    # A session falls out; the release is planned, and publishes itself.
    page.goto(f"/admin/agenda/session/{cancelled.pk}/change/")
    page.get_by_label("Cancelled", exact=True).check()
    page.locator("[name=_save]").click()
    page.goto("/admin/agenda/release/publish/")
    page.get_by_label("What is new (English)").fill("Saturday evening")
    page.get_by_label("At this time").check()
    due = JANUARY + dt.timedelta(days=1)
    page.locator("[name=due_at]").fill(f"{due:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("main")).to_contain_text("Saturday evening")
    assert PlannedRelease.objects.get().due_at == due
    assert (publish_due(at=due - dt.timedelta(seconds=1)), publish_due(at=due), publish_due(at=due)) == (0, 1, 0)

    # Those whom it concerns are told once the desk has seen the list.
    start_worker(**JANUARY_CLOCK)
    page.goto("/admin/agenda/release/2/tell/")
    assert mailbox.messages == []
    page.get_by_role("button", name="Tell 2 people").click()
    page.wait_for_url("**/jobs/**")
    told = {name: mailbox.wait_for(f"{name}@example.org") for name in ("mover", "loser")}
    assert moved.title_en in " ".join(text_of(told["mover"]).split())
    assert cancelled.title_en not in " ".join(text_of(told["mover"]).split())
    assert str(moved.guid) in calendars_of(told["mover"]).replace("\r\n ", "")
    assert "STATUS:CANCELLED" in calendars_of(told["loser"])
    assert len(mailbox.messages) == 2

    # Subscribed calendars follow.
    assert entry(page, moved)["sequence"] == before + 1
    assert entry(page, moved)["dtstart"].dt == begins(moved)
    assert entry(page, cancelled)["status"] == "CANCELLED"
    assert entry(page, blocked)["sequence"] == 0
