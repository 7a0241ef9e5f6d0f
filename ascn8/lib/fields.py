"""Form fields that clean what people typed before anything else sees it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ascn8.lib.text import clean_block, clean_line

# What a meeting can mean by a year.
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


class LineField(forms.CharField):
    """One line of text: NFC, no control or bidi characters. `max_length` is required: nothing is endless."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class BlockField(forms.CharField):
    """Several lines of text, cleaned like `LineField`."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_block(super().to_python(value) or "")


def refuse_another_age(moment: dt.datetime | None) -> None:
    """Raises ValidationError for a year that nobody means: a database keeps the year 1, and no page reads it again."""
    if moment and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValidationError(_("Write the year with the four digits of this century."))
