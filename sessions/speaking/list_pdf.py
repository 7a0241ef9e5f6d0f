"""The speakers on paper: every name in its own script, with what each does and when."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.languages import pick
from ascn8.meeting.facts import current_meeting
from ascn8.typeset.paper import INK, MM, RULE, SOFT, TEXT_WIDTH, Block, Frame, Paper, Style, set_text
from delegates.badges.issue import meeting_dates
from sessions.models import Appearance, Speaker

_TITLE: Final = Style(22, "Bold", INK, 1.15)
_SOFT: Final = Style(9, colour=SOFT)
_NAME: Final = Style(10, "Bold", INK, 1.3)
_NATIVE: Final = Style(10, leading=1.3)
_DETAIL: Final = Style(9, leading=1.3)
_DETAIL_SOFT: Final = Style(9, colour=SOFT, leading=1.3)
_LEFT: Final = 76 * MM
_GAP: Final = 6 * MM
_RIGHT: Final = TEXT_WIDTH - _LEFT - _GAP


def draw_list(speakers: Sequence[Speaker], *, at: dt.datetime) -> bytes:
    """The list in the reader's language. `speakers` come from `everybody` (sessions/speaking/lists.py)."""
    paper = Paper(title=_("Speakers"), language=(translation.get_language() or "en")[:2], frame=frame(at=at))
    paper.add(set_text(_("Speakers"), _TITLE, TEXT_WIDTH))
    count = ngettext("%(count)d speaker", "%(count)d speakers", len(speakers)) % {"count": len(speakers)}
    paper.add(set_text(count, _SOFT, TEXT_WIDTH))
    paper.skip(4 * MM)
    for speaker in speakers:
        _entry(paper, speaker)
    return paper.finish()


def frame(*, at: dt.datetime) -> Frame:
    """What stands on every page of a paper of the secretariat about the draft."""
    meeting = current_meeting()
    made = date_format(timezone.localtime(at, meeting.zone), "j F Y, H:i")
    return Frame(
        name=meeting.name,
        beneath=f"{meeting_dates(meeting)} · {meeting.venue}, {meeting.city}",
        foot=_("As planned on %(moment)s (%(city)s)") % {"moment": made, "city": meeting.city},
        number=lambda page, pages: _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages},
        warning=_("Demonstration: the people are invented.") if meeting.is_demo else "",
    )


def han_of(speaker: Speaker) -> str:
    """Which forms of Chinese signs the person's country writes."""
    return speaker.country.han_variant if speaker.country else ""


def _entry(paper: Paper, speaker: Speaker) -> None:
    """One person, never torn apart."""
    han = han_of(speaker)
    left = _set(
        *((str(speaker), _NAME), (speaker.native_name, _NATIVE), (speaker.position, _DETAIL)),
        (speaker.organisation, _DETAIL_SOFT),
        (pick(speaker.country, "name") if speaker.country else "", _DETAIL_SOFT),
        width=_LEFT,
        han=han,
    )
    parts: list[Appearance] = speaker.parts  # type: ignore[attr-defined]  # of `everybody`
    right = [block for part in parts for block in _part(part)]
    height = max(sum(block.height for block in side) for side in (left, right)) + 7
    paper.need(height)
    paper.rectangle(0, paper.y, TEXT_WIDTH, 0.5, RULE)
    for x, side in ((0.0, left), (_LEFT + _GAP, right)):
        y = paper.y + 3
        for block in side:
            paper.put(block, x=x, y=y)
            y += block.height
    paper.y += height


def _part(part: Appearance) -> list[Block]:
    session, zone = part.session, current_meeting().zone
    when = date_format(timezone.localtime(session.starts_at, zone), "D j M, H:i") if session.starts_at else "–"
    place = pick(session.place, "name") if session.place else ""
    facts = " · ".join(text for text in (when, str(part.get_role_display()), place) if text)
    return _set((pick(session, "title"), _DETAIL), (facts, _DETAIL_SOFT), width=_RIGHT, han="")


def _set(*texts: tuple[str, Style], width: float, han: str) -> list[Block]:
    return [set_text(text, style, width, han=han) for text, style in texts if text]
