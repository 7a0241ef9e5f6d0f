"""My accompanying persons: add, fill in, hand in, withdraw, and their badges."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates import registration as registering
from delegates.delegations import companions
from delegates.delegations.owed import owed_by
from delegates.models import Badge, Registration
from delegates.models.registration import State
from delegates.signed_in import account_of
from delegates.steps import Step, missing_steps
from delegates.timeline import reason_for
from delegates.views.files import private_file
from delegates.views.filling import Filling, fill
from delegates.views.own import own_registration


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Who comes along with me."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    people = list(companions.companions_of(row))
    drawn = Badge.objects.valid().filter(registration__in=people, state=Badge.State.DRAWN)
    badged, owed = set(drawn.values_list("registration", flat=True)), owed_by(people, at=now)
    context = {
        "registration": row,
        "people": [
            {"row": person, "owed": owed.get(person.pk, []), "has_badge": person.is_attending and person.pk in badged}
            for person in people
        ],
        "why_not": companions.why_not_add(row, actor=account_of(request), at=now),
    }
    return render(request, "delegates/companions/mine.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """One more person; the form opens."""
    row = own_registration(request)
    if row is None:
        return redirect("register")
    try:
        made = companions.add(row, actor=account_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("companions")
    return redirect("companion_fill", made.code, Step.YOU.value)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: what is filled in, what is missing, the button that hands it in."""
    row, now = _companion(request, code), timezone.now()
    missing = [step.label for step in missing_steps(row, at=now)] if row.is_editable else []
    context = {
        "person": row,
        "owed": missing,
        "return_reason": reason_for(row),
        "steps": [
            (step.label, reverse("companion_fill", args=[code, step.value])) for step in companions.steps_for(row)
        ],
        "why_not_submit": registering.why_not_submit(row, at=now),
        "may_withdraw": row.state not in (State.DECLINED, State.WITHDRAWN),
    }
    return render(request, "delegates/companions/one.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One step of the form of somebody who comes along."""
    row, back = _companion(request, code), reverse("companion", args=[code])
    if refused := registering.why_not_edit(row, at=timezone.now()):
        messages.error(request, str(refused))
        return redirect(back)
    filling = Filling(
        row,
        companions.steps_for(row),
        lambda here: reverse("companion_fill", args=[code, here.value]),
        back=back,
        whom=row.full_name or _("Somebody who accompanies you"),
    )
    return fill(request, filling, step)


@require_POST
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Hand it in, or take it back."""
    row, user, now = _companion(request, code), account_of(request), timezone.now()
    if act not in ("submit", "withdraw"):
        raise Http404
    try:
        if act == "submit":
            registering.submit(row, actor=user, at=now)
            messages.success(request, _("Handed in. The secretariat decides; you get a mail."))
        else:
            companions.withdraw(row, actor=user, at=now)
            messages.success(request, _("Withdrawn. This person does not come along."))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("companion", code)
    return redirect("companions")


@require_safe
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The badge of somebody who comes along."""
    row = _companion(request, code)
    drawn = Badge.objects.valid().filter(registration=row, state=Badge.State.DRAWN).first()
    if drawn is None or not row.is_attending:
        raise Http404
    return private_file(drawn.file, "application/pdf", f"{current_meeting().short_name}-badge-{row.code}.pdf")


def _companion(request: HttpRequest, code: str) -> Registration:
    """Of the person who asks; everybody else gets 404."""
    principal = own_registration(request)
    if principal is None:
        raise Http404
    return get_object_or_404(companions.companions_of(principal), code=code)
