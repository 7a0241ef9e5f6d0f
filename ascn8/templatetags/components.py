"""Template tags that every template has (builtins): icons, languages, times."""

from typing import Any

from django import template

from ascn8.lib.languages import pick

register = template.Library()


@register.filter
def in_language(obj: Any, field: str) -> str:
    """`session|in_language:"title"`: the field in the reader's language, English where Malay is missing."""
    return pick(obj, field)
