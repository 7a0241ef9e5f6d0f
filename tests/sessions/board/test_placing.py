"""Moving, shifting, cutting and copying sessions on the board; and taking it back."""

import datetime as dt

import pytest
from django.db import transaction

from ascn8.lib.errors import Refused
from sessions import editing
from sessions.board.actions import Blocked
from sessions.board.copying import duplicate, split
from sessions.board.daytemplates import lay_template, save_day
from sessions.board.history import MOST, redo, stack_of, undo
from sessions.board.placing import place, unschedule
from sessions.board.shifting import Shift, preview_shift, shift_sessions
from sessions.editing import Outdated, change_session
from sessions.models import BoardAction, Interpretation, InterpreterTurn, Place, QuietWindow, Session, Star
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.locks]
NOW = make.local(3, 9)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _meeting():
    make.make_meeting()


@pytest.fixture
def staff():
    return make.make_staff("Programme")


def put(session: Session, actor, *, starts_at=None, minutes: int = 60, room: Place | None = None, version: int = 0):
    """Place `session` as the board does, with the version in the database where none is given."""
    row = Session.objects.get(pk=session.pk)
    starts_at = starts_at or row.starts_at
    return place(
        code=row.code,
        version=version or row.version,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        place=room or row.place,
        actor=actor,
        at=NOW,
    )


def where(session: Session) -> tuple:
    row = Session.objects.get(pk=session.pk)
    return row.place, row.starts_at, row.ends_at


def test_a_move_raises_the_version_and_says_who_and_when(staff):
    session, room = make.make_session(), make.make_place()

    done = put(session, staff, starts_at=make.local(10, 14), room=room)

    assert where(session) == (room, make.local(10, 14), make.local(10, 15))
    session.refresh_from_db()
    assert (session.version, session.changed_by, session.changed_at) == (2, staff, NOW)
    assert (done.action.kind, done.codes) == ("move", [session.code])


def test_a_longer_session_is_a_resize_and_a_session_off_the_board_keeps_its_texts(staff):
    session = make.make_session(title_en="Kept")

    assert put(session, staff, minutes=90).action.kind == "resize"
    done = unschedule(code=session.code, version=2, actor=staff, at=NOW)

    assert done.action.kind == "unschedule"
    assert where(session) == (None, None, None)
    assert Session.objects.get(pk=session.pk).title_en == "Kept"


def test_who_saw_an_older_version_is_told_who_was_faster_and_both_versions(staff):
    session, other = make.make_session(), make.make_staff("Programme", email="aminah@ascn8.example")
    put(session, other, starts_at=make.local(10, 9))

    with pytest.raises(Outdated) as refused:
        put(session, staff, starts_at=make.local(11, 9), version=1)

    assert "aminah@ascn8.example" in str(refused.value)
    assert (refused.value.by, refused.value.at, refused.value.version) == (other, NOW, 2)
    first = refused.value.differences[0]
    assert (first.theirs, first.mine) == ("Wed 10 Sep, 09:00", "Thu 11 Sep, 09:00")
    assert where(session)[1] == make.local(10, 9)


def test_mine_can_be_put_over_theirs_once_it_was_seen(staff):
    session, other = make.make_session(), make.make_staff("Programme")
    put(session, other, starts_at=make.local(10, 9))
    with pytest.raises(Outdated) as refused:
        put(session, staff, starts_at=make.local(11, 9), version=1)

    put(session, staff, starts_at=make.local(11, 9), version=refused.value.version)

    assert where(session)[1] == make.local(11, 9)


def test_any_field_is_changed_by_one_function_that_knows_versions(staff):
    session = make.make_session()

    changed = change_session(code=session.code, version=1, changes={"title_en": "New"}, actor=staff, at=NOW)

    assert (changed.title_en, changed.version) == ("New", 2)
    with pytest.raises(Outdated):
        change_session(code=session.code, version=1, changes={"title_en": "Lost"}, actor=staff, at=NOW)
    with pytest.raises(Refused, match="no longer there"):
        change_session(code="NONE22", version=1, changes={}, actor=staff, at=NOW)


def test_two_sessions_change_places_in_one_action(staff):
    first, second = make.make_session(), make.make_session()
    rooms = first.place, second.place

    with transaction.atomic():
        editing.write([(first, {"place": rooms[1]}), (second, {"place": rooms[0]})], actor=staff, at=NOW)

    assert (where(first)[0], where(second)[0]) == (rooms[1], rooms[0])


def test_a_rule_that_blocks_refuses_and_one_that_warns_is_said(staff):
    session, taken = make.make_session(), make.make_session(title_en="The other", starts_at=make.local(10, 9))
    QuietWindow.objects.create(
        kind="prayer", name_en="Friday prayers", starts_at=make.local(12, 12, 15), ends_at=make.local(12, 14, 45)
    )

    with pytest.raises(Blocked, match="The other") as refused:
        put(session, staff, starts_at=make.local(10, 9, 30), room=taken.place)
    assert refused.value.code == "room_taken"
    assert where(session)[1] == make.local(9, 10)

    done = put(session, staff, starts_at=make.local(12, 12))
    assert "quiet_window" in {finding.rule for finding in done.warnings}
    assert where(session)[1] == make.local(12, 12)


def test_a_place_that_was_taken_behind_the_rules_ends_in_words(staff, monkeypatch):
    """Imports and scripts do not hold the draft; the constraint speaks then."""
    session, taken = make.make_session(), make.make_session(title_en="The other", starts_at=make.local(10, 9))
    monkeypatch.setattr("sessions.board.actions.findings", lambda draft: ())

    with pytest.raises(Refused, match="The other") as refused:
        put(session, staff, starts_at=make.local(10, 9, 30), room=taken.place)

    assert refused.value.code == "room_taken"
    assert where(session)[1] == make.local(9, 10)
    assert not BoardAction.objects.exists()


@pytest.mark.parametrize(("minutes", "code"), [(0, "ends_before_start"), (25 * 60, "too_long")])
def test_impossible_lengths_are_refused(staff, minutes, code):
    with pytest.raises(Refused) as refused:
        put(make.make_session(), staff, minutes=minutes)
    assert refused.value.code == code


def test_a_move_to_where_it_is_changes_nothing(staff):
    with pytest.raises(Refused, match="changes nothing"):
        put(make.make_session(), staff)


def test_a_part_of_a_day_is_shifted_in_one_action(staff):
    room = make.make_place()
    morning = make.make_session(starts_at=make.local(9, 9), place=room)
    first, second = (make.make_session(starts_at=make.local(9, hour), place=room) for hour in (14, 15))
    elsewhere, tomorrow = (
        make.make_session(starts_at=make.local(9, 14)),
        make.make_session(starts_at=make.local(10, 14)),
    )
    shift = Shift(make.local(9, 14), 30, frozenset({room.pk}))

    preview = preview_shift(shift)
    assert [row.code for row in preview.rows] == [first.code, second.code]
    done = shift_sessions(shift=shift, versions=preview.versions, actor=staff, at=NOW)

    assert where(first)[1:] == (make.local(9, 14, 30), make.local(9, 15, 30))
    assert where(second)[1:] == (make.local(9, 15, 30), make.local(9, 16, 30))
    assert where(morning)[1] == make.local(9, 9)
    assert where(elsewhere)[1] == make.local(9, 14)
    assert where(tomorrow)[1] == make.local(10, 14)
    assert set(done.codes) == {first.code, second.code}


def test_a_shift_onto_others_or_after_a_change_moves_nobody(staff):
    room = make.make_place()
    make.make_session(starts_at=make.local(9, 13), place=room, title_en="In the way")
    late = make.make_session(starts_at=make.local(9, 14), place=room)
    shift = Shift(make.local(9, 14), -30, frozenset({room.pk}))
    preview = preview_shift(shift)

    assert {finding.rule for finding in preview.judged.blocks} == {"room_taken"}
    with pytest.raises(Blocked, match="In the way"):
        shift_sessions(shift=shift, versions=preview.versions, actor=staff, at=NOW)
    forward = Shift(make.local(9, 14), 30, frozenset({room.pk}))
    seen = preview_shift(forward).versions
    put(late, staff, starts_at=make.local(9, 15))
    with pytest.raises(Outdated):
        shift_sessions(shift=forward, versions=seen, actor=staff, at=NOW)
    assert where(late)[1] == make.local(9, 15)


def test_a_copy_has_everything_but_time_place_and_answers(staff):
    session = make.make_session(interpretation="km", title_en="Twice")
    speaker = make.make_speaker(session=session)
    session.appearances.update(answer="confirmed", minutes=20)
    session.required_categories.add(make.make_category())

    duplicate(code=session.code, version=1, actor=staff, at=NOW)

    copy = Session.objects.exclude(pk=session.pk).get()
    assert where(copy) == (None, None, None)
    assert (copy.title_en, copy.guid != session.guid, copy.code != session.code) == ("Twice", True, True)
    assert list(copy.appearances.values_list("speaker", "answer", "minutes")) == [(speaker.pk, "", 20)]
    assert copy.required_categories.count() == copy.interpretations.count() == 1


def test_a_cut_gives_each_part_its_people_and_its_turns_and_comes_together_again(staff):
    session = make.make_session(starts_at=make.local(9, 10), interpretation="km")
    speaker = make.make_speaker(session=session)
    booth = Interpretation.objects.get()
    for begin, minutes in ((0, 25), (25, 20), (45, 15)):
        InterpreterTurn.objects.create(interpretation=booth, interpreter=speaker, begins_after=begin, minutes=minutes)

    split(code=session.code, version=1, moment=make.local(9, 10, 30), actor=staff, at=NOW)

    second = Session.objects.exclude(pk=session.pk).get()
    assert where(session) == (session.place, make.local(9, 10), make.local(9, 10, 30))
    assert where(second) == (session.place, make.local(9, 10, 30), make.local(9, 11))
    assert list(second.speakers.all()) == [speaker]

    def turns(one: Session) -> list:
        rows = InterpreterTurn.objects.filter(interpretation__session=one)
        return list(rows.values_list("begins_after", "minutes"))

    assert turns(session) == [(0, 25), (25, 5)]
    assert turns(second) == [(0, 15), (15, 15)]

    undo(actor=staff, at=NOW)
    assert Session.objects.get() == session
    assert where(session)[2] == make.local(9, 11)
    assert turns(session) == [(0, 25), (25, 20), (45, 15)]
    redo(actor=staff, at=NOW)
    assert Session.objects.exclude(pk=session.pk).get().code == second.code


def test_a_cut_outside_of_the_session_is_refused(staff):
    session = make.make_session()
    for moment in (session.starts_at, session.ends_at, make.local(9, 18)):
        with pytest.raises(Refused, match="does not run"):
            split(code=session.code, version=1, moment=moment, actor=staff, at=NOW)


def test_a_day_is_kept_as_a_template_and_laid_on_another(staff):
    hall = make.make_place()
    make.make_session(kind="break", title_en="Coffee", starts_at=make.local(9, 10, 30), place=hall, shares_place=True)
    make.make_session(kind="plenary", starts_at=make.local(9, 14))
    template = save_day(day=dt.date(2025, 9, 9), kinds=["break"], name_en="Breaks", name_ms="")
    assert [item["start"] for item in template.items] == ["10:30"]

    lay_template(template=template, day=dt.date(2025, 9, 10), actor=staff, at=NOW)

    coffee = Session.objects.get(title_en="Coffee", starts_at=make.local(10, 10, 30))
    assert (coffee.place, coffee.kind, coffee.shares_place) == (hall, "break", True)
    with pytest.raises(Refused, match="already"):
        lay_template(template=template, day=dt.date(2025, 9, 10), actor=staff, at=NOW)
    undo(actor=staff, at=NOW)
    assert Session.objects.filter(title_en="Coffee").count() == 1


def test_a_template_that_meets_a_taken_room_is_laid_not_at_all(staff):
    hall, free = make.make_place(), make.make_place()
    for hour, room in ((9, free), (10, hall)):
        make.make_session(kind="break", title_en=f"Break {hour}", starts_at=make.local(9, hour), place=room)
    template = save_day(day=dt.date(2025, 9, 9), kinds=["break"], name_en="Breaks", name_ms="")
    make.make_session(starts_at=make.local(10, 10), place=hall)

    with pytest.raises(Blocked):
        lay_template(template=template, day=dt.date(2025, 9, 10), actor=staff, at=NOW)

    assert not Session.objects.filter(kind="break", starts_at__gte=make.local(10, 0)).exists()


def test_undo_and_redo_go_back_and_forth_through_the_last_actions(staff):
    session = make.make_session(starts_at=make.local(9, 8))
    for hour in range(9, 9 + MOST - 6):
        put(session, staff, starts_at=make.local(9, hour))
    put(session, staff, starts_at=make.local(10, 8))

    for _n in range(3):
        undo(actor=staff, at=NOW)
    assert where(session)[1] == make.local(9, 20)
    redo(actor=staff, at=NOW)
    assert where(session)[1] == make.local(9, 21)
    put(session, staff, starts_at=make.local(11, 8))
    with pytest.raises(Refused, match="nothing of yours to do again"):
        redo(actor=staff, at=NOW)
    undo(actor=staff, at=NOW)
    assert where(session)[1] == make.local(9, 21)
    assert stack_of(make.make_staff("Programme")).undo is None


def test_no_more_than_the_last_twenty_actions_are_taken_back(staff):
    session = make.make_session(starts_at=make.local(9, 0))
    for quarter in range(1, MOST + 3):
        put(session, staff, starts_at=make.local(9, 0) + quarter * dt.timedelta(minutes=15))

    for _n in range(MOST):
        undo(actor=staff, at=NOW)

    assert where(session)[1] == make.local(9, 0, 30)
    with pytest.raises(Refused, match="nothing of yours to undo"):
        undo(actor=staff, at=NOW)


def test_nobody_takes_back_what_somebody_else_did_since(staff):
    session, other = make.make_session(), make.make_staff("Programme", email="budi@ascn8.example")
    put(session, staff, starts_at=make.local(10, 9))
    put(session, other, starts_at=make.local(11, 9))

    with pytest.raises(Refused, match="budi@ascn8") as refused:
        undo(actor=staff, at=NOW)

    assert refused.value.code == "changed_since"
    assert where(session)[1] == make.local(11, 9)
    undo(actor=other, at=NOW)
    undo(actor=staff, at=NOW)
    assert where(session)[1] == make.local(9, 10)


def test_another_field_that_somebody_changed_since_stays(staff):
    session = make.make_session()
    put(session, staff, starts_at=make.local(10, 9))
    change_session(code=session.code, version=2, changes={"title_en": "Better"}, actor=None, at=NOW)

    undo(actor=staff, at=NOW)

    assert where(session)[1] == make.local(9, 10)
    assert Session.objects.get().title_en == "Better"


def test_a_copy_that_somebody_works_on_is_not_taken_away(staff):
    session = make.make_session()
    copy_code = duplicate(code=session.code, version=1, actor=staff, at=NOW).codes[0]
    copy = Session.objects.get(code=copy_code)
    Star.objects.create(user=make.make_user(), session=copy, starred_at=NOW)
    with pytest.raises(Refused, match="stars"):
        undo(actor=staff, at=NOW)
    Star.objects.all().delete()
    change_session(code=copy_code, version=1, changes={"title_en": "Mine now"}, actor=make.make_staff(), at=NOW)
    with pytest.raises(Refused, match="changed"):
        undo(actor=staff, at=NOW)


def test_an_undo_into_a_room_that_is_taken_by_now_is_refused(staff):
    session = make.make_session()
    room = session.place
    put(session, staff, starts_at=make.local(10, 9))
    make.make_session(place=room, title_en="Settled here")

    with pytest.raises(Blocked, match="Settled here"):
        undo(actor=staff, at=NOW)
    assert where(session)[1] == make.local(10, 9)
