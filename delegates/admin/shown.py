"""How the panel's lists show people and categories: the templates of the panel, as cells."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from delegates.models import Category, Registration
from delegates.stages import Clock


def names(row: Registration) -> SafeString:
    """The name in its own script over its transcription."""
    return _cell("admin/parts/name.html", registration=row)


def face(row: Registration) -> SafeString:
    """The small photograph."""
    return _cell("admin/parts/face.html", registration=row)


def clock(clock: Clock) -> SafeString:
    """How long somebody has waited, and the target; red when it is over."""
    return _cell("admin/parts/clock.html", clock=clock)


def category_tag(category: Category | None) -> SafeString:
    """The colour and the word of a category."""
    return _cell("admin/parts/category.html", category=category)


def _cell(template: str, **inputs: object) -> SafeString:
    return mark_safe(render_to_string(template, inputs).strip())
