"""What somebody still has to tell us after the approval: the list on My ASCN8, and a page for each task."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ascn8.lib.errors import Refused
from delegates.followups import Task, task_of, why_not_do
from delegates.models import FollowUp, Registration
from delegates.passport_form import PassportForm
from delegates.questions.filling import answer_task
from delegates.questions.forms import QuestionsForm
from delegates.signed_in import account_of
from delegates.travel import is_complete, save_travel
from delegates.travel_form import TravelForm
from delegates.vault.passport import masked_rows, save_passport
from delegates.views.own import own_registration
from delegates.views.pages import passport_rows
from delegates.views.questions import say_what_is_gone

Form = FollowUp.Form


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, slug: str) -> HttpResponse:
    """One task of the person: its page, or why it is closed."""
    row, now = own_registration(request), timezone.now()
    found = task_of(row, slug, at=now) if row else None
    if row is None or found is None:
        raise Http404
    refused = why_not_do(row, found.follow_up, at=now)
    if refused or (found.follow_up.form == Form.PASSPORT and masked_rows(row)):
        return _closed(request, row, found, refused)
    page = {Form.TRAVEL: _travel, Form.PASSPORT: _passport, Form.QUESTIONS: _questions}
    return page[Form(found.follow_up.form)](request, row, found)


def _travel(request: HttpRequest, row: Registration, found: Task) -> HttpResponse:
    form = TravelForm(request.POST if request.method == "POST" else None, registration=row)
    if not form.is_valid():
        return _page(request, row, found, form)
    try:
        travel = save_travel(row, follow_up=found.follow_up, data=form.cleaned_data, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    if is_complete(travel):
        messages.success(request, _("Saved. Thank you, nothing more is needed for this."))
    else:
        messages.success(request, _("Saved. Tell us the other way as soon as you know it."))
    return redirect("me")


@sensitive_variables()
def _passport(request: HttpRequest, row: Registration, found: Task) -> HttpResponse:
    now, posted = timezone.now(), request.method == "POST"
    files = request.FILES if posted else None
    form = PassportForm(request.POST if posted else None, files, registration=row, at=now, is_task=True)
    if not form.is_valid():
        return _page(request, row, found, form)
    try:
        save_passport(
            row,
            travel=form.cleaned_data,
            facts=form.facts,
            scan=form.scan_bytes,
            actor=account_of(request),
            at=now,
            follow_up=found.follow_up,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    messages.success(request, _("Saved. Thank you, nothing more is needed for this."))
    return redirect("me")


def _questions(request: HttpRequest, row: Registration, found: Task) -> HttpResponse:
    section, posted = found.follow_up.section, request.method == "POST"
    files = request.FILES if posted else None
    form = QuestionsForm(
        request.POST if posted else None, files, registration=row, sections=[section] if section else []
    )
    if not form.is_valid():
        return _page(request, row, found, form)
    try:
        gone = answer_task(row, found.follow_up, values=form.values, files=form.documents, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("me")
    say_what_is_gone(request, gone)
    if form.unseen:
        messages.info(request, _("Your answers open further questions. Please look at them."))
        return redirect("task", slug=found.follow_up.slug)
    messages.success(request, _("Saved. Thank you, nothing more is needed for this."))
    return redirect("me")


def _page(request: HttpRequest, row: Registration, found: Task, form: Any) -> HttpResponse:
    context = {"registration": row, "task": found, "form": form}
    return render(request, f"delegates/tasks/{found.follow_up.form}.html", context)


def _closed(request: HttpRequest, row: Registration, found: Task, refused: Refused | None) -> HttpResponse:
    """What is known, in place of the form: it is fixed, or changing it is somebody else's decision."""
    rows = passport_rows(row) if found.follow_up.form == Form.PASSPORT else []
    context = {"registration": row, "task": found, "why_closed": refused, "rows": rows}
    return render(request, "delegates/tasks/closed.html", context, status=409 if refused else 200)
