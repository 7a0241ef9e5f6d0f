"""What beat does: the same functions for the tasks and for `manage.py sweep`."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from django.utils import timezone

from ascn8.jobs.sweeping import sweep_jobs
from ascn8.limits.spending import forget
from ascn8.outbox.sweeping import sweep_outbox, tick
from delegates.arrival_card import remind_of_arrival_cards
from delegates.badges.issue import issue_due
from delegates.data_export.keeping import forget_downloads
from delegates.delegations.inviting import remind_invited
from delegates.duplicates import find_duplicates
from delegates.importing.receiving import forget_lists
from delegates.papers.issuing import issue_due_letters
from delegates.reminders import remind_of_tasks, remind_unfinished
from delegates.vault.purging import purge, sweep_files
from sessions.print.printing import sweep_printed
from sessions.releases.digest_mails import forget_calendars
from sessions.releases.planning import publish_due
from sessions.reminders import remind_of_visits, send_evening_programmes
from sessions.signups import refill
from sessions.speaking.following import follow_registrations
from sessions.speaking.inviting import remind_speakers

log = logging.getLogger(__name__)

Job = Callable[[dt.datetime], Mapping[str, int]]

SWEEPS: dict[str, Job] = {
    "outbox": lambda at: sweep_outbox(at=at),
    "badges": lambda at: {"badges": issue_due(at=at)},
    "letters": lambda at: {"letters": issue_due_letters(at=at)},
    "seats": lambda at: {"seats": refill(at=at)},
    "releases": lambda at: {"releases": publish_due(at=at)},
    "speakers": lambda at: {"speakers that follow": follow_registrations(at=at)},
    "jobs": lambda at: sweep_jobs(at=at),
    "duplicates": lambda at: {"duplicates found": find_duplicates(at=at)},
    "lists": lambda at: {"lists deleted": forget_lists(at=at)},
    "downloads": lambda at: {"downloads deleted": forget_downloads(at=at)},
    "limits": lambda at: {"limits": forget(at=at)},
    "printed programmes": lambda at: sweep_printed(at=at),
}
REMINDERS: dict[str, Job] = {
    "invited": lambda at: {"invited": remind_invited(at=at)},
    "unfinished": lambda at: {"unfinished": remind_unfinished(at=at)},
    "tasks": lambda at: {"tasks": remind_of_tasks(at=at)},
    "arrival cards": lambda at: {"arrival cards": remind_of_arrival_cards(at=at)},
    "speakers": lambda at: {"speakers": remind_speakers(at=at)},
    "visits": lambda at: {"visits": remind_of_visits(at=at)},
    "evening": lambda at: {"evening": send_evening_programmes(at=at)},
}
NIGHTLY: dict[str, Job] = {
    "purge": lambda at: {"purged": sum(line.total for line in purge(at=at))},
    "files": lambda at: {"files without a row": sweep_files(at=at)},
    "digests": lambda at: {"calendars of digests": forget_calendars(at=at)},
}


def sweep_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Queue what is due, free what hangs, delete what is over. Returns a count for each kind."""
    now = at or timezone.now()
    done = _run(SWEEPS, at=now)
    tick("sweep", at=now)
    return done


def remind_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Write the reminders that are due into the outbox. Returns a count for each kind."""
    return _run(REMINDERS, at=at or timezone.now())


def clean_all(*, at: dt.datetime | None = None) -> dict[str, int]:
    """Delete what was kept long enough. Returns a count for each kind."""
    return _run(NIGHTLY, at=at or timezone.now())


def _run(jobs: Mapping[str, Job], *, at: dt.datetime) -> dict[str, int]:
    """Run every job; one that fails is logged and stops none of the others."""
    done: dict[str, int] = {}
    for name, job in jobs.items():
        try:
            done.update(job(at))
        except Exception:
            log.exception("%s failed", name)
    return done
