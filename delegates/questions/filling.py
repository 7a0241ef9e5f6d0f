"""Answering within the registration form, and as a task after the approval."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from delegates.followups import why_not_do
from delegates.models import FollowUp, FormSection, Registration
from delegates.questions.answering import save_answers
from delegates.registration import why_not_edit
from delegates.steps import Step

Files = Mapping[str, tuple[bytes, str]]


def sections_of_form() -> list[FormSection]:
    """The pages of questions that belong to the registration form."""
    return list(FormSection.objects.filter(phase=FormSection.Phase.REGISTRATION))


@transaction.atomic
def answer_in_form(
    registration: Registration, *, values: Mapping[str, Any], files: Files, at: dt.datetime
) -> list[str]:
    """Keep the answers of the registration form; returns the labels of answers that are gone. Raises Refused."""
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_edit(row, at=at, step=Step.QUESTIONS):
        raise refused
    return save_answers(row, sections=sections_of_form(), values=values, files=files, at=at)


@transaction.atomic
def answer_task(
    registration: Registration, follow_up: FollowUp, *, values: Mapping[str, Any], files: Files, at: dt.datetime
) -> list[str]:
    """Keep the answers of a task, which is done then; returns the labels of answers that are gone. Raises Refused."""
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_do(row, follow_up, at=at):
        raise refused
    if follow_up.section is None:
        raise ValueError("this task asks no questions")
    return save_answers(row, sections=[follow_up.section], values=values, files=files, at=at)


@transaction.atomic
def hold_answers(registration: Registration, *, typed: Mapping[str, Any], at: dt.datetime) -> Registration:
    """Keep what was typed into a page that did not pass, so that it is there tomorrow. Raises Refused."""
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_edit(row, at=at, step=Step.QUESTIONS):
        raise refused
    row.held[Step.QUESTIONS] = dict(typed)
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["held", "version", "changed_at"])
    return row
