"""The focal point's pages: one place, one person, and what is done with them."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.delegations import endorsing, inviting, nominating, registering_for
from delegates.delegations.forms import NewPersonForm, PersonForm
from delegates.delegations.guarding import why_not_change
from delegates.delegations.members import member_of, nominations, registrations
from delegates.models import Badge, Delegation, Nomination, Registration, User
from delegates.models.nomination import NominationState
from delegates.signed_in import account_of
from delegates.steps import Step
from delegates.timeline import timeline
from delegates.transitions import Move, why_not_move
from delegates.views.delegation import delegation_of
from delegates.views.filling import Filling, fill

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])
Activity = Callable[..., Any]

# The last word of the address -> the activity, and what is said when it is done.
_ON_A_PLACE: dict[str, tuple[Activity, Promise]] = {
    "invite": (inviting.invite, gettext_lazy("The invitation is on its way.")),
    "remind": (inviting.remind, gettext_lazy("The reminder is on its way, with a new link.")),
    "register": (registering_for.register_for, gettext_lazy("The registration is begun. The person was told by mail.")),
    "withdraw": (nominating.withdraw, gettext_lazy("The nomination is withdrawn, and its place is free.")),
}
_ON_A_PERSON: dict[str, tuple[Activity, Promise]] = {
    "endorse": (endorsing.endorse, gettext_lazy("Endorsed. The secretariat acts next.")),
    "refuse": (endorsing.refuse, gettext_lazy("Refused. The person reads your reason by mail.")),
    "withdraw": (nominating.withdraw_member, gettext_lazy("Withdrawn. The person was told, and the place is free.")),
}


@_GET_POST
def place(request: HttpRequest, code: str, nomination: str) -> HttpResponse:
    """One nomination without a registration: name it, invite, register, replace, withdraw."""
    delegation, user, now = delegation_of(request, code), account_of(request), timezone.now()
    row = _place(delegation, nomination)
    if row.registration:
        return redirect("delegation_person", code, row.registration.code)
    form = PersonForm(request.POST or None, initial={"name": row.name, "email": row.email})
    if request.method == "POST" and form.is_valid():
        try:
            nominating.name_place(row, **form.cleaned_data, actor=user, at=now)
            messages.success(request, _("Saved."))
            return redirect("delegation_nomination", code, row.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"delegation": delegation, "place": row, "form": form, **_reasons(row, user, now)}
    return render(request, "delegates/delegation/place.html", context)


@_GET_POST
def replace(request: HttpRequest, code: str, nomination: str) -> HttpResponse:
    """Somebody else comes instead."""
    delegation, user, now = delegation_of(request, code), account_of(request), timezone.now()
    row, form = _place(delegation, nomination), NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = nominating.replace(row, **form.cleaned_data, actor=user, at=now)
            messages.success(request, _("Replaced. The place is held for the new person."))
            return redirect("delegation_nomination", code, new.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    why_not = nominating.why_not_replace(row, actor=user, at=now)
    context = {"delegation": delegation, "place": row, "form": form, "why_not": why_not}
    return render(request, "delegates/delegation/replace.html", context)


@require_POST
def act_on_place(request: HttpRequest, code: str, nomination: str, act: str) -> HttpResponse:
    """Do one thing with a nomination."""
    row = _place(delegation_of(request, code), nomination)
    if act not in _ON_A_PLACE:
        raise Http404
    activity, words = _ON_A_PLACE[act]
    done = _do(request, partial(activity, row), words)
    if done and act == "register":
        person = Registration.objects.get(nomination=row)
        return redirect("delegation_fill", code, person.code, Step.YOU.value)
    if done and act == "withdraw":
        return redirect("delegation", code)
    return redirect("delegation_nomination", code, row.code)


@require_safe
def person(request: HttpRequest, code: str, registration: str) -> HttpResponse:
    """One member: where the registration stands, what is owed, what the focal point can do."""
    delegation, user, now = delegation_of(request, code), account_of(request), timezone.now()
    row = _person(delegation, registration)
    badge = Badge.objects.valid().filter(registration=row).first()
    decide = partial(endorsing.why_not_decide, row, actor=user, at=now)
    member = member_of(delegation, row, at=now)
    context = {
        "delegation": delegation,
        "member": member,
        "person": row,
        # Who acts next is said to the person there; here somebody else reads it.
        "timeline": [
            dataclasses.replace(one, text="") if one.state == "now" else one for one in timeline(row, badge=badge)
        ],
        "why_not_endorse": decide(move=Move.ENDORSE),
        "may_fill": registering_for.why_not_fill(row, actor=user, at=now) is None,
        "fill_url": reverse("delegation_fill", args=[code, row.code, Step.YOU.value]),
        "why_not_withdraw": why_not_move(row, move=Move.WITHDRAW) or why_not_change(delegation, actor=user, at=now),
        "is_requested": bool(member.nomination and member.nomination.state == NominationState.REQUESTED),
    }
    return render(request, "delegates/delegation/person.html", context)


@require_POST
def act_on_person(request: HttpRequest, code: str, registration: str, act: str) -> HttpResponse:
    """Do one thing with a member."""
    row = _person(delegation_of(request, code), registration)
    if act not in _ON_A_PERSON:
        raise Http404
    activity, words = _ON_A_PERSON[act]
    more = {"reason": request.POST.get("reason", "")} if act == "refuse" else {}
    done = _do(request, partial(activity, row, **more), words)
    if isinstance(done, Nomination) and done.state == NominationState.REQUESTED:
        messages.warning(request, _("No place is left in this category, so the secretariat was asked for one more."))
    return redirect("delegation" if done else "delegation_person", *([code] if done else [code, row.code]))


@_GET_POST
def fill_in(request: HttpRequest, code: str, registration: str, step: str) -> HttpResponse:
    """Fill in the registration of somebody who was registered by the focal point."""
    row = _person(delegation_of(request, code), registration)
    back = reverse("delegation_person", args=[code, row.code])
    if refused := registering_for.why_not_fill(row, actor=account_of(request), at=timezone.now()):
        messages.error(request, str(refused))
        return redirect(back)
    filling = Filling(
        row,
        tuple(registering_for.STEPS),
        lambda one: reverse("delegation_fill", args=[code, row.code, one.value]),
        back=back,
        whom=row.full_name or str(row.user),
    )
    return fill(request, filling, step)


def _do(request: HttpRequest, activity: Activity, words: Promise) -> Any:
    """Call it and say what happened. What it returned, or None where it was refused."""
    try:
        done = activity(actor=account_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    if not (isinstance(done, Nomination) and done.state == NominationState.REQUESTED):
        messages.success(request, str(words))
    return done


def _reasons(row: Nomination, user: User, at: dt.datetime) -> dict[str, Refused | None]:
    """Why each button of a place is off."""
    return {
        "why_not_name": nominating.why_not_name(row, actor=user, at=at),
        "why_not_invite": inviting.why_not_invite(row, actor=user, at=at),
        "why_not_remind": inviting.why_not_remind(row, actor=user, at=at),
        "why_not_register": registering_for.why_not_register(row, actor=user, at=at),
        "why_not_replace": nominating.why_not_replace(row, actor=user, at=at),
        "why_not_withdraw": nominating.why_not_withdraw(row, actor=user, at=at),
    }


def _place(delegation: Delegation, code: str) -> Nomination:
    row = get_object_or_404(nominations(delegation), code=code)
    row.delegation = delegation
    return row


def _person(delegation: Delegation, code: str) -> Registration:
    row = get_object_or_404(registrations(delegation), code=code)
    row.delegation = delegation
    return row
