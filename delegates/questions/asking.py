"""Which questions a person has, and what they answered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import OuterRef, Q, Subquery
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext

from ascn8.meeting.models import Country
from delegates.models import Answer, FormSection, Question, QuestionVersion, Registration
from delegates.questions.logic import Condition, shown

Kind = Question.Kind
# Whose answers a condition can compare.
DECIDING = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.COUNTRY)


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is asked of one person, and the answers so far."""

    questions: list[Question]
    answers: dict[str, Any]

    def shown(self, typed: dict[str, Any] | None = None) -> set[str]:
        """The short names of what is shown, with `typed` over the answers that are kept."""
        return shown(map(condition_of, self.questions), {**self.answers, **(typed or {})})

    def of_section(self, section: FormSection) -> list[Question]:
        return [question for question in self.questions if question.section_id == section.pk]

    def missing(self, phase: str) -> list[Question]:
        """The shown and needed questions of a phase without an answer."""
        visible = self.shown()
        return [
            question
            for question in self.questions
            if question.section.phase == phase
            and question.is_required
            and question.slug in visible
            and question.slug not in self.answers
        ]


def paper_of(registration: Registration) -> Paper:
    """The questions in use for the person's category, in order, with the answers: two queries."""
    return Paper(questions_for(registration), answers_of(registration))


def questions_for(registration: Registration | None) -> list[Question]:
    """The questions in use for a category; before it is known, those for everybody."""
    mine = Q(categories__isnull=True)
    if registration and registration.category_id:
        mine |= Q(categories=registration.category_id)
    rows = Question.objects.filter(mine, is_active=True).select_related("section", "shown_when")
    return list(rows.distinct().order_by("section__position", "section_id", "position", "pk"))


def answers_of(registration: Registration) -> dict[str, Any]:
    """{short name of the question: value}."""
    return dict(Answer.objects.filter(registration=registration).values_list("question__slug", "value"))


def condition_of(question: Question) -> Condition:
    """The condition of a question; load `shown_when` with it."""
    if question.shown_when is None:
        return Condition(question.slug)
    return Condition(question.slug, question.shown_when.slug, frozenset(map(str, question.shown_values)))


def asks(registration: Registration | None, phase: str) -> bool:
    """Whether the person has any question of a phase."""
    return any(question.section.phase == phase for question in questions_for(registration))


def rows_of(registration: Registration, phase: str = "") -> list[dict[str, str]]:
    """Label, answer, and the address part of a file, as the questions were asked when they were answered."""
    version = QuestionVersion.objects.filter(question=OuterRef("question"), version=OuterRef("version"))
    answers = Answer.objects.filter(registration=registration).select_related("question")
    answers = answers.annotate(asked=Subquery(version.values("asked")[:1]))
    found = list(answers.filter(question__section__phase=phase) if phase else answers)
    countries = Country.objects.in_bulk([answer.value for answer in found if answer.question.kind == Kind.COUNTRY])
    return [_row(answer, answer.asked or {}, countries) for answer in found]


def _row(answer: Answer, asked: dict[str, Any], countries: dict[str, Country]) -> dict[str, str]:
    label = asked.get(f"label_{_language()}") or asked.get("label_en") or answer.question.label
    value = in_words(answer, asked.get("choices") or answer.question.choices, countries)
    return {"label": label, "value": value, "file": answer.question.slug if answer.file else ""}


def in_words(answer: Answer, choices: list[dict[str, str]], countries: dict[str, Country]) -> str:
    """The answer as people read it; a choice by its words, also where it is no longer offered."""
    kind, value = answer.question.kind, cast("Any", answer.value)
    words = {choice["value"]: choice.get(_language()) or choice["en"] for choice in choices}
    if kind == Kind.YES_NO:
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if kind == Kind.CHOICES:
        return ", ".join(words.get(one, one) for one in value)
    if kind == Kind.CHOICE:
        return words.get(value, str(value))
    if kind == Kind.COUNTRY:
        return str(countries.get(value, value))
    if kind == Kind.NUMBER:
        return str(number_format(value, use_l10n=True))
    if kind == Kind.DATE:
        return date_format(dt.date.fromisoformat(value), "j F Y")
    return str(value)


def _language() -> str:
    return "ms" if (get_language() or "en").startswith("ms") else "en"
