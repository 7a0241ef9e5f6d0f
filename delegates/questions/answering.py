"""Keeping answers: nothing hidden is kept, nothing shown and needed is missing, and what a change removed is said."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.lib.documents import document_type
from ascn8.lib.errors import Refused
from delegates.followups import mark_done, reopen
from delegates.models import Answer, FollowUp, FormSection, Question, Registration
from delegates.questions.asking import Paper, paper_of


@transaction.atomic
def save_answers(
    row: Registration,
    *,
    sections: Sequence[FormSection],
    values: Mapping[str, Any],
    files: Mapping[str, tuple[bytes, str]],
    at: dt.datetime,
) -> list[str]:
    """Keep the answers to the questions of `sections`; returns the labels of answers elsewhere that are gone now.

    `values` holds JSON by the short name of the question (fields.kept_value), None for "not answered". `row` is the
    locked registration; whether it may be changed is asked by the caller. Raises Refused where a needed answer is
    missing; then nothing has changed.
    """
    paper = paper_of(row)
    pages = {section.pk for section in sections}
    mine = [question for question in paper.questions if question.section_id in pages]
    typed = {question.slug: values.get(question.slug) for question in mine}
    visible = paper.shown(typed)
    for question in mine:
        value = typed[question.slug] if question.slug in visible else None
        if value is None and question.is_required and question.slug in visible:
            raise Refused(_("“%(question)s” has to be answered.") % {"question": question.label}, code="answer_missing")
        _keep(row, question, value, files.get(question.slug), at=at)
    gone = drop_hidden(row, at=at)
    for task in FollowUp.objects.filter(form=FollowUp.Form.QUESTIONS, section__in=pages):
        mark_done(row, task, at=at)
    row.version, row.changed_at = row.version + 1, at
    row.held.pop("questions", None)
    row.save(update_fields=["version", "changed_at", "held"])
    return gone


def drop_hidden(row: Registration, *, at: dt.datetime) -> list[str]:
    """Remove the answers to questions that are no longer shown to this person; returns their labels.

    Call it under the lock wherever an answer or the category changed. A task that needs a removed answer opens again.
    """
    paper = paper_of(row)
    visible = paper.shown()
    hidden = [
        answer
        for answer in Answer.objects.filter(registration=row).select_related("question__section")
        # What the secretariat no longer asks stays as it was answered.
        if answer.question.slug not in visible and answer.question.is_active
    ]
    for answer in hidden:
        _remove(answer)
    _reopen_tasks(row, hidden)
    return [answer.question.label for answer in hidden]


def _reopen_tasks(row: Registration, hidden: Sequence[Answer]) -> None:
    paper: Paper | None = None
    for section_id in {answer.question.section_id for answer in hidden}:
        paper = paper or paper_of(row)
        if any(question.section_id == section_id for question in paper.missing(FormSection.Phase.FOLLOW_UP)):
            reopen(row, form=FollowUp.Form.QUESTIONS, section_id=section_id)


def _keep(
    row: Registration, question: Question, value: Any, file: tuple[bytes, str] | None, *, at: dt.datetime
) -> None:
    answer = Answer.objects.filter(registration=row, question=question).first()
    if value is None:
        if answer:
            _remove(answer)
        return
    if answer and answer.value == value and file is None:
        return
    answer = answer or Answer(registration=row, question=question)
    answer.value, answer.version, answer.at = value, question.version, at
    if file:
        _discard(str(answer.file))
        name = f"answers/{secrets.token_hex(16)}{document_type(file[0])[1]}"
        answer.file.name = default_storage.save(name, ContentFile(file[0]))
    answer.save()


def _remove(answer: Answer) -> None:
    _discard(str(answer.file))
    Answer.objects.filter(pk=answer.pk).delete()


def _discard(name: str) -> None:
    """Delete a file once the transaction is safe."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
