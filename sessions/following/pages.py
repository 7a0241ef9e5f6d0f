"""The pages of the own agenda: the stars, what stands beside the public pages, and the agenda itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.following import starring
from sessions.following.my_agenda import my_agenda
from sessions.following.own_agenda import Why, own_items
from sessions.models import Star
from sessions.moments import venue_time
from sessions.programme import Item, current_programme
from sessions.releases.looking import since_last_look
from sessions.views import published_item


@require_http_methods(["GET", "HEAD", "POST"])
@venue_time()
def star(request: HttpRequest, code: str) -> HttpResponse:
    """Add a session to the own agenda (`on` is 1) or take it out (0): a page with one button, and what it sends."""
    item, user = published_item(code), account_of(request)
    if request.method == "POST":
        return _change(request, item)
    context = {
        "item": item,
        "is_starred": Star.objects.filter(user=user, session__code=code).exists(),
        "why_not": starring.why_not_star(item),
    }
    return render(request, "sessions/following/star.html", context)


def _change(request: HttpRequest, item: Item) -> HttpResponse:
    user, on = account_of(request), request.POST.get("on") == "1"
    try:
        if on:
            starring.star(user=user, item=item, at=timezone.now())
        else:
            starring.unstar(user=user, item=item)
    except Refused as no:
        if _wants_json(request):
            return JsonResponse({"error": str(no)}, status=409)
        messages.error(request, str(no))
        return redirect("star", code=item.code)
    if _wants_json(request):
        return JsonResponse({"starred": on})
    messages.success(request, _("It is in your agenda.") if on else _("It is no longer in your agenda."))
    return redirect("my_agenda")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_POST
def merge_stars(request: HttpRequest) -> JsonResponse:
    """Take over what the browser kept while its reader was not signed in: codes with commas between them."""
    codes = request.POST.get("codes", "")[:10_000].split(",")
    user = account_of(request)
    added = starring.merge(user=user, codes=codes, programme=current_programme(), at=timezone.now())
    text = ngettext(
        "%(count)d session that you starred in this browser is now in your agenda.",
        "%(count)d sessions that you starred in this browser are now in your agenda.",
        added,
    ) % {"count": added}
    return JsonResponse({"added": added, "text": text if added else ""})


@login_not_required
@require_safe
def agenda_beside(request: HttpRequest) -> JsonResponse:
    """What the public pages of the programme add for the person who reads them: which sessions are the own, and why."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    own = {
        own.item.code: {
            "starred": own.is_starred,
            "words": [str(Why(reason).label) for reason in own.why if reason != Why.STARRED],
        }
        for own in own_items(account_of(request), current_programme())
    }
    return JsonResponse({"signed_in": True, "token": get_token(request), "own": own})


@require_safe
@venue_time()
def own_agenda(request: HttpRequest) -> HttpResponse:
    """My agenda: what I starred, must attend, hold a seat on or appear in, day by day."""
    programme, user = current_programme(), account_of(request)
    changed = {change.code for change in since_last_look(user, programme).changes}
    context = {
        "programme": programme,
        "agenda": my_agenda(user, programme, changed=changed),
        "at": timezone.now(),
    }
    return render(request, "sessions/following/my_agenda.html", context)
