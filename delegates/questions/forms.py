"""A page of questions as a form. Which of its questions count is decided here, on the server, from what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from delegates.models import FormSection, Question, Registration
from delegates.questions.asking import Paper, paper_of
from delegates.questions.fields import field_for, kept_value, typed_value
from delegates.steps import Step

# Which questions the page showed: a reader without scripts sees what an answer opened only on the next page.
SEEN = "seen"


class QuestionsForm(forms.Form):
    """The questions of some sections for one person.

    All fields are there; those that are hidden by the answers carry `hidden` in the page, are not demanded, and what
    was posted for them is dropped. After `is_valid()`: `values` {slug: value or None}, `documents` {slug: (bytes,
    name)}, and `unseen`, shown questions that the page had not shown: it has to be shown once more.
    """

    step = Step.QUESTIONS

    def __init__(
        self, *args: Any, registration: Registration, sections: Sequence[FormSection], paper: Paper | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.registration, self.sections = registration, list(sections)
        self.paper = paper or paper_of(registration)
        mine = {section.pk for section in sections}
        self.questions = [question for question in self.paper.questions if question.section_id in mine]
        self.values: dict[str, Any] = {}
        self.documents: dict[str, tuple[bytes, str]] = {}
        for question in self.questions:
            # What is needed depends on the other answers: it is demanded in `clean`.
            self.fields[question.slug] = field_for(question, is_required=False)
            self.initial[question.slug] = typed_value(question, self.paper.answers.get(question.slug))
            if question.kind == Question.Kind.FILE and question.slug in self.paper.answers:
                self.fields[question.slug].help_text = _("A file is kept. Choose one only to replace it.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self.questions:
            self.values[question.slug] = self._value(question, data.get(question.slug))
        visible = self.paper.shown(self.values)
        for question in self.questions:
            slug = question.slug
            if slug not in visible:
                self.values[slug] = None
                self.documents.pop(slug, None)
                self.errors.pop(slug, None)
            elif question.is_required and self.values[slug] is None and slug not in self.errors:
                self.add_error(slug, _("This has to be answered."))
        return data

    def _value(self, question: Question, cleaned: Any) -> Any:
        if question.kind != Question.Kind.FILE:
            return kept_value(question, cleaned)
        if isinstance(cleaned, tuple):
            self.documents[question.slug] = cleaned
            return cleaned[1]
        return self.paper.answers.get(question.slug)

    @property
    def visible(self) -> set[str]:
        """What is shown now: by what was typed, else by what is kept."""
        return self.paper.shown(self.values)

    @property
    def unseen(self) -> list[str]:
        """Labels of shown questions that the posted page had not shown."""
        seen = set(str(self.data.get(SEEN, "")).split())
        visible = self.visible
        return [question.label for question in self.questions if question.slug in visible - seen]

    def rows(self) -> list[dict[str, Any]]:
        """Sections with their questions for the template: field, whether it is shown, and on what it depends."""
        visible = self.visible
        for question in self.questions:
            # From here on it is only shown: the reader sees what is needed.
            self.fields[question.slug].required = question.is_required
        rows = []
        for section in self.sections:
            fields = [
                {
                    "field": self[question.slug],
                    "slug": question.slug,
                    "is_shown": question.slug in visible,
                    "is_required": question.is_required,
                    "parent": question.shown_when.slug if question.shown_when else "",
                    "values": " ".join(map(str, question.shown_values)),
                }
                for question in self.questions
                if question.section_id == section.pk
            ]
            if fields:
                rows.append({"section": section, "fields": fields})
        return rows

    def seen(self) -> str:
        """What the page shows, for the hidden field of that name."""
        return " ".join(sorted(self.visible.intersection(question.slug for question in self.questions)))


def typed_of(post: MultiValueDict[str, Any], form: QuestionsForm) -> dict[str, Any]:
    """What was typed, as JSON that a bound form reads again: for pages that did not pass."""
    kept: dict[str, Any] = {}
    for question in form.questions:
        values = [str(value)[:4000] for value in post.getlist(question.slug)]
        if values and question.kind != Question.Kind.FILE:
            kept[question.slug] = values if question.kind == Question.Kind.CHOICES else values[-1]
    return kept
