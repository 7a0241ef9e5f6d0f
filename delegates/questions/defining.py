"""Writing questions. New words or choices are a new version; answers keep the one that they answered."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import Question, QuestionVersion, User
from delegates.questions.asking import DECIDING, condition_of
from delegates.questions.logic import Condition, has_cycle

# What is said to the reader: a change of it is another question.
ASKED = ("kind", "label_en", "label_ms", "help_en", "help_ms", "choices")
MOST_CHOICES = 60


def asked_of(question: Question) -> dict[str, Any]:
    """The question as its readers have it before them."""
    return {field: getattr(question, field) for field in ASKED}


@transaction.atomic
def define(question: Question, *, actor: User, at: dt.datetime) -> Question:
    """Save a new or changed question, with its version. Raises Refused where its condition cannot be met.

    Call it with all fields set; categories are set afterwards. The kind of an answered question stays.
    """
    former = Question.objects.select_for_update().filter(pk=question.pk).first() if question.pk else None
    if former and former.kind != question.kind and former.answers.exists():
        raise Refused(
            _("People have answered this question already. Retire it and write a new one of the other kind."),
            code="kind_answered",
        )
    if refused := why_not_depend(question):
        raise refused
    if former and asked_of(former) != asked_of(question):
        question.version = former.version + 1
    question.save()
    QuestionVersion.objects.get_or_create(
        question=question, version=question.version, defaults={"asked": asked_of(question), "at": at}
    )
    record(at=at, action="question.define", subject=f"question {question.slug}", actor=actor, version=question.version)
    return question


def why_not_depend(question: Question) -> Refused | None:
    """The reason why the condition of `question` cannot stand; None where it can, or where there is none."""
    parent = question.shown_when
    if parent is None:
        return None
    if parent.kind not in DECIDING:
        return Refused(
            _("“%(question)s” cannot decide about another question: choose one with choices, a country or yes or no.")
            % {"question": parent.label},
            code="parent_kind",
        )
    if not parent.is_active:
        return Refused(
            _("“%(question)s” is no longer asked, so nothing can depend on it.") % {"question": parent.label},
            code="parent_retired",
        )
    if not question.shown_values:
        return Refused(_("Write with which answers the question is shown."), code="no_values")
    if unknown := _unknown(parent, question.shown_values):
        return Refused(
            _("“%(values)s” is no answer to “%(question)s”.")
            % {"values": ", ".join(unknown), "question": parent.label},
            code="unknown_values",
        )
    if _would_turn(question, parent):
        return Refused(
            _("The question would depend on itself: “%(question)s” depends on it already.")
            % {"question": parent.label},
            code="cycle",
        )
    if _comes_first(question, parent):
        return Refused(
            _("“%(question)s” comes later. Move it before this question first.") % {"question": parent.label},
            code="parent_later",
        )
    return None


def why_not_retire(question: Question) -> Refused | None:
    """The reason why the question cannot be retired or deleted: others depend on it."""
    waiting = question.depending.filter(is_active=True).first() if question.pk else None
    if waiting is None:
        return None
    return Refused(
        _("“%(question)s” depends on this question. Change or retire that one first.") % {"question": waiting.label},
        code="others_depend",
    )


def _unknown(parent: Question, values: list[str]) -> list[str]:
    if parent.kind == Question.Kind.COUNTRY:
        return [value for value in values if len(value) != 2 or not value.isupper()]
    known = {"yes", "no"} if parent.kind == Question.Kind.YES_NO else {one["value"] for one in parent.choices}
    return [value for value in values if value not in known]


def _would_turn(question: Question, parent: Question) -> bool:
    others = Question.objects.select_related("shown_when").exclude(pk=question.pk)
    conditions = [*map(condition_of, others), Condition(question.slug, parent.slug)]
    return has_cycle(conditions)


def _comes_first(question: Question, parent: Question) -> bool:
    """Whether the question stands before the one that it depends on."""
    mine = (question.section.position, question.section_id, question.position)
    theirs = (parent.section.position, parent.section_id, parent.position)
    return mine < theirs
