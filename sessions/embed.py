"""The programme on other sites: a piece of HTML and a JSON that any page may fetch, and a page that says how.

They may be read from everywhere, and never with anybody's cookies: what they hold is the same for all.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from sessions.ical import address_of
from sessions.moments import venue_time
from sessions.programme import Item, Programme, current_programme, programme_version

_METHODS = "GET, HEAD, OPTIONS"
View = Callable[[HttpRequest], HttpResponse]


def for_every_site(view: View) -> View:
    """Let scripts of all other sites read the answer; and answer their browsers when they ask whether they may."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
            response["Allow"] = _METHODS
        return response

    return wrapped


@login_not_required
@require_http_methods(["GET", "HEAD", "OPTIONS"])
@public_page(programme_version)
@for_every_site
@venue_time()
def fragment(request: HttpRequest) -> HttpResponse:
    """The sessions as a piece of HTML without script and style: of all days, or of `?day=2025-09-09`."""
    programme = current_programme()
    context = {"programme": programme, "days": _days(request, programme), "site": settings.SITE_URL}
    return render(request, "sessions/embed/agenda.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "OPTIONS"])
@public_page(programme_version)
@for_every_site
@venue_time()
def as_json(request: HttpRequest) -> HttpResponse:
    """The sessions in both languages as JSON: of all days, or of `?day=2025-09-09`."""
    programme, meeting = current_programme(), current_meeting()
    return JsonResponse(
        {
            "meeting": {"en": meeting.name_en, "ms": meeting.name_ms},
            "release": programme.number,
            "published_at": programme.published_at.isoformat() if programme.published_at else None,
            "time_zone": meeting.time_zone,
            "days": [
                {"date": str(day), "sessions": [_session(item) for item in items]}
                for day, items in _days(request, programme)
            ],
        },
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


@login_not_required
@require_safe
@public_page(programme_version)
@venue_time()
def about(request: HttpRequest) -> HttpResponse:
    """For webmasters: every address under which the programme can be read by programs, and how to show it."""
    programme = current_programme()
    first = programme.days[0] if programme.days else current_meeting().starts_on
    context = {"programme": programme, "site": settings.SITE_URL, "first_day": first}
    return render(request, "sessions/embed/about.html", context)


def _days(request: HttpRequest, programme: Programme) -> list[tuple[dt.date, tuple[Item, ...]]]:
    """The days that the address asks for; one without sessions is 404."""
    wanted = request.GET.get("day", "")
    days = [(day, items) for day, items in programme.by_day.items() if wanted in ("", str(day))]
    if wanted and not days:
        raise Http404
    return days


def _session(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "guid": item.guid,
        "url": address_of(item),
        "kind": item.kind,
        "title": {"en": item.title_en, "ms": item.title_ms},
        "starts_at": item.starts_at.isoformat(),
        "ends_at": item.ends_at.isoformat(),
        "room": {"en": item.room.name_en, "ms": item.room.name_ms} if item.room else None,
        "track": {"en": item.strand.name_en, "ms": item.strand.name_ms} if item.strand else None,
        "languages": list(item.languages),
        "interpretation": list(item.interpreted_into),
        "is_cancelled": item.is_cancelled,
        "people": [
            {"name": part.person.full_name, "role": part.role, "affiliation": part.person.affiliation}
            for part in item.parts
        ],
    }
