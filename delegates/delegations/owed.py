"""What people still owe, for many at once: the steps of the form, and the tasks after the approval."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.meeting.facts import meeting_zone
from delegates import followups
from delegates.consents import current_texts
from delegates.models import Consent, FollowUp, Purpose, Registration, VaultItem
from delegates.models.delegation import Category
from delegates.steps import REQUIRED, Step

Owed = dict[int, list[str]]


def owed_by(rows: Sequence[Registration], *, at: dt.datetime) -> Owed:
    """{primary key: what this person still has to do, in words}. Load `category` and `country`: no query a row."""
    found: Owed = defaultdict(list)
    for pk, words in (*_steps([row for row in rows if row.is_editable], at), *_tasks(rows, at)):
        found[pk].append(words)
    return found


def _steps(rows: Sequence[Registration], at: dt.datetime) -> Iterable[tuple[int, str]]:
    """The same rules as `steps.missing_steps`, asked for all rows at once."""
    if not rows:
        return
    needed = {text.pk for text in current_texts(at=at) if text.is_required}
    agreed: dict[int, dict[int, bool]] = defaultdict(dict)
    for pk, text, given in (
        Consent.objects.filter(registration__in=rows).order_by("at", "pk").values_list("registration", "text", "given")
    ):
        agreed[pk][text] = given
    sealed = VaultItem.objects.filter(registration__in=rows, purpose=Purpose.PASSPORT).exclude(sealed="")
    with_passport = set(sealed.values_list("registration", flat=True))
    for row in rows:
        missing = {step for step, fields in REQUIRED.items() if not all(getattr(row, field) for field in fields)}
        if not row.photo and (row.category is None or row.category.needs_photo):
            missing.add(Step.PHOTO)
        if not agreed[row.pk] or not all(agreed[row.pk].get(text) for text in needed):
            missing.add(Step.CONSENT)
        if row.category and row.category.passport == Category.Passport.REQUIRED and row.pk not in with_passport:
            missing.add(Step.PASSPORT)
        yield from ((row.pk, str(step.label)) for step in Step if step in missing or step in row.held)
        if not missing and not row.held:
            yield row.pk, _("Check and submit")


def _tasks(rows: Sequence[Registration], at: dt.datetime) -> Iterable[tuple[int, str]]:
    """Tasks after the approval that are not done, with their day."""
    zone = meeting_zone()
    for pk, tasks in followups.owed_by(rows).items():
        yield from ((pk, _task_words(task, zone, at)) for task in tasks)


def _task_words(task: FollowUp, zone: dt.tzinfo, at: dt.datetime) -> str:
    words = {"task": task.title, "date": date_format(task.due_at.astimezone(zone), "j F")}
    if at > task.due_at:
        return _("%(task)s, late since %(date)s") % words
    return _("%(task)s, by %(date)s") % words
