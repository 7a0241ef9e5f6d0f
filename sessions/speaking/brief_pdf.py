"""The chairs' brief on paper: English with Malay beside it, every name in its own script."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.meeting.facts import current_meeting
from ascn8.typeset.paper import BLUE, GOLD, INK, MM, RULE, SOFT, TEXT_WIDTH, Block, Frame, Paper, Style, set_text
from delegates.badges.issue import meeting_dates
from delegates.papers.words import bilingual, page_number
from sessions.interpreting.day import Booth
from sessions.languages import language_names
from sessions.models import Appearance, Document, Seating, Session
from sessions.speaking.brief import Brief, Line

_KIND: Final = Style(9, "Bold", BLUE, 1.3)
_TITLE: Final = Style(19, "Bold", INK, 1.18)
_SECOND: Final = Style(11.5, colour=SOFT, leading=1.25)
_HEADING: Final = Style(11.5, "Bold", BLUE, 1.25)
_LABEL: Final = Style(8, colour=SOFT, leading=1.3)
_VALUE: Final = Style(10, leading=1.35)
_STRONG: Final = Style(10, "Bold", INK, 1.35)
_NAME: Final = Style(11, "Bold", INK, 1.3)
_NATIVE: Final = Style(11, leading=1.3)
_DETAIL: Final = Style(9, leading=1.3)
_SMALL: Final = Style(8, colour=SOFT, leading=1.3)
_ALERT: Final = Style(9, "Bold", "#A30F27", 1.3)

_LABEL_WIDTH: Final = 44 * MM
_CLOCK: Final = 24 * MM
_ROLE: Final = 44 * MM
_PERSON: Final = TEXT_WIDTH - _CLOCK - _ROLE - 4 * MM
_NOTE_STEP: Final = 9 * MM
_NOTE_LINES: Final = 6


def draw_briefs(briefs: Sequence[Brief], *, at: dt.datetime, step: Callable[[int], None] = lambda _n: None) -> bytes:
    """The briefs one after another, each on a page of its own. The same facts give the same bytes."""
    title = _one(lambda: _("Chair's brief"))
    paper = Paper(title=f"{current_meeting().short_name}: {title}", language="en", frame=_frame(at=at))
    for number, brief in enumerate(briefs):
        if number:
            paper.new_page()
        _write(paper, brief)
        step(number + 1)
    return paper.finish()


def _write(paper: Paper, brief: Brief) -> None:
    _opening(paper, brief)
    _facts(paper, brief)
    _order(paper, brief)
    _interpretation(paper, brief.booths.booths)
    _papers(paper, brief.papers)
    _notes(paper)


def _one(words: Callable[[], str]) -> str:
    return bilingual(words)[0]


def _both(words: Callable[[], str]) -> str:
    return " · ".join(dict.fromkeys(bilingual(words)))


def _frame(*, at: dt.datetime) -> Frame:
    meeting = current_meeting()
    with translation.override("en"):
        made = date_format(timezone.localtime(at, meeting.zone), "j F Y, H:i")
        beneath = f"{meeting_dates(meeting)} · {meeting.venue}, {meeting.city}"
    title = _both(lambda: _("Chair's brief"))
    warning = _both(lambda: _("Demonstration: the people are invented.")) if meeting.is_demo else ""
    return Frame(meeting.name_en, beneath, f"{title} · {made} ({meeting.city})", page_number, warning)


def _opening(paper: Paper, brief: Brief) -> None:
    session = brief.session
    kind = _both(lambda: str(Session.Kind(session.kind).label))
    brief_word = _both(lambda: _("Chair's brief"))
    paper.add(set_text(f"{brief_word} · {kind} · {session.code}", _KIND, TEXT_WIDTH))
    paper.skip(1.5 * MM)
    paper.add(set_text(session.title_en, _TITLE, TEXT_WIDTH))
    if session.title_ms and session.title_ms != session.title_en:
        paper.add(set_text(session.title_ms, _SECOND, TEXT_WIDTH))
    if session.is_cancelled:
        paper.add(set_text(_both(lambda: _("Cancelled")), _ALERT, TEXT_WIDTH))
    paper.skip(3 * MM)


def _facts(paper: Paper, brief: Brief) -> None:
    paper.rule(GOLD, 1.2)
    for label, value in _rows(brief):
        left = set_text(label, _LABEL, _LABEL_WIDTH - 4 * MM)
        right = set_text(value, _VALUE, TEXT_WIDTH - _LABEL_WIDTH)
        height = max(left.height, right.height) + 5
        paper.need(height)
        paper.put(left, y=paper.y + 4)
        paper.put(right, x=_LABEL_WIDTH, y=paper.y + 2.5)
        paper.y += height
        paper.rule()
    paper.skip(5 * MM)


def _rows(brief: Brief) -> list[tuple[str, str]]:
    session = brief.session
    spoken = [code.strip() for code in session.language.split(",") if code.strip()]
    rows = [
        (_both(lambda: _("When")), f"{_clock(brief.starts_at, brief.ends_at)}, {_both(lambda: _day(brief))}"),
        (_both(lambda: _("Where")), _where(session)),
        (_both(lambda: _("Spoken")), _both(lambda: language_names(spoken)) if spoken else ""),
        (_both(lambda: _("People")), _both(lambda: _people(brief))),
        (
            _both(lambda: _("Recording")),
            _both(lambda: _("The session is recorded.") if session.is_recorded else _("The session is not recorded.")),
        ),
        (
            _both(lambda: _("Who may come")),
            _both(lambda: _("Open to all participants") if session.is_open else _("By invitation only")),
        ),
    ]
    return [(label, value) for label, value in rows if value]


def _day(brief: Brief) -> str:
    return date_format(brief.starts_at, "l j F Y")


def _where(session: Session) -> str:
    place = session.place
    if place is None:
        return ""
    names = " · ".join(dict.fromkeys(name for name in (place.name_en, place.name_ms) if name))
    return f"{names}, {place.address}" if place.address else names


def _people(brief: Brief) -> str:
    session, parts = brief.session, []
    for seating in brief.seatings:
        parts.append(_seats(seating))
    if session.expected:
        words = ngettext("%(count)d expected", "%(count)d expected", session.expected)
        parts.append(words % {"count": session.expected})
    if session.place and session.place.capacity:
        words = ngettext("the place holds %(count)d", "the place holds %(count)d", session.place.capacity)
        parts.append(words % {"count": session.place.capacity})
    return ", ".join(parts)


def _seats(seating: Seating) -> str:
    words = _("%(taken)d of %(capacity)d seats taken") % {"taken": seating.confirmed, "capacity": seating.capacity}
    return f"{seating.name_en}: {words}" if seating.name_en else words


def _heading(paper: Paper, words: Callable[[], str], room: float) -> None:
    """A heading stays with what follows it."""
    block = set_text(_both(words), _HEADING, TEXT_WIDTH)
    paper.need(block.height + room)
    paper.add(block)
    paper.skip(1 * MM)
    paper.rule(RULE)
    paper.skip(1.5 * MM)


# --- Running order ---------------------------------------------------------------------------------------------------


def _order(paper: Paper, brief: Brief) -> None:
    _heading(paper, lambda: _("Running order"), 22 * MM)
    if not brief.order:
        paper.add(set_text(_both(lambda: _("Nobody is named yet.")), _DETAIL, TEXT_WIDTH))
    for line in brief.order:
        _person(paper, line)
    if brief.minutes_left is not None:
        paper.skip(1 * MM)
        paper.add(set_text(_both(lambda: _left(brief.minutes_left or 0)), _SMALL, TEXT_WIDTH))
    paper.skip(5 * MM)


def _left(minutes: int) -> str:
    words = ngettext(
        "%(minutes)d minute is left for opening, questions and closing.",
        "%(minutes)d minutes are left for opening, questions and closing.",
        minutes,
    )
    return words % {"minutes": minutes}


def _person(paper: Paper, line: Line) -> None:
    """When, who, as what: never torn apart."""
    clock = _clock(line.from_, line.until) if line.from_ and line.until else ""
    share = _("%(minutes)d min") % {"minutes": line.minutes} if line.minutes else ""
    country = " · ".join(dict.fromkeys(name for name in (line.country_en, line.country_ms) if name))
    work = ", ".join(text for text in (line.position, line.organisation) if text)
    role = _both(lambda: str(Appearance.Role(line.role).label))
    alert = _both(lambda: _("Not to be recorded")) if line.no_recording else ""
    sides = (
        (0.0, _set((clock, _STRONG), (share, _SMALL), width=_CLOCK, han="")),
        (
            _CLOCK,
            _set(
                *((line.name, _NAME), (line.native, _NATIVE), (work, _DETAIL), (country, _SMALL), (alert, _ALERT)),
                width=_PERSON,
                han=line.han,
            ),
        ),
        (_CLOCK + _PERSON + 4 * MM, _set((role, _DETAIL), width=_ROLE, han="")),
    )
    height = max(_height(blocks) for _x, blocks in sides) + 7
    paper.need(height)
    for x, blocks in sides:
        y = paper.y + 2
        for block in blocks:
            paper.put(block, x=x, y=y)
            y += block.height
    paper.y += height
    paper.rule(RULE, 0.4)


# --- Booths, papers, notes -------------------------------------------------------------------------------------------


def _interpretation(paper: Paper, booths: Sequence[Booth]) -> None:
    if not booths:
        return
    _heading(paper, lambda: _("Interpretation"), 14 * MM)
    for booth in booths:
        name = _both(lambda code=booth.interpretation.language: language_names([code]))  # type: ignore[misc]
        channel = booth.interpretation.channel
        first = _both(lambda number=channel: _("Channel %(number)d") % {"number": number}) if channel else "–"  # type: ignore[misc]
        left = _set((name, _STRONG), (first, _SMALL), width=_LABEL_WIDTH + 14 * MM, han="")
        right = _set(*_team(booth), width=TEXT_WIDTH - _LABEL_WIDTH - 18 * MM, han="")
        _pair(paper, left, right, _LABEL_WIDTH + 18 * MM)
    paper.skip(5 * MM)


def _team(booth: Booth) -> list[tuple[str, Style]]:
    """Who sits in the booth, each with the own turns on the clock."""
    turns: dict[str, list[str]] = {}
    for one in booth.sittings:
        turns.setdefault(str(one.turn.interpreter), []).append(_clock(one.starts_at, one.ends_at))
    lines = [text for name, times in turns.items() for text in ((name, _STRONG), (", ".join(times), _DETAIL))]
    return lines or [("–", _DETAIL)]


def _clock(start: dt.datetime, end: dt.datetime) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


def _papers(paper: Paper, papers: Sequence[Document]) -> None:
    _heading(paper, lambda: _("Papers"), 12 * MM)
    if not papers:
        paper.add(set_text(_both(lambda: _("No paper is published for this session.")), _DETAIL, TEXT_WIDTH))
    for paper_row in papers:
        titles = dict.fromkeys(title for title in (paper_row.title_en, paper_row.title_ms) if title)
        facts = [_both(lambda row=paper_row: str(row.get_classification_display()))]  # type: ignore[misc]
        facts += [file.language.upper() for file in paper_row.files.all()]
        left = _set((paper_row.symbol, _STRONG), width=_LABEL_WIDTH + 14 * MM, han="")
        right = _set(
            *((title, _DETAIL) for title in titles),
            (", ".join(facts), _SMALL),
            width=TEXT_WIDTH - _LABEL_WIDTH - 18 * MM,
            han="",
        )
        _pair(paper, left, right, _LABEL_WIDTH + 18 * MM)
    paper.skip(5 * MM)


def _pair(paper: Paper, left: Sequence[Block], right: Sequence[Block], x: float) -> None:
    height = max(_height(left), _height(right)) + 5
    paper.need(height)
    for at, blocks in ((0.0, left), (x, right)):
        y = paper.y + 1.5
        for block in blocks:
            paper.put(block, x=at, y=y)
            y += block.height
    paper.y += height


def _notes(paper: Paper) -> None:
    """Lines to write on: what is left of the page, at least a few."""
    if paper.room < _NOTE_STEP * _NOTE_LINES + 14 * MM:
        paper.new_page()
    _heading(paper, lambda: _("Notes"), _NOTE_STEP)
    while paper.room > _NOTE_STEP + 2:
        paper.y += _NOTE_STEP
        paper.rule(RULE)


def _set(*texts: tuple[str, Style], width: float, han: str) -> list[Block]:
    return [set_text(text, style, width, han=han) for text, style in texts if text]


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)
