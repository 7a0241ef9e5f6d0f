"""The arrivals board: by hour and terminal on the clock of the venue, heads marked, and safe files."""

import datetime as dt

import pytest
from openpyxl import load_workbook

from ascn8.audit.models import AuditEvent
from delegates.arrivals import Way, count_without_flight, days_of, lines_of, stands_of
from tests import factories as make

BOARD = "/admin/delegates/travel/"


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting()


@pytest.fixture
def desk(client):
    client.force_login(make.make_staff("Protocol"))
    return client


def somebody(name="Aminah", *, travel=None, **fields):
    row = make.make_registration(given_name=name, family_name="", sort_name=name.lower(), **fields)
    make.make_travel(row, **(travel or {}))
    return row


def names(lines):
    return [line.person.given_name for line in lines]


def test_people_stand_by_hour_and_terminal_on_the_clock_of_the_venue():
    somebody("Late", travel={"arrives_at": make.local(7, 15, 5)})
    somebody("Other", travel={"arrives_at": make.local(7, 14, 10), "arrival_terminal": "KUL Terminal 2"})
    somebody("First", travel={"arrives_at": make.local(7, 14, 0)})
    somebody("Last", travel={"arrives_at": make.local(7, 14, 59)})

    stands = stands_of(lines_of(Way.ARRIVALS))

    assert [(stand.hour.hour, stand.terminal, names(stand.lines)) for stand in stands] == [
        (14, "KUL Terminal 1", ["First", "Last"]),
        (14, "KUL Terminal 2", ["Other"]),
        (15, "KUL Terminal 1", ["Late"]),
    ]


def test_a_landing_just_after_midnight_belongs_to_the_day_of_the_venue():
    somebody(travel={"arrives_at": dt.datetime(2025, 9, 6, 16, 30, tzinfo=dt.UTC)})

    assert days_of(Way.ARRIVALS) == [(dt.date(2025, 9, 7), 1)]
    assert names(lines_of(Way.ARRIVALS, day=dt.date(2025, 9, 7))) == ["Aminah"]
    assert lines_of(Way.ARRIVALS, day=dt.date(2025, 9, 6)) == []


def test_heads_come_before_others_of_the_same_flight_and_are_marked(desk):
    delegation = make.make_delegation()
    somebody("Aaron", delegation=delegation)
    somebody("Zara", delegation=delegation, standing="head")

    assert names(lines_of(Way.ARRIVALS)) == ["Zara", "Aaron"]
    assert desk.get(BOARD).content.decode().count("Head of Delegation") == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_only_people_who_attend_are_met(state):
    somebody(state=state)
    make.make_registration(state=state)

    assert lines_of(Way.ARRIVALS) == []
    assert count_without_flight() == 0


def test_who_has_not_said_when_is_listed_and_who_lives_here_is_not():
    make.make_registration(given_name="Nothing")
    somebody("Half", travel={"arrives_at": None, "arrival_flight": ""})
    somebody("Here", travel={"arrives_at": None, "departs_at": None, "lives_in_host_country": True})
    somebody("Whole")

    assert sorted(names(lines_of(Way.NO_FLIGHT))) == ["Half", "Nothing"]
    assert count_without_flight() == 2


def test_the_board_is_filtered_by_day_and_delegation(desk):
    delegation = make.make_delegation("Cambodia")
    somebody("Mine", delegation=delegation)
    somebody("Other", delegation=make.make_delegation("Viet Nam"))
    somebody("Tomorrow", delegation=delegation, travel={"arrives_at": make.local(8, 9)})

    page = desk.get(f"{BOARD}?day=2025-09-07&delegation={delegation.code}").content.decode()

    assert "Mine" in page
    assert "Tomorrow" not in page
    assert "Other" not in page


@pytest.mark.parametrize("query", ["day=2025-02-31", "day=x", "way=x", "delegation=x", "day=1999-01-01", "export=x"])
def test_nonsense_in_the_address_shows_the_board(desk, query):
    somebody()

    assert desk.get(f"{BOARD}?{query}").status_code == 200


def test_the_files_say_what_the_board_says_and_hold_no_formula(desk, tmp_path):
    somebody("=HYPERLINK(1)", travel={"hotel": "+60 Hotel", "arrival_terminal": "@terminal"})

    csv = desk.get(f"{BOARD}?day=all&export=csv")
    xlsx = desk.get(f"{BOARD}?day=all&export=xlsx")

    text = csv.content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'+60 Hotel" in text
    assert "'@terminal" in text
    assert "2025-09-07,14:30,MH 123" in text
    (tmp_path / "board.xlsx").write_bytes(xlsx.content)
    cells = [cell for row in load_workbook(tmp_path / "board.xlsx").active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert AuditEvent.objects.filter(action="travel.export").count() == 2


def test_the_board_is_the_protocol_desks(client):
    client.force_login(make.make_staff("Registration"))

    assert client.get(BOARD).status_code == 403
