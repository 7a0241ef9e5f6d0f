"""Reminding people of what they began, and of what they still owe."""

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from ascn8.outbox.models import Message
from delegates import mails
from delegates.arrivals import ATTENDING
from delegates.followups import owed_by
from delegates.models import FollowUp, Registration
from delegates.registration import why_not_begin
from delegates.steps import missing_steps

_LEFT_FOR = dt.timedelta(days=3)
_AT_ONCE = 500
# So many days before a deadline.
_DISTANCES = (7, 2)


def remind_unfinished(*, at: dt.datetime) -> int:
    """Promise a mail to everybody whose draft was left alone for three days, once for each person.

    Nobody is reminded while nobody can register, nor of a draft that the secretariat began with a list and its person
    never saw. Returns how many were promised now.
    """
    if why_not_begin(at=at):
        return 0
    reminded = Message.objects.filter(key=Concat(Value("unfinished:"), OuterRef("code")))
    drafts = Registration.objects.filter(state=Registration.State.DRAFT, changed_at__lte=at - _LEFT_FOR)
    drafts = drafts.exclude(people_file__isnull=False, user__last_login__isnull=True)
    due = drafts.filter(~Exists(reminded), user__is_active=True).order_by("changed_at").values_list("pk", flat=True)
    return sum(_remind(pk, at=at) for pk in due[:_AT_ONCE])


@transaction.atomic
def _remind(pk: int, *, at: dt.datetime) -> bool:
    """Under the lock: a draft that was submitted or worked on a moment ago is left in peace."""
    row = Registration.objects.locked(pk)
    if row.state != Registration.State.DRAFT or row.changed_at > at - _LEFT_FOR:
        return False
    missing = missing_steps(row, at=at)
    return mails.draft_unfinished(row, missing=missing, at=at)


def remind_of_tasks(*, at: dt.datetime) -> int:
    """Promise a mail to everybody with open tasks seven days before their deadline, and again two days before it.

    The mail names every open task of that deadline one by one. Once for each person, deadline and distance; whoever
    is approved within the last two days gets the second one only. Returns how many were promised now.
    """
    last = at + dt.timedelta(days=max(_DISTANCES))
    due = FollowUp.objects.filter(is_active=True, due_at__gt=at, due_at__lte=last).order_by("due_at")
    deadlines = sorted(set(due.values_list("due_at", flat=True)))
    if not deadlines:
        return 0
    attending = Registration.objects.filter(state__in=ATTENDING, user__is_active=True).order_by("pk")
    promised, after = 0, 0
    # By primary key, a few hundred at a time: twenty thousand people are no one list in memory.
    while promised < _AT_ONCE:
        rows = list(attending.filter(pk__gt=after).select_related("user", "category")[:_AT_ONCE])
        if not rows:
            break
        promised += _remind_of_tasks(rows, deadlines, at=at)
        after = rows[-1].pk
    return promised


def _remind_of_tasks(rows: list[Registration], deadlines: list[dt.datetime], *, at: dt.datetime) -> int:
    by_key = {row.pk: row for row in rows}
    wanted = [
        (by_key[pk], due_at, list(tasks))
        for pk, owed in owed_by(rows).items()
        for due_at, tasks in groupby(owed, key=lambda task: task.due_at)
        if due_at in deadlines
    ]
    keys = {mails.tasks_key(row, due_at=due_at, days=_distance(due_at, at)) for row, due_at, _tasks in wanted}
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return sum(
        mails.tasks_open(row, tasks=tasks, due_at=due_at, days=days, at=at)
        for row, due_at, tasks in wanted
        for days in [_distance(due_at, at)]
        if mails.tasks_key(row, due_at=due_at, days=days) not in told
    )


def _distance(due_at: dt.datetime, at: dt.datetime) -> int:
    """The nearest of the distances that is reached."""
    return min(days for days in _DISTANCES if due_at <= at + dt.timedelta(days=days))
