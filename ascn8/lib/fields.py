"""Form fields that clean what people typed before anything else sees it."""

from typing import Any

from django import forms

from ascn8.lib.text import clean_block, clean_line


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
