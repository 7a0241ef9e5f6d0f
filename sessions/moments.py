"""Times as people at the meeting read them: on the clock of the venue, in the reader's language."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ascn8.meeting.facts import meeting_zone


def clock(moment: dt.datetime) -> str:
    """ "14:30" at the venue."""
    return localtime(moment, meeting_zone()).strftime("%H:%M")


def day_and_clock(moment: dt.datetime) -> str:
    """ "Thursday 11 September, 18:00" at the venue."""
    local = localtime(moment, meeting_zone())
    return _("%(day)s, %(time)s") % {"day": date_format(local, "l j F"), "time": local.strftime("%H:%M")}
