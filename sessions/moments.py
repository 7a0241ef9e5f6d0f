"""Times as people at the meeting read them: on the clock of the venue, in the reader's language.

The functions read Django's current time zone; `venue_time` makes that the venue's for a block of code or a view.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import meeting_zone


@contextmanager
def venue_time() -> Iterator[None]:
    """Let every time inside be shown on the venue's clock: `with venue_time():`, or `@venue_time()` before a view."""
    with timezone.override(venue_zone()):
        yield


def venue_zone() -> ZoneInfo:
    """The zone of the venue; the server's while no meeting is set up."""
    try:
        return meeting_zone()
    except Refused:
        return ZoneInfo(settings.TIME_ZONE)


def clock(moment: dt.datetime) -> str:
    """The time of day, such as 14:30."""
    return timezone.localtime(moment).strftime("%H:%M")


def day(moment: dt.datetime) -> str:
    """The day, such as Thursday 11 September."""
    return date_format(timezone.localtime(moment), "l j F")


def day_and_clock(moment: dt.datetime) -> str:
    """Both, such as Thursday 11 September, 18:00."""
    return _("%(day)s, %(time)s") % {"day": day(moment), "time": clock(moment)}
