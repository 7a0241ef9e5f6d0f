"""The draft as the rules read it: what counts, what it costs, and that it never changes."""

import datetime as dt
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions.board.draft import Span, load_draft
from sessions.board.rules.checking import findings, findings_summary, new_findings
from sessions.models import Appearance, Availability, Interpretation, InterpreterTurn, Place, Session, Speaker
from tests.factories import (
    local,
    make_category,
    make_place,
    make_quiet_window,
    make_registration,
    make_seating,
    make_session,
    make_speaker,
    make_travel_time,
)

pytestmark = pytest.mark.django_db


def test_who_declined_is_in_nobodys_way():
    one, two = make_session(kind="talk"), make_session(kind="talk")
    person = make_speaker(session=one)
    appearance = two.appearances.create(speaker=person, role="chair")
    assert findings_summary().blocks == 1

    appearance.answer = "declined"
    appearance.save()

    assert load_draft().sessions[two.code].people == ()
    assert findings_summary().total == 0


def test_seats_are_those_offered_at_one_moment():
    session = make_session()
    for hour, capacity in ((8, 40), (11, 30), (12, 25), (20, 10)):
        make_seating(session, capacity=capacity, starts_at=local(12, hour))  # each lasts three hours

    assert load_draft().sessions[session.code].seats == 55


def test_category_counts_once_the_accreditation_is_complete():
    heads = make_category("heads")
    for state, category in (("approved", heads.pk), ("submitted", None), ("withdrawn", None)):
        person = make_speaker(registration=make_registration(state=state, category=heads))
        assert load_draft().people[person.pk].category == category


def test_times_of_availability_that_touch_are_one():
    person = make_speaker()
    for start, end in ((14, 16), (9, 11), (11, 12), (10, 11)):
        person.availabilities.create(starts_at=local(9, start), ends_at=local(9, end))

    assert load_draft().availabilities[person.pk] == (
        Span(local(9, 9), local(9, 12)),
        Span(local(9, 14), local(9, 16)),
    )


def test_everything_arrives_as_it_is_in_the_database():
    heads, place = make_category("heads"), make_place(capacity=80, fire_limit=90)
    session = make_session(place=place, expected=12, interpretation="km", shares_place=True)
    session.required_categories.add(heads)
    person = make_speaker(session=session, title="Dr", name="Aminah Rekaan")
    session.interpretations.get().turns.create(interpreter=person, begins_after=15, minutes=20)
    place.closures.create(starts_at=local(9, 9), ends_at=local(9, 12), reason_en="Cleaning")
    window, way = make_quiet_window(), make_travel_time(minutes=45)

    draft = load_draft()
    row = draft.sessions[session.code]

    assert (row.key, row.starts_at, row.place, row.needs) == (session.pk, session.starts_at, place.pk, 12)
    assert (row.people, row.required, row.shares_place) == (((person.pk, "speaker"),), {heads.pk}, True)
    assert [(t.person, t.language, t.begins_after, t.minutes) for t in row.turns] == [(person.pk, "km", 15, 20)]
    assert (draft.places[place.pk].capacity, draft.places[place.pk].fire_limit) == (80, 90)
    assert str(draft.people[person.pk]) == "Dr Aminah Rekaan"
    assert (draft.closures[0].place, draft.closures[0].reason_en) == (place.pk, "Cleaning")
    assert (draft.windows[0].key, draft.windows[0].name_en) == (window.pk, "Friday prayers")
    assert draft.travel == {(way.a_id, way.b_id): 45}


def test_draft_that_is_changed_leaves_the_first_one_alone():
    one, two = make_session(kind="talk"), make_session(kind="talk")
    before = load_draft()

    after = before.moved(two.code, place=one.place_id)

    assert [finding.rule for finding in new_findings(before, after)] == ["room_taken"]
    assert before.sessions[two.code].place == two.place_id
    assert findings(before) == ()
    assert after.without(two.code).sessions.keys() == {one.code}


def a_full_programme(number: int) -> None:
    """Sessions in ten rooms, each with two of forty people, a booth with a rota, and plenty of problems."""
    rooms = [make_place(capacity=50, fire_limit=900) for _n in range(10)]
    heads = make_category("heads")
    Speaker.objects.bulk_create(Speaker(name=f"Rekaan {n}") for n in range(40))
    people = list(Speaker.objects.order_by("pk"))
    sessions = Session.objects.bulk_create(
        Session(
            title_en=f"Session {n}",
            kind="plenary",
            place=rooms[n % 10],
            starts_at=local(8, 8) + dt.timedelta(minutes=45 * (n // 10)),
            ends_at=local(8, 8) + dt.timedelta(minutes=45 * (n // 10) + 45),
            expected=40 + n % 20,
        )
        for n in range(number)
    )
    Appearance.objects.bulk_create(
        Appearance(session=session, speaker=people[(n * step) % 40], role=role)
        for n, session in enumerate(sessions)
        for step, role in ((3, "speaker"), (7, "panellist"))
    )
    Session.required_categories.through.objects.bulk_create(
        Session.required_categories.through(session=session, category=heads) for session in sessions[::15]
    )
    booths = Interpretation.objects.bulk_create(Interpretation(session=one, language="km") for one in sessions)
    InterpreterTurn.objects.bulk_create(
        InterpreterTurn(interpretation=booth, interpreter=people[n % 40], minutes=45) for n, booth in enumerate(booths)
    )
    Availability.objects.bulk_create(
        Availability(speaker=person, starts_at=local(8, 9), ends_at=local(8, 17)) for person in people[::4]
    )
    make_quiet_window(starts_at=local(8, 12), ends_at=local(8, 14))


def test_a_hundred_and_fifty_sessions_are_judged_in_less_than_a_tenth_of_a_second():
    """Of computing; what the database does beside is fourteen queries."""
    a_full_programme(150)
    assert len(findings(load_draft())) > 300
    spent = []
    for _turn in range(5):
        begin = process_time()
        findings(load_draft())
        spent.append(process_time() - begin)

    assert min(spent) < 0.1, spent


def test_loading_asks_as_often_for_three_times_as_much():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            load_draft()
        return len(captured)

    a_full_programme(5)
    few = queries()
    a_full_programme(10)

    assert (few, queries()) == (14, 14)
    assert Place.objects.count() == 20
