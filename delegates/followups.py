"""Tasks after the approval: who has which, what is still owed, and until when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.freezing import why_not_change
from delegates.models import FollowUp, FollowUpDone, FreezeDate, Purpose, Registration, VaultItem

_GROUPS = {
    FollowUp.Form.TRAVEL: FreezeDate.Group.TRAVEL,
    FollowUp.Form.PASSPORT: FreezeDate.Group.PASSPORT,
    FollowUp.Form.QUESTIONS: FreezeDate.Group.QUESTIONS,
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task as its person sees it."""

    follow_up: FollowUp
    is_done: bool
    is_late: bool


def tasks_of(registration: Registration, *, at: dt.datetime) -> list[Task]:
    """All tasks of somebody who attends, done ones too, the most urgent first."""
    if not registration.is_attending:
        return []
    active = _active()
    done = _done([registration.pk], active)
    return [
        Task(task, is_done, not is_done and task.due_at < at)
        for task, categories in active
        if not categories or registration.category_id in categories
        for is_done in [(registration.pk, task.pk) in done]
    ]


def owed_by(registrations: Iterable[Registration]) -> dict[int, list[FollowUp]]:
    """{primary key: the tasks that are still open}, for those of `registrations` who attend and owe something.

    Four queries at most, however many registrations. Load `category` with them.
    """
    attending = {row.pk: row for row in registrations if row.is_attending}
    if not attending:
        return {}
    active = _active()
    done = _done(attending, active)
    owed = {
        pk: [
            task
            for task, categories in active
            if (pk, task.pk) not in done and (not categories or row.category_id in categories)
        ]
        for pk, row in attending.items()
    }
    return {pk: tasks for pk, tasks in owed.items() if tasks}


def task_of(registration: Registration, slug: str, *, at: dt.datetime) -> Task | None:
    """The task under this address, where the person has it."""
    return next((task for task in tasks_of(registration, at=at) if task.follow_up.slug == slug), None)


def why_not_do(registration: Registration, follow_up: FollowUp, *, at: dt.datetime) -> Refused | None:
    """The reason why the task cannot be done or changed now. After its deadline it still can: late is better."""
    if not registration.is_attending:
        return Refused(
            _("This can be filled in once your registration is approved. You get a mail then."), code="not_attending"
        )
    return why_not_change(_GROUPS[FollowUp.Form(follow_up.form)], at=at)


@transaction.atomic
def mark_done(registration: Registration, follow_up: FollowUp, *, at: dt.datetime) -> None:
    """Write down that the task is done; a second time changes nothing."""
    FollowUpDone.objects.get_or_create(registration=registration, follow_up=follow_up, defaults={"at": at})


@transaction.atomic
def reopen(registration: Registration, *, form: FollowUp.Form, section_id: int | None = None) -> int:
    """Open the tasks of this form again because an answer that they need is gone. Returns how many were done."""
    done = FollowUpDone.objects.filter(registration=registration, follow_up__form=form)
    if section_id is not None:
        done = done.filter(follow_up__section_id=section_id)
    return done.delete()[0]


def _done(registrations: Iterable[int], active: list[tuple[FollowUp, set[int]]]) -> set[tuple[int, int]]:
    """(person, task) of what is done. A travel document that was given with the registration is not asked for again."""
    pks = list(registrations)
    done = set(FollowUpDone.objects.filter(registration__in=pks).values_list("registration_id", "follow_up_id"))
    passports = [task.pk for task, _categories in active if task.form == FollowUp.Form.PASSPORT]
    if passports:
        kept = VaultItem.objects.filter(registration__in=pks, purpose=Purpose.PASSPORT, purged_at__isnull=True)
        holders = kept.exclude(sealed="").values_list("registration_id", flat=True)
        done |= {(pk, task) for pk in holders for task in passports}
    return done


def _active() -> list[tuple[FollowUp, set[int]]]:
    """The tasks in use, each with the categories that it is for (none: everybody), in two queries."""
    rows = FollowUp.objects.filter(is_active=True).prefetch_related("categories").order_by("due_at", "position", "pk")
    return [(row, {category.pk for category in row.categories.all()}) for row in rows]
