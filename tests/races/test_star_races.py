"""Somebody presses the star many times at the same moment: on a slow line, in two windows, on two devices."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from delegates.models import User
from sessions.following import starring
from sessions.models import Session, Star
from sessions.programme import Item, current_programme
from sessions.release import publish
from tests import factories as make

MANY = 6


def at_once(act: Callable[[threading.Barrier], None]) -> list[Exception]:
    """What went wrong when `MANY` people did it at the same moment."""
    together, wrong = threading.Barrier(MANY, timeout=20), []

    def one() -> None:
        try:
            act(together)
        except IntegrityError as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def look_then_write(user: User, session: Session, together: threading.Barrier) -> None:
    """As stars are often written; the negative control."""
    missing = not Star.objects.filter(user=user, session=session).exists()
    together.wait()
    if missing:
        Star.objects.create(user=user, session=session, starred_at=make.local(5, 9))


def star_together(user: User, item: Item, together: threading.Barrier) -> None:
    together.wait()
    starring.star(user=user, item=item, at=make.local(5, 9))


@pytest.mark.locks
def test_a_star_pressed_many_times_at_once_is_one_row_and_no_error(transactional_db: None):
    make.make_meeting()
    user, control, session = make.make_user(), make.make_session(), make.make_session(starts_at=make.local(10, 9))
    publish(actor=None, at=make.local(1, 9))
    item = current_programme().by_code[session.code]

    assert len(at_once(lambda together: look_then_write(user, control, together))) == MANY - 1
    assert at_once(lambda together: star_together(user, item, together)) == []
    assert Star.objects.filter(user=user, session=session).count() == 1
