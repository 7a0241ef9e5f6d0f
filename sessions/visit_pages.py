"""The pages of the visits, and the two buttons: take a seat, give it up."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ascn8.lib.errors import Refused
from delegates.models import Registration, User
from sessions.models import Seating, Session, Signup
from sessions.moments import venue_time
from sessions.programme import Item, current_programme
from sessions.signups import sign_up, withdraw
from sessions.visits import open_visits, visit_of


@login_not_required
@require_GET
@venue_time()
def visits(request: HttpRequest) -> HttpResponse:
    """All visits: what they show, how many seats are left, and the reader's own seat."""
    found = open_visits(at=timezone.now(), registration=_registration(request))
    return _personal_or_public(request, render(request, "sessions/visits.html", {"visits": found}))


@login_not_required
@require_GET
@venue_time()
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """One visit with its departures."""
    item = _published(code)
    if not item.is_visit:
        raise Http404
    found = visit_of(item, at=timezone.now(), registration=_registration(request))
    return _personal_or_public(request, render(request, "sessions/visit.html", {"visit": found}))


@login_not_required
@require_GET
@venue_time()
def visit_seats(request: HttpRequest, code: str) -> HttpResponse:
    """The bars alone, for the page that asks again while it is looked at."""
    found = visit_of(_published(code), at=timezone.now(), registration=_registration(request))
    return _personal_or_public(request, render(request, "sessions/visit_seats.html", {"visit": found}))


@require_POST
@venue_time()
def take_seat(request: HttpRequest, seating: str) -> HttpResponse:
    """Sign up for one departure or seating."""
    seatings = Seating.objects.select_related("session").only("session__code", "session__kind")
    wanted = get_object_or_404(seatings, code=seating)
    registration = _registration(request)
    if registration is None:
        return redirect("register")
    return _act(request, wanted.session, lambda: _say(sign_up, seating=wanted, registration=registration))


@require_POST
@venue_time()
def leave_seat(request: HttpRequest, signup: str) -> HttpResponse:
    """Give up a seat or a place in the queue: one's own."""
    user = cast(User, request.user)
    claims = Signup.objects.filter(registration__user=user).select_related("seating__session")
    claim = get_object_or_404(claims, code=signup)
    return _act(request, claim.seating.session, lambda: _say(withdraw, signup=claim))


def _say(action: Callable[..., Signup], **facts: object) -> str:
    """Do it, and return what is to be said about it."""
    claim = action(at=timezone.now(), **facts)
    if claim.is_confirmed:
        return _("You have a seat. A confirmation is on its way to your mailbox.")
    if claim.is_waiting:
        return _("You are on the waiting list. We write to you as soon as a seat is yours.")
    return _("You gave up your place. Thank you for making room for somebody else.")


def _act(request: HttpRequest, session: Session, action: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, action())
    except Refused as no:
        messages.error(request, str(no))
    page = "visit" if session.kind == Session.Kind.VISIT else "session"
    return redirect(page, code=session.code)


def _registration(request: HttpRequest) -> Registration | None:
    if not request.user.is_authenticated:
        return None
    return Registration.objects.filter(user=request.user, principal__isnull=True).first()


def _published(code: str) -> Item:
    """A session that people may see and that has seats; 404 otherwise."""
    item = current_programme().by_code.get(code)
    if item is None or item.is_gone:
        raise Http404
    return item


def _personal_or_public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The seats change any moment: strangers' copies are asked about each time, one's own are never kept."""
    response["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
