"""The public pages of the programme. Each is drawn once for each release and language, and holds nothing personal."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from ascn8.lib.images import small_copy
from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from sessions.agenda import Choice, agenda_page
from sessions.programme import Item, Person, Programme, agenda_version, current_programme, programme_version
from sessions.session_page import session_page
from sessions.speakers import speaker_page, speakers_page

# Twice what the avatars measure, for fine screens.
_SIDES = {"small": 124, "page": 288}


@login_not_required
@require_safe
@public_page(agenda_version)
def agenda(request: HttpRequest) -> HttpResponse:
    """The days as tabs, filters, search; grid or list. htmx gets the part that changes."""
    programme = current_programme()
    page = agenda_page(programme, Choice.read(request.GET), at=timezone.now())
    template = "sessions/_agenda.html" if request.headers.get("HX-Request") else "sessions/agenda.html"
    return _draw(request, template, programme, agenda=page)


@login_not_required
@require_safe
@public_page(programme_version)
def session(request: HttpRequest, code: str) -> HttpResponse:
    """One session: who, what, where, when, in which language, and how to put it into a calendar."""
    programme = current_programme()
    item = published_item(code)
    return _draw(request, "sessions/session.html", programme, page=session_page(item, programme, current_meeting()))


@login_not_required
@require_safe
@public_page(programme_version)
def speakers(request: HttpRequest) -> HttpResponse:
    """Everybody who appears, with search and a filter by country."""
    programme = current_programme()
    page = speakers_page(programme, words=request.GET.get("q", "")[:100], country=request.GET.get("country", "")[:2])
    template = "sessions/_speakers.html" if request.headers.get("HX-Request") else "sessions/speakers.html"
    return _draw(request, template, programme, speakers=page)


@login_not_required
@require_safe
@public_page(programme_version)
def speaker(request: HttpRequest, code: str) -> HttpResponse:
    """One person: biography, and the sessions with the person's part in each."""
    programme = current_programme()
    page = speaker_page(published_person(code), programme)
    return _draw(request, "sessions/speaker.html", programme, page=page)


@login_not_required
@require_safe
def speaker_photo(request: HttpRequest, code: str) -> HttpResponse:
    """The photo of a person who is in the published programme; files lie in private storage, so that others do not.

    `?small` for lists, `?page` for the person's own page: a telephone pays for what it shows and no more.
    """
    person = published_person(code)
    if not person.photo or not default_storage.exists(person.photo):
        raise Http404
    with default_storage.open(person.photo) as file:
        picture = file.read()
    side = next((side for name, side in _SIDES.items() if name in request.GET), 0)
    if side:
        response = HttpResponse(small_copy(picture, side), content_type="image/webp")
    else:
        response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=3600"
    response["Last-Modified"] = http_date(default_storage.get_modified_time(person.photo).timestamp())
    return response


def _draw(request: HttpRequest, template: str, programme: Programme, **context: Any) -> HttpResponse:
    """Render with the clock of the meeting, whatever the server's is."""
    with timezone.override(programme.zone):
        return render(request, template, {"programme": programme, **context})


def published_item(code: str) -> Item:
    """The published session called `code`, a vanished one too; anything else is 404."""
    item = current_programme().by_code.get(code)
    if item is None:
        raise Http404
    return item


def published_person(code: str) -> Person:
    """The published speaker called `code`; anything else is 404."""
    person = current_programme().person_by_code.get(code)
    if person is None:
        raise Http404
    return person
