"""kill -9 of the worker while it writes a list: nobody is half imported, and the next worker writes all of it."""

import sqlite3
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from delegates.importing.jobs import ask_for_check, ask_for_import
from delegates.importing.receiving import receive
from delegates.models import PeopleFile, Registration, Transition, User
from tests.delegates.importing.lists import csv_of, whole
from tests.factories import make_category, make_country, make_meeting, make_staff
from tests.running import Worker, wait_until

PEOPLE = 8_000
LATER = {"ASCN8_CLOCK_OFFSET": "180", "SWEEP_SECONDS": "3"}


def is_writing() -> bool:
    """Whether a worker stands in the transaction: it holds the row of the list and no other can take it."""
    if connection.vendor == "sqlite":
        # The writer has the whole database. A beat of progress has it for a moment only, a list for a second and more.
        return all(_is_taken() for _look in range(6))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state IN ('active', 'idle in transaction') "
            "AND query LIKE 'INSERT INTO \"delegates_registration\"%' AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def _is_taken() -> bool:
    """Whether somebody writes into the SQLite file now."""
    probe = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    try:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    except sqlite3.OperationalError:
        time.sleep(0.02)
        return True
    finally:
        probe.close()
    return False


@pytest.mark.locks
def test_a_killed_worker_leaves_all_or_none(transactional_db: None, start_worker: Callable[..., Worker]) -> None:
    make_meeting()
    make_country("KH")
    actor = make_staff(email="staff@example.net")
    rows = [whole(n, **{"Mobile phone": f"+855{12_000_000 + n}"}) for n in range(PEOPLE)]
    file = receive(data=csv_of(*rows), name="list.csv", actor=actor, at=timezone.now())
    PeopleFile.objects.update(category=make_category())
    run(ask_for_check(PeopleFile.objects.get(), actor=actor, at=timezone.now()).pk)
    first = start_worker()
    job = ask_for_import(PeopleFile.objects.get(), mode="all", actor=actor, at=timezone.now())
    wait_until("writing", is_writing, seconds=60)
    first.kill()

    job.refresh_from_db()
    file.refresh_from_db()
    assert job.state == "running", "the kill came too late to prove anything"
    assert (Registration.objects.count(), User.objects.count(), file.state) == (0, 1, "checked")

    start_worker(beat=True, **LATER)
    wait_until("the end", lambda: Job.objects.get(pk=job.pk).is_finished, seconds=120)

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert Registration.objects.count() == Transition.objects.count() == User.objects.count() - 1 == PEOPLE
