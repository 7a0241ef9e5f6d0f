"""The registration form, page by page."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ascn8.lib.errors import Refused
from delegates import registration as registering
from delegates.forms import FORMS, PhotoForm, StepForm
from delegates.models import Registration
from delegates.signed_in import account_of
from delegates.steps import Step, steps_of
from delegates.timeline import reason_for
from delegates.views.closed import instead
from delegates.views.files import PREVIEWED
from delegates.views.own import own_registration
from delegates.views.pages import after, review_rows, stepper

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@_GET_POST
def start(request: HttpRequest) -> HttpResponse:
    """What registering needs; the button begins, or leads back to where the person stopped."""
    now, row = timezone.now(), own_registration(request)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            row = registering.begin(account_of(request), at=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("register")
        return redirect(after(row, None, at=now)) if row.is_editable else redirect("me")
    context = {
        "registration": row,
        "why_not": registering.why_not_begin(at=now),
        "next_url": after(row, None, at=now) if row and row.is_editable else "",
        "steps": [step.label for step in steps_of(row)],
    }
    return render(request, "delegates/register/start.html", context)


@_GET_POST
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step: what is saved, or what was typed and did not pass."""
    if step not in FORMS:
        raise Http404
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    if closed := instead(request, row, Step(step), at=now):
        return closed
    form_class, page = FORMS[Step(step)], Step(step)
    if request.method == "POST":
        form = form_class(request.POST, registration=row, at=now)
        return _save(request, row, form) or _page(request, row, form)
    form = form_class(row.held.get(page), registration=row, at=now)
    return _page(request, row, form)


def _save(request: HttpRequest, row: Registration, form: StepForm) -> HttpResponse | None:
    """Save what passed, hold what did not. None where the page has to be shown again."""
    now, later, here = timezone.now(), "later" in request.POST, form.step
    try:
        if form.is_valid():
            language = (get_language() or "en")[:2]
            row = registering.save_step(
                row, step=here, data=form.cleaned_data, answers=form.answers, language=language, at=now
            )
            if later:
                messages.success(request, _("Saved. You can go on later, on any device."))
            return redirect("me" if later else after(row, here, at=now))
        registering.hold_step(row, step=here, typed=request.POST.dict(), at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    if later and here is not Step.NEEDS:
        messages.warning(request, _("Saved as you typed it. One step still needs your attention."))
        return redirect("me")
    return None


@_GET_POST
def photo(request: HttpRequest) -> HttpResponse:
    """The photograph. What is wrong with a picture is said in words."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    if closed := instead(request, row, Step.PHOTO, at=now):
        return closed
    if request.method != "POST":
        return _page(request, row, PhotoForm())
    onward = redirect("me" if "later" in request.POST else after(row, Step.PHOTO, at=now))
    form = PhotoForm(request.POST, request.FILES)
    if not request.FILES and (row.photo or "later" in request.POST):
        return onward
    if form.is_valid():
        try:
            registering.attach_photo(row, upload=form.cleaned_data["photo"], box=form.box(), at=now)
            messages.success(request, _("Your photograph is stored. This is how it prints."))
            # Seen before going on: the crop is what prints.
            return redirect("me" if "later" in request.POST else "register_photo")
        except Refused as refused:
            form.add_error("photo", str(refused))
    return _page(request, row, form)


@_GET_POST
def review(request: HttpRequest) -> HttpResponse:
    """Everything on one page, and the button that hands it in."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    if request.method == "POST":
        try:
            registering.submit(row, actor=account_of(request), at=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("register_review")
        messages.success(request, _("Your registration is submitted. We have sent you a confirmation."))
        return redirect("me")
    if not row.is_editable:
        return redirect("me")
    context = {
        "registration": row,
        "return_reason": reason_for(row),
        "sections": review_rows(row, at=now),
        "stepper": stepper(row, "review", at=now),
        "why_not": registering.why_not_submit(row, at=now),
    }
    return render(request, "delegates/register/review.html", context)


def _page(request: HttpRequest, row: Registration, form: Any) -> HttpResponse:
    here = getattr(form, "step", Step.PHOTO)
    context = {
        "registration": row,
        "return_reason": reason_for(row),
        "form": form,
        "step": here,
        "title": here.label,
        "stepper": stepper(row, here, at=timezone.now()),
        # The picture beside a form that did not pass shows what was typed.
        "typed": urlencode({name: form.data[name] for name in PREVIEWED if name in form.data}),
    }
    return render(request, f"delegates/register/{here}.html", context)
