"""The page behind the link of an invitation. Opening it changes nothing; only a pressed button answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.delegations import inviting
from delegates.models import Nomination, Registration
from delegates.models.nomination import NominationState
from delegates.signed_in import account_of
from delegates.views.pages import after


@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites whom to what, and the two answers."""
    row = inviting.find(token)
    if row is None:
        return _gone(request)
    user = account_of(request) if request.user.is_authenticated else None
    mine = bool(user and row.registration and row.registration.user_id == user.pk)
    context = {
        "nomination": row,
        "token": token,
        "is_mine": mine,
        "is_open": row.state == NominationState.INVITED,
        "why_not_answer": inviting.why_not_answer(row),
        "why_not_accept": inviting.why_not_accept(row, user) if user else None,
        "here": reverse("invitation", args=[token]),
    }
    return _quiet(render(request, "delegates/invitation.html", context))


@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place, and go on to the form."""
    row = inviting.find(token)
    if row is None:
        return _gone(request)
    try:
        registration = inviting.accept(row, user=account_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("invitation", token)
    messages.success(request, _("Accepted. You belong to the delegation; your registration is next."))
    return redirect(_onward(registration))


@login_not_required
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place back."""
    row = inviting.find(token)
    if row is None:
        return _gone(request)
    try:
        inviting.decline(row, at=timezone.now())
    except Refused as refused:
        return _answer(request, row, str(refused))
    return _answer(request, row, "")


def _answer(request: HttpRequest, row: Nomination, refused: str) -> HttpResponse:
    status = 409 if refused else 200
    context = {"nomination": row, "refused": refused}
    return _quiet(render(request, "delegates/invitation_declined.html", context, status=status))


def _onward(registration: Registration) -> str:
    return after(registration, None, at=timezone.now()) if registration.is_editable else reverse("me")


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "delegates/invitation_gone.html", status=404)


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no cache keeps it, and no other site learns of it (Referrer-Policy: same-origin).

    Not "no-referrer": browsers then send `Origin: null` with the form, which the guard against forgery refuses.
    """
    response["Cache-Control"] = "private, no-store"
    return response
