"""What stands in place of a step that cannot be changed now."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from delegates.models import Registration
from delegates.registration import why_not_edit
from delegates.steps import Step
from delegates.timeline import reason_for
from delegates.views.pages import after, review_rows, stepper


def instead(request: HttpRequest, row: Registration, step: Step, *, at: dt.datetime) -> HttpResponse | None:
    """The page that says why `step` is closed; the way to My ASCN8 where the whole form is. None: it is open."""
    refused = why_not_edit(row, at=at, step=step)
    if refused is None:
        return None
    if refused.code != "step_closed":
        messages.error(request, str(refused))
        return redirect("me")
    context = {
        "registration": row,
        "return_reason": reason_for(row),
        "title": step.label,
        "why_closed": str(refused),
        "section": next((one for one in review_rows(row, at=at) if one.title == str(step.label)), None),
        "next_url": after(row, step, at=at),
        "stepper": stepper(row, step, at=at),
    }
    return render(request, "delegates/register/closed.html", context, status=409)
