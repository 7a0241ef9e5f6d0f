"""Symbols of papers: ASCN8/2025/INF.3, and ASCN8/2025/INF.3/Rev.1 for what belongs to it."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from sessions.models import Document

# Series that every meeting has; staff write others as they need them.
SERIES = {
    "INF": gettext_lazy("Information"),
    "WP": gettext_lazy("Working papers"),
    "L": gettext_lazy("Draft texts"),
    "CRP": gettext_lazy("Conference room papers"),
}
_SERIES = re.compile(r"[A-Z]{1,8}")
_SYMBOL = re.compile(r"(?P<prefix>.+)/(?P<series>[A-Z]{1,8})\.(?P<number>\d{1,5})")
_WORDS = {Document.Revision.REV: "Rev", Document.Revision.ADD: "Add", Document.Revision.CORR: "Corr"}


def symbol_of(series: str, number: int) -> str:
    """The symbol of a paper, with the prefix of this meeting. Raises Refused for a series that is none."""
    if not _SERIES.fullmatch(series):
        raise Refused(_("A series is one to eight capital letters, such as INF or WP."), code="no_series")
    return f"{_prefix()}/{series}.{number}"


def series_of(symbol: str) -> str:
    """ "INF" of ASCN8/2025/INF.3 and of ASCN8/2025/INF.3/Rev.1; empty where there is none."""
    found = _SYMBOL.match(symbol)
    return found["series"] if found else ""


def place_of(symbol: str) -> tuple[str, int, str]:
    """Where a symbol stands in a list: INF.9 before INF.10."""
    found = _SYMBOL.match(symbol)
    return (found["series"], int(found["number"]), symbol) if found else ("", 0, symbol)


def next_number(series: str) -> int:
    """The number after the highest that the series has."""
    begin = f"{_prefix()}/{series}."
    taken = Document.objects.filter(symbol__startswith=begin, revises__isnull=True).values_list("symbol", flat=True)
    found = (_SYMBOL.fullmatch(symbol) for symbol in taken)
    return max((int(one["number"]) for one in found if one and one["series"] == series), default=0) + 1


def next_revision(of: Document, revision: str) -> int:
    """The number after the highest revision, addendum or corrigendum of a paper."""
    taken = of.revisions.filter(revision=revision).values_list("revision_number", flat=True)
    return max((number or 0 for number in taken), default=0) + 1


def revised_symbol(of: Document, revision: str, number: int) -> str:
    """ASCN8/2025/INF.3/Rev.1."""
    return f"{of.symbol}/{_WORDS[Document.Revision(revision)]}.{number}"


def save_once(document: Document) -> None:
    """Save a row whose symbol nobody else may have; Refused where somebody was faster, whoever checked first."""
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        if not Document.objects.filter(symbol=document.symbol).exclude(pk=document.pk).exists():
            raise
        raise Refused(
            _("The symbol %(symbol)s was given to another paper a moment ago. Take the next number.")
            % {"symbol": document.symbol},
            code="symbol_taken",
        ) from None


def _prefix() -> str:
    meeting = current_meeting()
    return f"{meeting.short_name}/{meeting.starts_on.year}"
