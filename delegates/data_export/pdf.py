"""The readable form of everything about a person: the parts one after another, every name in its own script."""

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ascn8.meeting.facts import current_meeting
from ascn8.typeset.paper import BLUE, SOFT, TEXT_WIDTH, Frame, Paper, Style, set_text
from delegates.data_export.registry import Entry, Fact, Holder, Part, in_words

_TITLE = Style(17, "Bold", BLUE, 1.2)
_PART = Style(12.5, "Bold", BLUE, 1.25)
_ABOUT = Style(8.5, colour=SOFT)
_ENTRY = Style(9.5, "Bold", leading=1.3)
_LABEL = Style(8.5, colour=SOFT, leading=1.3)
_VALUE = Style(9, leading=1.3)
_LABELS_WIDTH = TEXT_WIDTH * 0.3
_VALUES_WIDTH = TEXT_WIDTH - _LABELS_WIDTH - 8
# Text that runs over pages is set line by line; a heading does not stand alone at the foot.
_WITH_NEXT = 44


def data_pdf(holder: Holder, told: list[tuple[Part, list[Entry]]], *, at: dt.datetime) -> bytes:
    """The PDF, in the active language. Parts without rows are named as empty, so that nothing seems forgotten."""
    meeting, han = current_meeting(), _han(holder)
    frame = Frame(
        name=meeting.name,
        beneath=_("Everything that we hold about one person"),
        foot=f"{holder.user.email} · {in_words(at)}",
        number=lambda number, total: _("page %(number)s of %(total)s") % {"number": number, "total": total},
    )
    paper = Paper(title=_("My data"), language=(get_language() or "en")[:2], frame=frame)
    paper.add(set_text(_("My data"), _TITLE, TEXT_WIDTH))
    paper.skip(6)
    for part, entries in told:
        _part(paper, part, entries, han)
    return paper.finish()


def _part(paper: Paper, part: Part, entries: list[Entry], han: str) -> None:
    paper.skip(14)
    paper.need(_WITH_NEXT)
    paper.add(set_text(str(part.title), _PART, TEXT_WIDTH))
    paper.add(set_text(str(part.about), _ABOUT, TEXT_WIDTH))
    if not entries:
        paper.skip(3)
        paper.add(set_text(_("Nothing."), _VALUE, TEXT_WIDTH))
    for entry in entries:
        paper.skip(7)
        paper.need(_WITH_NEXT)
        paper.add(set_text(entry.title, _ENTRY, TEXT_WIDTH, han=han))
        for one in entry.facts:
            _fact(paper, one, han)


def _fact(paper: Paper, one: Fact, han: str) -> None:
    label = set_text(one.label, _LABEL, _LABELS_WIDTH)
    paper.need(max(label.height, _VALUE.size * _VALUE.leading))
    paper.put(label)
    before = paper.y
    for line in one.shown.split("\n") or [""]:
        paper.add(set_text(line, _VALUE, _VALUES_WIDTH, han=han), x=_LABELS_WIDTH + 8)
    if before <= paper.y < before + label.height:
        paper.y = before + label.height
    paper.skip(1.5)


def _han(holder: Holder) -> str:
    countries = [row.country for row in holder.registrations if row.country]
    return countries[0].han_variant if countries else ""
