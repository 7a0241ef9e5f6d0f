"""Reminding people of what they began."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from ascn8.outbox.models import Message
from delegates import mails
from delegates.models import Registration
from delegates.registration import why_not_begin
from delegates.steps import missing_steps

_LEFT_FOR = dt.timedelta(days=3)
_AT_ONCE = 500


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
