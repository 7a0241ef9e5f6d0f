"""What the pages of the registration form have in common: where they lead, the steps above, the rows of the review."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from delegates.consents import SENSITIVE, answers_of, current_texts
from delegates.corrections import notes_of, open_steps
from delegates.models import FormSection, Registration, Travel
from delegates.questions.asking import rows_of
from delegates.steps import Step, done_steps, missing_steps, steps_of
from delegates.vault.medical import has_notes
from delegates.vault.passport import masked_rows

_PAGES_OF_THEIR_OWN = (Step.PHOTO, Step.PASSPORT, Step.QUESTIONS)


def address(step: Step) -> str:
    """Where a step is."""
    if step in _PAGES_OF_THEIR_OWN:
        return reverse(f"register_{step.value}")
    return reverse("register_step", args=[step.value])


def after(registration: Registration | None, step: Step | None, *, at: dt.datetime) -> str:
    """Where "continue" leads: the next step; from the start page the first one without a tick, or the review."""
    steps = open_steps(registration, steps_of(registration), at=at) if registration else steps_of(None)
    if step is None:
        todo = _to_do(registration, steps, at=at) if registration else steps
        return address(todo[0]) if todo else reverse("register_review")
    order = list(Step)
    following = [other for other in steps if order.index(other) > order.index(step)]
    return address(following[0]) if following else reverse("register_review")


def stepper(registration: Registration, now: str, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The steps for the component of that name. Each can be reached at any time: nobody is held in an order."""
    done, notes = done_steps(registration, at=at), notes_of(registration)
    rows = [
        {
            "state": "now" if step == now else "done" if step in done and step.value not in notes else "later",
            "title": step.label,
            "url": address(step),
            "to_correct": step.value in notes,
            "note": notes.get(step.value, ""),
        }
        for step in steps_of(registration)
    ]
    review = {"state": "now" if now == "review" else "later", "title": _("Check and submit")}
    return [*rows, {**review, "url": reverse("register_review")}]


def _to_do(registration: Registration, steps: list[Step], *, at: dt.datetime) -> list[Step]:
    """What is missing; where nothing is, the steps that the form came back for."""
    notes = notes_of(registration)
    return missing_steps(registration, at=at) or [step for step in steps if step.value in notes]


@dataclass(frozen=True, slots=True)
class Section:
    """One step on the review page."""

    title: str
    url: str
    done: bool
    rows: list[dict[str, str]]
    photo: str = ""
    step: str = ""


def review_rows(registration: Registration, *, at: dt.datetime) -> list[Section]:
    """Every step with what was entered, for the review and for My ASCN8."""
    done = done_steps(registration, at=at)
    rows = {
        Step.YOU: _fields(registration, "title", "given_name", "family_name", "native_name", "badge_name"),
        Step.WORK: _fields(registration, "category", "delegation", "organisation", "position", "country", "city"),
        Step.PASSPORT: passport_rows(registration) if Step.PASSPORT in steps_of(registration) else [],
        Step.PHOTO: [],
        Step.NEEDS: _needs(registration),
        Step.QUESTIONS: rows_of(registration, FormSection.Phase.REGISTRATION),
        Step.CONTACT: [{"label": _("E-mail"), "value": registration.user.email}, *_fields(registration, "phone")],
        Step.CONSENT: _agreements(registration, at=at),
    }
    photo = reverse("photo", args=[registration.code]) if registration.photo else ""
    return [
        Section(
            str(step.label), address(step), step in done, rows[step], photo if step is Step.PHOTO else "", step.value
        )
        for step in steps_of(registration)
    ]


def _fields(registration: Registration, *names: str) -> list[dict[str, str]]:
    found = []
    for name in names:
        value = getattr(registration, name)
        if value:
            field = cast("models.Field[Any, Any]", registration._meta.get_field(name))
            label = str(field.verbose_name)
            found.append({"label": label[:1].upper() + label[1:], "value": str(value)})
    return found


def _needs(registration: Registration) -> list[dict[str, str]]:
    food = {"label": _("Food"), "value": str(Registration.Diet(registration.diet).label)}
    notes = [{"label": _("Medical notes"), "value": _("kept encrypted")}] if has_notes(registration) else []
    return [food, *_fields(registration, "diet_note", "access_needs"), *notes]


def passport_rows(registration: Registration) -> list[dict[str, str]]:
    """The journey in the open, the document masked."""
    travel = Travel.objects.select_related("nationality").filter(registration=registration).first()
    if travel is None:
        return []
    wishes = {
        _("Letter of invitation"): travel.needs_invitation,
        _("Letter of support for a visa"): travel.needs_visa_letter,
    }
    return [
        {"label": _("Nationality"), "value": str(travel.nationality or "")},
        {"label": _("Kind of passport"), "value": travel.get_passport_kind_display()},
        *({"label": label, "value": _("Asked for")} for label, wanted in wishes.items() if wanted),
        *masked_rows(registration),
    ]


def _agreements(registration: Registration, *, at: dt.datetime) -> list[dict[str, str]]:
    answers = answers_of(registration)
    return [
        {"label": text.title, "value": _("Agreed") if answers.get(text.pk) else _("Not agreed")}
        for text in current_texts(at=at)
        if text.purpose != SENSITIVE
    ]
