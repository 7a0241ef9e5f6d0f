"""The programme for machines: calendars and the C3VOC forms, as cached bytes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ascn8.lib.languages import pick
from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from sessions.exchange import writing
from sessions.ical import calendar
from sessions.programme import current_programme, programme_version
from sessions.views import published_item

_CALENDAR = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
@public_page(programme_version)
def agenda_calendar(request: HttpRequest) -> HttpResponse:
    """Every session, those that were cancelled or vanished too, for a subscribed calendar."""
    programme, meeting = current_programme(), current_meeting()
    content = calendar(programme.everything, programme, meeting, name=pick(meeting, "name"))
    return _file(content, _CALENDAR, "agenda.ics")


@login_not_required
@require_safe
@public_page(programme_version)
def session_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One session, for one entry in a calendar."""
    item, meeting = published_item(code), current_meeting()
    content = calendar([item], current_programme(), meeting, name=pick(item, "title"))
    return _file(content, _CALENDAR, f"{item.code}.ics")


@login_not_required
@require_safe
@public_page(programme_version)
def schedule_json(request: HttpRequest) -> HttpResponse:
    """The whole programme as C3VOC JSON."""
    return HttpResponse(writing.schedule_json(current_programme(), current_meeting()), content_type="application/json")


@login_not_required
@require_safe
@public_page(programme_version)
def schedule_xml(request: HttpRequest) -> HttpResponse:
    """The whole programme as frab / C3VOC XML."""
    return HttpResponse(writing.schedule_xml(current_programme(), current_meeting()), content_type="application/xml")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
