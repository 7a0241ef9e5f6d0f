"""Changing something after the approval, with the same step forms; and taking up a declined registration again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates import changes
from delegates.change_values import with_new_values
from delegates.forms import FORMS, PhotoForm
from delegates.models import ChangeRequest, Registration
from delegates.passport_form import PassportForm
from delegates.questions.filling import sections_of_form
from delegates.questions.forms import QuestionsForm
from delegates.registration import take_up_again
from delegates.signed_in import account_of
from delegates.steps import Step
from delegates.views.own import own_registration
from delegates.views.pages import after

Saved = ChangeRequest | None


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, step: str) -> HttpResponse:
    """One step of the form, filled with what holds and what was asked for already."""
    row, now = own_registration(request), timezone.now()
    if step not in Step.values or step == Step.CONSENT:
        raise Http404
    if row is None:
        return redirect("register")
    if refused := changes.why_not_ask(row, step=Step(step), at=now):
        messages.error(request, str(refused))
        return redirect("me")
    form, save = _form(request, row, Step(step))
    if request.method == "POST" and (answer := _save(request, form, save)):
        return answer
    context = {
        "registration": row,
        "change": changes.open_change(row),
        "form": form,
        "step": Step(step),
        "title": Step(step).label,
        "changing": True,
    }
    return render(request, f"delegates/register/{step}.html", context)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Withdraw the change that waits for a decision."""
    row = own_registration(request)
    if row is None:
        return redirect("register")
    if changes.take_back(row, actor=account_of(request), at=timezone.now()):
        messages.success(request, _("Your change is taken back. Everything stays as it was."))
    return redirect("me")


@require_safe
def photo(request: HttpRequest) -> HttpResponse:
    """The new photograph that waits for a decision, for the person who sent it."""
    row = own_registration(request)
    waiting = changes.open_change(row) if row else None
    if waiting is None or not waiting.photo or not default_storage.exists(str(waiting.photo)):
        raise Http404
    with waiting.photo.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """Open a declined registration again, to correct and submit it."""
    row, now = own_registration(request), timezone.now()
    if row is None:
        return redirect("register")
    try:
        row = take_up_again(row, actor=account_of(request), at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    return redirect(after(row, None, at=now))


@sensitive_variables()
def _form(request: HttpRequest, row: Registration, step: Step) -> tuple[Any, Callable[[Any], Saved]]:
    """The form of a step, and what keeps it once it has passed."""
    actor, at = account_of(request), timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    if step is Step.PHOTO:
        return PhotoForm(*sent), lambda form: changes.ask_photo(
            row, upload=form.cleaned_data["photo"], box=form.box(), actor=actor, at=at
        )
    if step is Step.PASSPORT:
        return PassportForm(*sent, registration=row, at=at), lambda form: changes.ask_passport(
            row, travel=form.cleaned_data, facts=form.facts, scan=form.scan_bytes, actor=actor, at=at
        )
    if step is Step.QUESTIONS:
        return QuestionsForm(*sent, registration=row, sections=sections_of_form()), lambda form: changes.answer(
            row, values=form.values, files=form.documents, at=at
        )
    held = with_new_values(Registration.objects.select_related("user").get(pk=row.pk), changes.open_change(row))
    return FORMS[step](*sent, registration=held, at=at), lambda form: changes.ask(
        row,
        step=step,
        data=form.cleaned_data,
        answers=form.answers,
        language=(get_language() or "en")[:2],
        actor=actor,
        at=at,
    )


@sensitive_variables()
def _save(request: HttpRequest, form: Any, save: Callable[[Any], Saved]) -> HttpResponse | None:
    """Keep what passed and say what becomes of it. None where the page has to be shown again."""
    if not form.is_valid():
        return None
    try:
        waiting = save(form)
    except Refused as refused:
        if "photo" in form.fields and refused.code != "frozen":
            form.add_error("photo", str(refused))
            return None
        messages.error(request, str(refused))
        return redirect("me")
    if waiting is None:
        messages.success(request, _("Saved."))
    else:
        messages.success(request, _("Saved. What the secretariat has to look at waits for its decision."))
    return redirect("me")
