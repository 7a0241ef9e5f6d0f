"""Filling in the registration of somebody else: a member of the delegation, or somebody who comes along."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ascn8.lib.errors import Refused
from delegates import registration as registering
from delegates.forms import FORMS, PhotoForm
from delegates.models import Registration
from delegates.passport_form import PassportForm
from delegates.questions.filling import answer_in_form, sections_of_form
from delegates.questions.forms import QuestionsForm
from delegates.signed_in import account_of
from delegates.steps import Step, done_steps
from delegates.vault.passport import save_passport
from delegates.views.questions import say_what_is_gone


@dataclass(frozen=True, slots=True)
class Filling:
    """Whose form, which of its steps, where each is, and where the way leads at the end."""

    registration: Registration
    steps: tuple[Step, ...]
    address: Callable[[Step], str]
    back: str
    whom: str

    def after(self, step: Step) -> str:
        """The next step, or the way back."""
        place = self.steps.index(step) + 1
        return self.address(self.steps[place]) if place < len(self.steps) else self.back


def fill(request: HttpRequest, filling: Filling, step: str) -> HttpResponse:
    """One step of `filling`. Who may is asked before."""
    here = next((one for one in filling.steps if one == step), None)
    if here is None:
        raise Http404
    if here in _PAGES:
        return _PAGES[here](request, filling)
    row, now = filling.registration, timezone.now()
    form = FORMS[here](request.POST if request.method == "POST" else row.held.get(here), registration=row, at=now)
    if request.method != "POST":
        return _page(request, filling, here, form)
    try:
        if form.is_valid():
            language = (get_language() or "en")[:2]
            data = form.cleaned_data
            registering.save_step(row, step=here, data=data, answers=form.answers, language=language, at=now)
            return redirect(filling.back if "later" in request.POST else filling.after(here))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(filling.back)
    return _page(request, filling, here, form)


def _photo(request: HttpRequest, filling: Filling) -> HttpResponse:
    row = filling.registration
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not request.FILES and (row.photo or "later" in request.POST):
        return redirect(filling.back if "later" in request.POST else filling.after(Step.PHOTO))
    if request.method == "POST" and form.is_valid():
        try:
            registering.attach_photo(row, upload=form.cleaned_data["photo"], box=form.box(), at=timezone.now())
            messages.success(request, _("The photograph is stored. This is how it prints."))
            return redirect(filling.address(Step.PHOTO))
        except Refused as refused:
            form.add_error("photo", str(refused))
    return _page(request, filling, Step.PHOTO, form)


@sensitive_variables()
def _passport(request: HttpRequest, filling: Filling) -> HttpResponse:
    """The travel document: kept whole or not at all, and never shown again."""
    row, now = filling.registration, timezone.now()
    if request.method != "POST":
        return _page(request, filling, Step.PASSPORT, PassportForm(registration=row, at=now))
    form = PassportForm(request.POST, request.FILES, registration=row, at=now)
    if not form.is_valid():
        return _page(request, filling, Step.PASSPORT, form)
    try:
        data, scan = form.cleaned_data, form.scan_bytes
        save_passport(row, travel=data, facts=form.facts, scan=scan, actor=account_of(request), at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(filling.back)
    return redirect(filling.back if "later" in request.POST else filling.after(Step.PASSPORT))


def _questions(request: HttpRequest, filling: Filling) -> HttpResponse:
    """The secretariat's own questions."""
    row, sections = filling.registration, sections_of_form()
    if request.method != "POST":
        form = QuestionsForm(row.held.get(Step.QUESTIONS), registration=row, sections=sections)
        return _page(request, filling, Step.QUESTIONS, form)
    form = QuestionsForm(request.POST, request.FILES, registration=row, sections=sections)
    if not form.is_valid():
        return _page(request, filling, Step.QUESTIONS, form)
    try:
        say_what_is_gone(request, answer_in_form(row, values=form.values, files=form.documents, at=timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(filling.back)
    if form.unseen:
        messages.info(request, _("The answers open further questions. Please look at them."))
        return redirect(filling.address(Step.QUESTIONS))
    return redirect(filling.back if "later" in request.POST else filling.after(Step.QUESTIONS))


_PAGES: dict[Step, Callable[[HttpRequest, Filling], HttpResponse]] = {
    Step.PHOTO: _photo,
    Step.PASSPORT: _passport,
    Step.QUESTIONS: _questions,
}


def _page(request: HttpRequest, filling: Filling, here: Step, form: Any) -> HttpResponse:
    context = {
        "registration": filling.registration,
        "form": form,
        "step": here,
        "title": here.label,
        "stepper": _stepper(filling, here),
        "whom": filling.whom,
        "back": filling.back,
    }
    return render(request, f"delegates/register/{here.value}.html", context)


def _stepper(filling: Filling, here: Step) -> list[dict[str, Any]]:
    done = done_steps(filling.registration, at=timezone.now())
    return [
        {
            "state": "now" if step is here else "done" if step in done else "later",
            "title": step.label,
            "url": filling.address(step),
        }
        for step in filling.steps
    ]
