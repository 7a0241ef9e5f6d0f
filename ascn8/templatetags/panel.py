"""Template tags of the secretariat's panel: the rows of a list with the name of the column on each cell."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import meeting_today
from ascn8.panel.charts import gauge

register = template.Library()


@register.filter
def labelled(results: list[list[str]], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """Each row of a Django change list as cells that carry their column's name: on a phone a row becomes a card."""
    labels = [capfirst(strip_tags(str(header["text"])).strip()) for header in headers]
    for row in results:
        cells = [_labelled(cell, label) for cell, label in zip(row, labels, strict=False)]
        yield mark_safe("".join(cells))


def _labelled(cell: str, label: str) -> str:
    """The tag `<td` or `<th` of a cell that Django drew and escaped, with `data-label` in it."""
    name = cell[:3]
    if name not in ("<td", "<th"):
        return cell
    return f'{name} data-label="{conditional_escape(label)}"{cell[3:]}'


@register.filter
def waited(since: dt.datetime | None) -> str:
    """How long somebody has waited, in the one largest unit: "3 days"."""
    return timesince(since, timezone.now(), depth=1) if since else "–"


@register.simple_tag
def panel_today() -> dt.date:
    """The date at the venue; the server's own where there is no meeting yet."""
    try:
        return meeting_today()
    except Refused:
        return timezone.localdate()


@register.filter
def letters(email: str) -> str:
    """Two letters for somebody who has only an address."""
    words = str(email).split("@")[0].replace("-", ".").replace("_", ".").split(".")
    return "".join(word[:1] for word in words if word)[:2].upper() or _("?")


@register.simple_tag
def proportion(part: int, whole: int) -> SafeString:
    """`{% proportion 3 8 %}`: a thin bar that is three eighths full."""
    return gauge(part, whole, title=f"{part} / {whole}", may_fill=True)


@register.filter
def chosen(choices: list[dict[str, Any]]) -> str:
    """What a filter of a list is set to; nothing while it is set to everything."""
    return next((str(choice["display"]) for n, choice in enumerate(choices) if choice["selected"] and n), "")


@register.filter
def is_narrowed(choices: list[dict[str, Any]]) -> bool:
    """Whether a filter of a list hides something."""
    return bool(chosen(choices))
