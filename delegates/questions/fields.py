"""Form fields for each kind of question, and the way from what was typed to what is kept, and back."""

import datetime as dt
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from ascn8.lib.documents import accept_document
from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField, LineField
from ascn8.meeting.models import Country
from delegates.models import Question

Kind = Question.Kind
_YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]


class PhoneField(LineField):
    """A telephone number with its country code, kept in E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(
                _("We cannot read this as a phone number. Write it with the country code, for example +60 12-345 6789.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class DocumentField(forms.FileField):
    """A PDF or a picture through the upload door; cleaned to (bytes to keep, name of the file)."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            return accept_document(upload), (upload.name or "")[:120]
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


def field_for(question: Question, *, is_required: bool) -> forms.Field:
    """The field of one question in the reader's language. What staff wrote is text, never mark-up."""
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": escape(question.help),
        "required": is_required,
        "error_messages": {"required": gettext_lazy("This has to be answered.")},
    }
    return _MAKERS[Kind(question.kind)](question, common)


def kept_value(question: Question, cleaned: Any) -> Any:
    """What is stored of a cleaned value; None where nothing was answered. Files are stored beside it."""
    if cleaned in (None, "", [], ()):
        return None
    if question.kind == Kind.YES_NO:
        return cleaned == "yes"
    if question.kind == Kind.COUNTRY:
        return cleaned.pk
    if question.kind == Kind.DATE:
        return cleaned.isoformat()
    if question.kind == Kind.NUMBER:
        return int(cleaned) if cleaned == cleaned.to_integral_value() else float(cleaned)
    return cleaned


def typed_value(question: Question, value: Any) -> Any:
    """A stored value as the field takes it for its initial."""
    if value is None or question.kind == Kind.FILE:
        return None
    if question.kind == Kind.YES_NO:
        return "yes" if value else "no"
    if question.kind == Kind.DATE:
        return dt.date.fromisoformat(value)
    if question.kind == Kind.NUMBER:
        return Decimal(str(value))
    return value


def choices_of(question: Question) -> list[tuple[str, str]]:
    """(value, words in the reader's language) of the offered choices."""
    language = "ms" if (get_language() or "en").startswith("ms") else "en"
    return [(choice["value"], choice.get(language) or choice["en"]) for choice in question.choices]


def _line(question: Question, common: dict[str, Any]) -> forms.Field:
    return LineField(max_length=300, **common)


def _block(question: Question, common: dict[str, Any]) -> forms.Field:
    return BlockField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **common)


def _number(question: Question, common: dict[str, Any]) -> forms.Field:
    common["error_messages"]["invalid"] = gettext_lazy("Write a number.")
    return forms.DecimalField(max_digits=12, decimal_places=3, widget=forms.TextInput(_NUMERIC), **common)


def _choice(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=choices_of(question), widget=forms.RadioSelect, **common)


def _choices(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(choices=choices_of(question), widget=forms.CheckboxSelectMultiple, **common)


def _date(question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **common)


def _country(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ModelChoiceField(Country.objects.all(), empty_label=gettext_lazy("Choose a country"), **common)


def _phone(question: Question, common: dict[str, Any]) -> forms.Field:
    return PhoneField(**common)


def _file(question: Question, common: dict[str, Any]) -> forms.Field:
    accepted = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}
    return DocumentField(widget=forms.FileInput(attrs=accepted), **common)


def _yes_no(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=_YES_NO, widget=forms.RadioSelect, **common)


_NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}
_MAKERS = {
    Kind.TEXT: _line,
    Kind.LONG: _block,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _date,
    Kind.COUNTRY: _country,
    Kind.PHONE: _phone,
    Kind.FILE: _file,
    Kind.YES_NO: _yes_no,
}
