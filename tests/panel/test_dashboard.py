"""The first page of the panel: right numbers, for those who may see them, by a constant number of queries."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ascn8.outbox.models import Message
from ascn8.panel import queues
from delegates.models import Badge, Registration
from sessions.signups import sign_up
from tests import factories as make

pytestmark = pytest.mark.django_db
# A card for each stage.
STAGES = {"flag", "clipboard-check", "shield-check"}


@pytest.fixture
def staff(client: Client):
    make.make_meeting()
    user = make.make_staff("superuser")
    client.force_login(user)
    return user


def one_of_each() -> None:
    """One thing for every queue, picture and table of the first page."""
    number = Registration.objects.count()
    now = timezone.now()
    make.make_registration(
        state="submitted", submitted_at=now - dt.timedelta(days=3), delegation=make.make_delegation()
    )
    make.make_registration(state="returned", decided_at=now - dt.timedelta(days=1))
    approved = make.make_registration(country=make.make_country(["AA", "BB", "CC", "DD"][number // 5]))
    Badge.objects.create(registration=approved, ordered_at=now)
    Message.objects.create(
        key=f"key:{number}", kind="test", to="x@example.org", subject="s", text="t", state="uncertain",
        created_at=now, not_before=now, give_up_at=now,
    )  # fmt: skip
    make.make_session(starts_at=None)
    seating = make.make_seating(capacity=1)
    for _turn in range(2):
        sign_up(seating=seating, registration=make.make_registration(), at=make.local(5, 9))
    make.make_booth()


def test_cards_count_what_waits_and_nothing_else(client: Client, staff):
    one_of_each()
    make.make_registration(state="draft")
    make.make_registration(state="declined")

    cards = {card.icon: card for card in client.get("/admin/").context["cards"]}

    assert cards["clipboard-check"].number == 1
    assert cards["clipboard-check"].is_late
    assert cards["clipboard-check"].note.replace("\xa0", " ") == "the oldest 3 days"
    assert cards["undo-2"].number == 1
    assert cards["id-card"].number == 1
    assert (cards["calendar-plus"].number, cards["calendar-plus"].note) == (1, "1 is on the board")
    assert cards["mail-warning"].note == "0 failed, 1 uncertain"
    assert (cards["bus"].number, cards["bus"].note) == (1, "1 person waits")
    assert (cards["layout-grid"].number, cards["layout-grid"].note) == (1, "of 1 on the floor")


def test_every_card_leads_to_the_list_that_shows_its_rows(client: Client, staff):
    one_of_each()

    for card in client.get("/admin/").context["cards"]:
        if card.url:
            page = client.get(card.url)
            assert page.status_code == 200, card.url
            assert rows_shown(page.context) == card.number, card.url


def rows_shown(context) -> int:
    """A list counts its rows; the board has those without a time beside it, the page of problems has them all."""
    if "board" in context:
        return len(context["board"].beside)
    return context["cl"].result_count if "cl" in context else len(context["found"])


def test_empty_installation_says_what_to_do(client: Client):
    client.force_login(make.make_staff("superuser"))

    page = client.get("/admin/")

    assert "No meeting is set up yet" in page.content.decode()


def test_queries_do_not_grow_with_rows(client: Client, staff):
    one_of_each()
    client.get("/admin/")
    with CaptureQueriesContext(connection) as one:
        client.get("/admin/")
    one_of_each()
    one_of_each()
    with CaptureQueriesContext(connection) as three:
        client.get("/admin/")

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("role", "icons"),
    [
        ("Registration", {*STAGES, "square-pen", "undo-2", "id-card", "mail-warning", "user-plus"}),
        ("Programme", {*STAGES, "undo-2", "bus", "mic", "triangle-alert", "calendar-plus", "file-up"}),
        ("Exhibition", {"layout-grid"}),
        ("Protocol", {*STAGES, "undo-2", "id-card", "bus", "user-plus"}),
        ("Door", {*STAGES, "undo-2", "id-card"}),
        ("Security", {*STAGES, "undo-2", "id-card"}),
    ],
)
def test_each_role_sees_its_own_queues_and_menu(client: Client, role: str, icons: set[str]):
    make.make_meeting()
    one_of_each()
    client.force_login(make.make_staff(role))

    page = client.get("/admin/")

    assert {card.icon for card in page.context["cards"]} == icons
    for group in page.context["panel_groups"]:
        for item in group.items:
            assert client.get(item.url).status_code == 200, item.url


def test_staff_without_any_duty_sees_no_names(client: Client):
    make.make_meeting()
    make.make_registration(state="submitted", given_name="Rahasia", family_name="Bocor")
    client.force_login(make.make_user(is_staff=True))

    page = client.get("/admin/")

    assert page.status_code == 200
    assert "Bocor" not in page.content.decode()
    assert page.context["panel_groups"] == []
    assert "Bocor" not in client.get("/admin/search/?q=bocor").content.decode()


def test_menu_counts_only_for_those_who_may_see(client: Client):
    make.make_meeting()
    make.make_registration(state="submitted")
    user = make.make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_registration"))
    client.force_login(user)

    groups = client.get("/admin/").context["panel_groups"]

    assert [[(str(item.label), item.count) for item in group.items] for group in groups] == [[("Accreditation", 1)]]


def test_registrations_a_day_are_days_at_the_venue(staff):
    # 17:30 in London on the 8th is half past midnight on the 9th in Kuala Lumpur.
    make.make_registration(state="submitted", submitted_at=dt.datetime(2025, 9, 8, 16, 30, tzinfo=dt.UTC))

    days = queues.registrations_a_day(at=dt.datetime(2025, 9, 10, 4, tzinfo=dt.UTC))

    assert [(day.date.isoformat(), day.number) for day in days if day.number] == [("2025-09-09", 1)]
    assert days[-1].date.isoformat() == "2025-09-10"
    assert len(days) == 21


def test_registrations_a_day_end_with_the_last_one_when_it_is_long_ago(staff):
    make.make_registration(state="submitted", submitted_at=make.local(1, 10))

    days = queues.registrations_a_day(at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))

    assert days[-1].date.isoformat() == "2025-09-01"


def test_times_are_those_of_the_meeting(client: Client, staff):
    make.make_meeting(time_zone="Asia/Jayapura")  # one hour ahead of Kuala Lumpur
    row = make.make_registration(state="submitted", submitted_at=dt.datetime(2025, 9, 8, 1, 0, tzinfo=dt.UTC))

    page = client.get(f"/admin/delegates/registration/{row.pk}/change/").content.decode()

    assert "8 Sep 2025, 10:00" in page


def test_problems_of_the_draft_are_a_card_that_is_red_while_one_blocks(client: Client, staff):
    one = make.make_session()
    card = next(card for card in client.get("/admin/").context["cards"] if card.icon == "triangle-alert")
    assert (card.number, card.note, card.is_late) == (1, "nothing blocks", False)

    make.make_session(kind="talk").appearances.create(speaker=make.make_speaker(session=one))

    page = client.get("/admin/")
    card = next(card for card in page.context["cards"] if card.icon == "triangle-alert")
    assert (card.number, card.note, card.is_late) == (2, "1 blocks", True)
    assert 'href="/admin/agenda/rulesetting/problems/"' in page.content.decode()
