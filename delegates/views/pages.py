"""What the pages of the registration form have in common: where they lead, the steps above, the rows of the review."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from delegates.consents import SENSITIVE, answers_of, current_texts
from delegates.models import Registration
from delegates.steps import Step, done_steps, missing_steps


def address(step: Step) -> str:
    """Where a step is."""
    return reverse("register_photo") if step is Step.PHOTO else reverse("register_step", args=[step.value])


def after(registration: Registration | None, step: Step | None, *, at: dt.datetime) -> str:
    """Where "continue" leads: the next step; from the start page the first one without a tick, or the review."""
    steps = list(Step)
    if step is None:
        todo = missing_steps(registration, at=at) if registration else steps
        return address(todo[0]) if todo else reverse("register_review")
    position = steps.index(step) + 1
    return address(steps[position]) if position < len(steps) else reverse("register_review")


def stepper(registration: Registration, now: str, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The steps for the component of that name. Each can be reached at any time: nobody is held in an order."""
    done = done_steps(registration, at=at)
    rows = [
        {
            "state": "now" if step == now else "done" if step in done else "later",
            "title": step.label,
            "url": address(step),
        }
        for step in Step
    ]
    review = {"state": "now" if now == "review" else "later", "title": _("Check and submit")}
    return [*rows, {**review, "url": reverse("register_review")}]


@dataclass(frozen=True, slots=True)
class Section:
    """One step on the review page."""

    title: str
    url: str
    done: bool
    rows: list[dict[str, str]]
    photo: str = ""


def review_rows(registration: Registration, *, at: dt.datetime) -> list[Section]:
    """Every step with what was entered, for the review and for My ASCN8."""
    done = done_steps(registration, at=at)
    rows = {
        Step.YOU: _fields(registration, "title", "given_name", "family_name", "native_name", "badge_name"),
        Step.WORK: _fields(registration, "category", "delegation", "organisation", "position", "country", "city"),
        Step.PHOTO: [],
        Step.NEEDS: _needs(registration),
        Step.CONTACT: [{"label": _("E-mail"), "value": registration.user.email}, *_fields(registration, "phone")],
        Step.CONSENT: _agreements(registration, at=at),
    }
    photo = reverse("photo", args=[registration.code]) if registration.photo else ""
    return [
        Section(str(step.label), address(step), step in done, rows[step], photo if step is Step.PHOTO else "")
        for step in Step
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
    return [food, *_fields(registration, "diet_note", "access_needs")]


def _agreements(registration: Registration, *, at: dt.datetime) -> list[dict[str, str]]:
    answers = answers_of(registration)
    return [
        {"label": text.title, "value": _("Agreed") if answers.get(text.pk) else _("Not agreed")}
        for text in current_texts(at=at)
        if text.purpose != SENSITIVE
    ]
