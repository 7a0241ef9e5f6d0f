"""Dates from which a group of fields is fixed: the name when badges are printed, the flight on the last day.

They bind people who are in the procedure. A draft that is begun late is filled in whole, and what the secretariat
gives back for correction is open whatever the date.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.models import FreezeDate, User
from delegates.steps import Step

Group = FreezeDate.Group

GROUP_OF_STEP: dict[Step, FreezeDate.Group] = {
    Step.YOU: Group.NAME,
    Step.WORK: Group.WORK,
    Step.PASSPORT: Group.PASSPORT,
    Step.PHOTO: Group.PHOTO,
    Step.NEEDS: Group.NEEDS,
    Step.CONTACT: Group.CONTACT,
    Step.QUESTIONS: Group.QUESTIONS,
}


def why_not_change(group: FreezeDate.Group, *, at: dt.datetime) -> Refused | None:
    """The reason why the person can no longer change the fields of `group` at the moment `at`; None where it can."""
    fixed = FreezeDate.objects.filter(group=group, freezes_at__lte=at).first()
    if fixed is None:
        return None
    meeting = current_meeting()
    since = timezone.localtime(fixed.freezes_at, meeting.zone)
    return Refused(
        _("“%(fields)s” has been fixed since %(date)s. If it must still change, write to %(email)s.")
        % {
            "fields": Group(group).label,
            "date": date_format(since, "j F Y, H:i"),
            "email": meeting.contact_email,
        },
        code="frozen",
    )


def frozen_groups(*, at: dt.datetime) -> set[str]:
    """The groups that are fixed at the moment `at`, in one query."""
    return set(FreezeDate.objects.filter(freezes_at__lte=at).values_list("group", flat=True))


@transaction.atomic
def set_freeze_dates(*, dates: Mapping[str, dt.datetime | None], actor: User, at: dt.datetime) -> list[str]:
    """Fix each group from its date on; None leaves it open. Returns the groups whose date changed."""
    kept = dict(FreezeDate.objects.select_for_update().values_list("group", "freezes_at"))
    changed = [group for group in Group.values if group in dates and dates[group] != kept.get(group)]
    for group in changed:
        when = dates[group]
        if when is None:
            FreezeDate.objects.filter(group=group).delete()
        else:
            FreezeDate.objects.update_or_create(group=group, defaults={"freezes_at": when})
    if changed:
        record(at=at, action="freeze.set", subject="freeze dates", actor=actor, groups=changed)
    return changed
