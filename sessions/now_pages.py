"""The now-and-next screens: public, cached, the same for everybody."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ascn8.lib.pages import public_page
from sessions.now import LATER_SHOWN, clock_offset, day_version, minute_version, moment_asked, rooms_now
from sessions.programme import Programme, Room, current_programme

# What a reader without scripts may ask the page to do: `?every=60`.
_EVERY = "60"


@login_not_required
@require_safe
@public_page(minute_version)
def now(request: HttpRequest, slug: str = "") -> HttpResponse:
    """All rooms, or one room in large type. With `?every=60` the browser asks again each minute by itself."""
    programme, at, refreshes = current_programme(), moment_asked(request), request.GET.get("every") == _EVERY
    context = {"clock_offset": clock_offset(at), "refreshes": refreshes}
    response = _draw(request, "sessions/now.html", programme, slug, at=at, **context)
    if refreshes:
        response["Refresh"] = _EVERY
    return response


@login_not_required
@require_safe
@public_page(day_version)
def now_day(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The sessions of the day alone, for a screen that asks each half minute: 304 until something changes."""
    programme = current_programme()
    midnight = dt.datetime.combine(moment_asked(request).astimezone(programme.zone), dt.time(), tzinfo=programme.zone)
    return _draw(request, "sessions/_now.html", programme, slug, at=midnight)


def _draw(
    request: HttpRequest, template: str, programme: Programme, slug: str, *, at: dt.datetime, **context: object
) -> HttpResponse:
    room = _room(programme, slug)
    rooms = rooms_now(programme, at=at, slug=slug)
    with timezone.override(programme.zone):
        facts = {"programme": programme, "room": room, "rooms": rooms, "later_shown": LATER_SHOWN, **context}
        return render(request, template, {"at": at, **facts})


def _room(programme: Programme, slug: str) -> Room | None:
    """The room called `slug`; None for all rooms; 404 where the programme has no such room."""
    if not slug:
        return None
    room = next((room for room in programme.rooms if room.slug == slug), None)
    if room is None:
        raise Http404
    return room
