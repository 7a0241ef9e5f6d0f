"""The programme for machines: calendars and the C3VOC forms, as kept bytes."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Hashable, Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ascn8.lib.languages import pick
from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from sessions.exchange import writing
from sessions.ical import CANCELLED_FOR, calendar, still_told
from sessions.personal_feed import feed_version, own_calendar, owner_of
from sessions.programme import Item, current_programme, programme_version
from sessions.views import published_item

CALENDAR = "text/calendar; charset=utf-8"


def calendar_version(request: HttpRequest) -> Hashable:
    """What calendars are kept under: as pages of the programme, and anew when a cancellation has been told enough."""
    told_enough = bisect_right(current_programme().cancelled_at, timezone.now() - CANCELLED_FOR)
    return programme_version(request), told_enough


@login_not_required
@require_safe
@public_page(calendar_version)
def agenda_calendar(request: HttpRequest) -> HttpResponse:
    """Every session, those that were cancelled or vanished too, for a subscribed calendar."""
    return _calendar(current_programme().everything, pick(current_meeting(), "name"), "agenda.ics")


@login_not_required
@require_safe
@public_page(calendar_version)
def day_calendar(request: HttpRequest, day: dt.date) -> HttpResponse:
    """The sessions of one day."""
    items = [item for item in current_programme().everything if item.day == day]
    if not items:
        raise Http404
    name = f"{current_meeting().short_name}, {date_format(day, 'j F Y')}"
    return _calendar(items, name, f"{day}.ics")


@login_not_required
@require_safe
@public_page(calendar_version)
def track_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of one track."""
    items = [item for item in current_programme().everything if item.strand and item.strand.slug == slug]
    strand = items[0].strand if items else None
    if strand is None:
        raise Http404
    return _calendar(items, f"{current_meeting().short_name}: {pick(strand, 'name')}", f"{slug}.ics")


@login_not_required
@require_safe
@public_page(calendar_version)
def session_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One session, for one entry in a calendar."""
    item = published_item(code)
    return _calendar([item], pick(item, "title"), f"{item.code}.ics")


def own_calendar_version(request: HttpRequest) -> Hashable:
    """What the calendar of one person is kept under; the token is the last part of the address."""
    token = request.path.rpartition("/")[2].removesuffix(".ics")
    return calendar_version(request), feed_version(token)


@login_not_required
@require_safe
@public_page(own_calendar_version, cache_control="private, no-cache")
def personal_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The own calendar of whoever holds the token. Wrong and revoked ones do not exist."""
    user = owner_of(token)
    if user is None:
        raise Http404
    content = own_calendar(user, current_programme(), current_meeting(), at=timezone.now())
    answer = calendar_file(content, "my-agenda.ics")
    answer["X-Robots-Tag"] = "noindex"
    return answer


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


def _calendar(items: Iterable[Item], name: str, file_name: str) -> HttpResponse:
    programme = current_programme()
    about = "" if programme.is_published else _("The programme is not published yet. It will come here by itself.")
    shown = still_told(items, at=timezone.now())
    return calendar_file(calendar(shown, programme, current_meeting(), name=name, about=about), file_name)


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """`content` as an answer that a browser offers under `name`."""
    return HttpResponse(content, content_type=CALENDAR, headers={"Content-Disposition": f'inline; filename="{name}"'})
