"""Dates from which a group of fields is fixed: the name when badges are printed, the flight on the last day.

They bind people who are in the procedure. A draft that is begun late is filled in whole, and what the secretariat
gives back for correction is open whatever the date.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.models import FreezeDate
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
