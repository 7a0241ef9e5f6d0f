"""The pages of what changed: for everybody, for feed readers, and for one person since the last look."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.lib.pages import public_page
from ascn8.meeting.facts import current_meeting
from delegates.signed_in import account_of
from sessions.moments import venue_time
from sessions.programme import current_programme, programme_version
from sessions.releases.atom import changes_atom
from sessions.releases.history import Entry, changes_of, entries, releases
from sessions.releases.looking import look, since_last_look
from sessions.releases.wording import tags, told

_RELEASES_A_PAGE = 20
_CHANGES_A_PAGE = 100


@login_not_required
@require_safe
@public_page(programme_version)
@venue_time()
def changes(request: HttpRequest) -> HttpResponse:
    """What each release changed, the latest first; of a long one the beginning."""
    page = _page(request, releases(), _RELEASES_A_PAGE)
    context = {"programme": current_programme(), "page_obj": page, "entries": entries(page.object_list)}
    return render(request, "sessions/changes/changes.html", context)


@login_not_required
@require_safe
@public_page(programme_version)
@venue_time()
def release_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that one release changed."""
    release = releases().filter(number=number).first()
    if release is None:
        raise Http404
    page = _page(request, changes_of(release), _CHANGES_A_PAGE)
    context = {"entry": Entry(release, ()), "page_obj": page, "changes": told(page.object_list)}
    return render(request, "sessions/changes/release.html", context)


@login_not_required
@require_safe
@public_page(programme_version)
@venue_time()
def changes_feed(request: HttpRequest) -> HttpResponse:
    """The same for feed readers (RFC 4287), in the language of the address."""
    feed = changes_atom(entries(releases()[:_RELEASES_A_PAGE]), current_meeting(), site=settings.SITE_URL)
    return HttpResponse(feed, content_type="application/atom+xml; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@venue_time()
def my_changes(request: HttpRequest) -> HttpResponse:
    """What changed since the person looked last; and the button that says so."""
    user = account_of(request)
    if request.method == "POST":
        number = request.POST.get("number", "")
        look(user=user, number=int(number) if number.isdecimal() and len(number) < 9 else 0, at=timezone.now())
        return redirect("my_changes")
    since = since_last_look(user, current_programme())
    page = _page(request, since.changes, _CHANGES_A_PAGE)
    context = {"since": since, "page_obj": page, "changes": told(page.object_list)}
    return render(request, "sessions/changes/mine.html", context)


@login_not_required
@require_safe
@venue_time()
def changes_beside(request: HttpRequest) -> JsonResponse:
    """The marks that the public agenda gets for the person who reads it."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    since = since_last_look(account_of(request), current_programme())
    count = len(since.changes)
    text = ngettext(
        "%(count)d session changed since you last looked.", "%(count)d sessions changed since you last looked.", count
    ) % {"count": count}
    marks = {one.code: [{"label": tag.label, "tone": tag.tone} for tag in tags(one.what)] for one in since.changes}
    return JsonResponse(
        {"signed_in": True, "text": text if count else "", "url": reverse("my_changes"), "marks": marks}
    )


def _page(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))
