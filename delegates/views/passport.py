"""The page "Travel document" of the registration form. Nothing that is typed here is kept before it passes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ascn8.lib.errors import Refused
from delegates.models import Registration
from delegates.passport_form import PassportForm
from delegates.signed_in import account_of
from delegates.steps import Step, steps_of
from delegates.timeline import reason_for
from delegates.vault.passport import save_passport
from delegates.views.closed import instead
from delegates.views.own import own_registration
from delegates.views.pages import after, stepper


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def passport(request: HttpRequest) -> HttpResponse:
    """The travel document, for those whose category asks for it."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    if closed := instead(request, row, Step.PASSPORT, at=now):
        return closed
    if Step.PASSPORT not in steps_of(row):
        return redirect(after(row, Step.PASSPORT, at=now))
    if request.method != "POST":
        return _page(request, row, PassportForm(registration=row, at=now))
    form = PassportForm(request.POST, request.FILES, registration=row, at=now)
    return _save(request, row, form) or _page(request, row, form)


@sensitive_variables()
def _save(request: HttpRequest, row: Registration, form: PassportForm) -> HttpResponse | None:
    """Save what passed. None where the page has to be shown again."""
    now, later = timezone.now(), "later" in request.POST
    if not form.is_valid():
        if later:
            messages.warning(
                request,
                _("Not saved: a travel document is kept only when it is complete. Correct it, or leave this page."),
            )
        return None
    onward = redirect("me" if later else after(row, Step.PASSPORT, at=now))
    if form.is_left_for_later:
        return onward
    try:
        save_passport(
            row, travel=form.cleaned_data, facts=form.facts, scan=form.scan_bytes, actor=account_of(request), at=now
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    if later:
        messages.success(request, _("Saved. You can go on later, on any device."))
    return onward


def _page(request: HttpRequest, row: Registration, form: PassportForm) -> HttpResponse:
    context = {
        "registration": row,
        "return_reason": reason_for(row),
        "form": form,
        "step": Step.PASSPORT,
        "title": Step.PASSPORT.label,
        "stepper": stepper(row, Step.PASSPORT, at=timezone.now()),
    }
    return render(request, "delegates/register/passport.html", context)
