"""My ASCN8: the registration, the badge, the seats of one person on one page; and what stands beside public pages."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ascn8.typeset import qr
from delegates.change_values import rows_of
from delegates.changes import changeable_steps, open_change
from delegates.followups import tasks_of
from delegates.models import Badge, Delegation, Registration
from delegates.models.registration import State
from delegates.registration import why_not_begin
from delegates.rights import asked_again
from delegates.signed_in import account_of
from delegates.steps import missing_steps
from delegates.timeline import reason_for, timeline
from delegates.transitions import Move, why_not_move
from delegates.views.own import own_registration
from delegates.views.pages import after, review_rows
from sessions.following.my_agenda import next_of
from sessions.programme import current_programme
from sessions.speaking.own import own_parts
from sessions.visits import seats_of


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is the person's own."""
    now, row = timezone.now(), own_registration(request)
    context: dict[str, Any] = {
        "registration": row,
        "why_not_begin": why_not_begin(at=now),
        "delegations": Delegation.objects.filter(focal_points=account_of(request)),
        "speaking": own_parts(account_of(request)),
    }
    if row:
        badge, waiting = _badge(row), open_change(row)
        drawn = badge is not None and badge.state == Badge.State.DRAWN
        context |= {
            "timeline": timeline(row, badge=badge),
            "return_reason": reason_for(row),
            "badge": badge if drawn else None,
            "qr_path": qr.symbol(badge.token).svg_path() if badge and drawn else "",
            "seats": seats_of(row),
            "own_next": next_of(account_of(request), current_programme(), at=now),
            "tasks": tasks_of(row, at=now),
            "sections": review_rows(row, at=now),
            "next": _next(row),
            "asked_again": asked_again(row, at=now),
            "missing": missing_steps(row, at=now) if row.is_editable else [],
            "change": waiting,
            "changeable": [step.value for step in changeable_steps(row)],
            "change_rows": rows_of(waiting) if waiting else [],
            # Neither declined nor withdrawn: what can be withdrawn may still lead to seats.
            "is_live": why_not_move(row, move=Move.WITHDRAW) is None,
        }
    return render(request, "me.html", context)


@login_not_required
@require_safe
def beside(request: HttpRequest) -> JsonResponse:
    """What a public page adds for the person who reads it: the name and the one next action."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    row = own_registration(request)
    name = (row.badge_name or row.given_name if row else "") or str(request.user)
    step = _next(row)
    if row is None and Delegation.objects.filter(focal_points=account_of(request)).exists():
        step = {"label": _("Open my delegation"), "url": reverse("delegations")}
    return JsonResponse({"signed_in": True, "name": name, "next": step})


def _next(row: Registration | None) -> dict[str, str]:
    """The one thing to do now, as a label and an address."""
    if row is None or row.state == State.WITHDRAWN:
        return {"label": _("Register for the meeting"), "url": reverse("register")}
    if row.state == State.RETURNED:
        return {"label": _("Correct your registration"), "url": after(row, None, at=timezone.now())}
    if row.state == State.DRAFT:
        return {"label": _("Finish your registration"), "url": after(row, None, at=timezone.now())}
    badge = _badge(row)
    if badge and badge.state == Badge.State.DRAWN:
        return {"label": _("Your badge is ready"), "url": reverse("me") + "#badge"}
    return {"label": _("See where your registration stands"), "url": reverse("me")}


def _badge(row: Registration) -> Badge | None:
    if not row.is_attending:
        return None
    return Badge.objects.valid().filter(registration=row).first()
