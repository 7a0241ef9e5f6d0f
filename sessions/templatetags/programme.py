"""Template tags of the programme."""

from collections.abc import Mapping
from typing import Any

from django import template

from ascn8.lib.languages import pick_marked

register = template.Library()


@register.filter
def place_of(places: Mapping[str, str], code: str) -> str:
    """The class that puts the session `code` into its place in the grid."""
    return places.get(code, "")


@register.simple_tag
def other_language(obj: Any, field: str) -> dict[str, str] | None:
    """`{% other_language item "title" as other %}`: the text that the page does not show, with its language."""
    shown, code = pick_marked(obj, field)
    other = "en" if code == "ms" else "ms"
    text = str(getattr(obj, f"{field}_{other}", ""))
    return {"text": text, "code": other} if text and text != shown else None
