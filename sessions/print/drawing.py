"""From an order to the bytes of its file."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation

from ascn8.meeting.facts import current_meeting
from sessions.print.booklet import draw_booklet
from sessions.print.days import A3, A4, draw_days
from sessions.print.edition import Edition, edition_of
from sessions.print.orders import Form, Order, Paper
from sessions.print.pocket import draw_pocket
from sessions.programme import Programme, current_programme, parse
from sessions.release import last_release
from sessions.releases.differences import NOTHING
from sessions.snapshot import draft, follow

# Called with how much is done of how much.
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file, how many pages (of a pocket fold: sheets) it has, and of which release it is."""

    data: bytes
    pages: int
    release: int


def draw(order: Order, *, at: dt.datetime, step: Step = lambda *_: None) -> Drawn | None:
    """The file of the release that is current now, or of the draft; None where no session is left to print."""
    meeting = current_meeting()
    programme = draft_programme(at=at) if order.is_draft else current_programme()
    with translation.override(order.language):
        edition = edition_of(
            programme, meeting, days=order.days, tracks=order.tracks, printed_at=at, is_draft=order.is_draft
        )
        return Drawn(*_drawn(edition, order, step), release=programme.number) if edition.days else None


def draft_programme(*, at: dt.datetime) -> Programme:
    """The draft as it is now, in the shape of a release."""
    last = last_release()
    data = follow(draft(), last.programme if last else NOTHING, at=at)
    return parse(data, zone=current_meeting().zone, number=last.number if last else 0)


def _drawn(edition: Edition, order: Order, step: Step) -> tuple[bytes, int]:
    if order.form == Form.BOOKLET:
        folded = order.paper == Paper.A4_FOLDED
        return draw_booklet(edition, language=order.language, folded=folded, step=step)
    if order.form == Form.DAYS:
        paper = A3 if order.paper == Paper.A3 else A4
        return draw_days(edition, language=order.language, paper=paper, step=step)
    return draw_pocket(edition, language=order.language, step=step)
