"""No place holds two sessions at once, whatever code writes them: the database itself refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from sessions.models import Session
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.locks]


def booked(**fields):
    """A session from 10 to 11 in a room, and the fields of another one there that begins at 10:30."""
    first = make.make_session(starts_at=make.local(9, 10), **fields)
    return first, {"place": first.place, "starts_at": make.local(9, 10, 30)}


def refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_a_second_session_in_the_room_is_refused():
    _first, second = booked()

    assert refused(lambda: make.make_session(**second))


def test_moving_into_a_taken_room_is_refused_also_in_bulk():
    first, _second = booked()
    other = make.make_session(starts_at=make.local(9, 10, 30))
    other.place = first.place

    assert refused(other.save)
    assert refused(lambda: Session.objects.filter(pk=other.pk).update(place=first.place))
    assert refused(lambda: Session.objects.bulk_update([other], ["place"]))


@pytest.mark.parametrize("which", ["shares_place", "is_cancelled"])
def test_who_shares_or_is_cancelled_is_free_until_that_ends(which):
    _first, second = booked()
    other = make.make_session(**second, **{which: True})

    assert refused(lambda: Session.objects.filter(pk=other.pk).update(**{which: False}))


def test_one_may_begin_when_the_other_ends_and_sessions_without_time_or_place_are_free():
    first, second = booked()

    make.make_session(place=first.place, starts_at=first.ends_at)
    make.make_session(place=first.place, starts_at=None)
    Session.objects.create(title_en="Nowhere", starts_at=second["starts_at"], ends_at=make.local(9, 12))
    # A session that is written again as it is does not stand in its own way.
    first.save()


def test_a_table_that_is_made_anew_refuses_as_before(transactional_db):
    """SQLite makes the whole table anew when a column changes, and drops its triggers with the old one."""
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:
            editor._remake_table(Session)
    _first, second = booked()

    assert refused(lambda: make.make_session(**second))
