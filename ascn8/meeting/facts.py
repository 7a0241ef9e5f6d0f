"""The meeting, asked for on every page: one row, kept in the process under its content version."""

import datetime as dt
import threading
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ascn8.lib.errors import Refused
from ascn8.meeting.models import Meeting
from ascn8.meeting.versions import number_of

_kept: dict[int, Meeting] = {}
_lock = threading.Lock()


def current_meeting() -> Meeting:
    """The meeting. Raises Refused where nobody has described one yet (before `demo_data` or the admin panel)."""
    number = number_of("meeting")
    meeting = _kept.get(number)
    if meeting is None:
        meeting = Meeting.objects.filter(pk=1).first()
        if meeting is None:
            raise Refused(
                _("No meeting is set up yet. Staff describe it in the admin panel."),
                code="no_meeting",
            )
        with _lock:
            _kept.clear()
            _kept[number] = meeting
    return meeting


def meeting_zone() -> ZoneInfo:
    """The zone in which the meeting's times are shown."""
    return current_meeting().zone


def meeting_today(*, at: dt.datetime | None = None) -> dt.date:
    """The date at the venue at the moment `at` (now by default)."""
    return timezone.localtime(at or timezone.now(), meeting_zone()).date()
