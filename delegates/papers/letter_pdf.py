"""A letter on paper: English and Malay on one sheet, the facts between them, and a QR code by which to check it."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ascn8.meeting.facts import current_meeting
from ascn8.meeting.models import Country, Meeting
from ascn8.typeset.paper import BLUE, GOLD, MM, SOFT, TEXT_WIDTH, Frame, Paper, Style, set_text
from delegates.badges.issue import meeting_dates
from delegates.models import Letter, Registration
from delegates.papers.letter_facts import Facts
from delegates.papers.words import bilingual, page_number

_TITLE: Final = Style(17, "Bold", BLUE, 1.2)
_TITLE_SECOND: Final = Style(11, colour=SOFT)
_BODY: Final = Style(10, leading=1.45)
_SMALL: Final = Style(8, colour=SOFT, leading=1.35)
_LABEL: Final = Style(8, colour=SOFT)
_VALUE: Final = Style(10, "Bold")
_LABEL_WIDTH: Final = 58 * MM
_QR: Final = 27 * MM


def verify_address(letter: Letter) -> str:
    """Where anybody can ask whether the letter is genuine and in force."""
    return f"{settings.SITE_URL}/verify/{letter.code}/"


def draw_letter(letter: Letter, facts: Facts) -> bytes:
    """The letter as a PDF; the same letter and facts give the same bytes."""
    meeting, row = current_meeting(), letter.registration
    paper = Paper(title=letter.number, language="en", frame=_frame(letter, meeting))
    _address(paper, letter, row, facts)
    english, malay = bilingual(lambda: str(Letter.Kind(letter.kind).label))
    paper.add(set_text(english, _TITLE, TEXT_WIDTH))
    if malay != english:
        paper.add(set_text(malay, _TITLE_SECOND, TEXT_WIDTH))
    paper.skip(5 * MM)
    first, second = bilingual(lambda: "\n".join(_sentences(letter, row, meeting)))
    _paragraphs(paper, first)
    _table(paper, letter, facts)
    if second != first:
        _paragraphs(paper, second)
    _signature(paper, letter, meeting)
    return paper.finish()


def _frame(letter: Letter, meeting: Meeting) -> Frame:
    with translation.override("en"):
        warning = " · ".join(dict.fromkeys(bilingual(lambda: _("Demonstration: this is no real letter."))))
        return Frame(
            name=meeting.name_en,
            beneath=f"{meeting.organiser_en} · {meeting_dates(meeting)} · {meeting.venue}, {meeting.city}",
            foot=f"{letter.number} · {verify_address(letter)}",
            number=page_number,
            warning=warning if meeting.is_demo else "",
        )


def _address(paper: Paper, letter: Letter, row: Registration, facts: Facts) -> None:
    """To whom it goes, with number and date on the right."""
    with translation.override("en"):
        day = date_format(timezone.localtime(letter.ordered_at, current_meeting().zone), "j F Y")
    right = [set_text(letter.number, _VALUE, 70 * MM), set_text(day, _BODY, 70 * MM)]
    lines = [facts.name, row.position, row.organisation, row.country.name_en if row.country else ""]
    left = [
        set_text(text, _VALUE if place == 0 else _BODY, TEXT_WIDTH - 75 * MM, han=_han(row))
        for place, text in enumerate(lines)
        if text
    ]
    y = paper.y
    for block in right:
        paper.put(block, x=TEXT_WIDTH - block.width, y=y)
        y += block.height
    for block in left:
        paper.add(block)
    paper.y = max(paper.y, y)
    paper.skip(8 * MM)


def _sentences(letter: Letter, row: Registration, meeting: Meeting) -> list[str]:
    words = {
        "name": row.full_name,
        "organiser": meeting.organiser,
        "meeting": meeting.name,
        "dates": meeting_dates(meeting),
        "place": f"{meeting.venue}, {meeting.city}",
        "category": row.category.name if row.category else "",
        "email": meeting.contact_email,
    }
    if letter.kind == Letter.Kind.VISA:
        return [
            _("To whom it may concern,"),
            _("The person named below is accredited as %(category)s to the %(meeting)s, %(dates)s, %(place)s.") % words,
            _(
                "The organiser, %(organiser)s, asks the authorities concerned to give the person every assistance in "
                "applying for a visa and in entering the country for this purpose. Questions are answered at %(email)s."
            )
            % words,
        ]
    return [
        _("The organiser, %(organiser)s, has the honour of inviting %(name)s to the %(meeting)s.") % words,
        _("The meeting takes place on %(dates)s at %(place)s. %(name)s is accredited as %(category)s.") % words,
        _("We look forward to the meeting. Questions are answered at %(email)s.") % words,
    ]


def _paragraphs(paper: Paper, text: str) -> None:
    for paragraph in text.split("\n"):
        paper.add(set_text(paragraph, _BODY, TEXT_WIDTH))
        paper.skip(2 * MM)
    paper.skip(2 * MM)


def _table(paper: Paper, letter: Letter, facts: Facts) -> None:
    """The facts of the person, with labels in both languages."""
    paper.rule()
    for (english, malay), value in _rows(facts):
        label = set_text(english if malay == english else f"{english} / {malay}", _LABEL, _LABEL_WIDTH - 4 * MM)
        shown = set_text(value, _VALUE, TEXT_WIDTH - _LABEL_WIDTH)
        height = max(label.height, shown.height) + 5
        paper.need(height)
        paper.put(label, y=paper.y + 3.5)
        paper.put(shown, x=_LABEL_WIDTH, y=paper.y + 2.5)
        paper.y += height
        paper.rule()
    paper.skip(5 * MM)


def _rows(facts: Facts) -> list[tuple[tuple[str, str], str]]:
    rows = [
        (bilingual(lambda: _("Name as in the travel document")), facts.passport_name or facts.name),
        (bilingual(lambda: _("Nationality")), _country(facts.nationality)),
        (bilingual(lambda: pgettext("passport", "Number of the travel document")), facts.number),
        (bilingual(lambda: _("Issued by")), _country(facts.issuing_country)),
        (bilingual(lambda: _("Valid until")), _day(facts.expires_on)),
        (bilingual(lambda: _("Date of birth")), _day(facts.birth_date)),
    ]
    return [(label, value) for label, value in rows if value]


def _country(code: str) -> str:
    country = Country.objects.filter(pk=code).first() if code else None
    if country is None:
        return code
    return " / ".join(dict.fromkeys([country.name_en, country.name_ms]))


def _day(value: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    first, second = bilingual(lambda: date_format(day, "j F Y"))
    return first if first == second else f"{first} / {second}"


def _signature(paper: Paper, letter: Letter, meeting: Meeting) -> None:
    """Who signs, and beside it the code."""
    notes = bilingual(
        lambda: _("Scan the code or open the address to see whether this letter is genuine and in force.")
    )
    titles = list(dict.fromkeys(title for title in (meeting.signatory_title_en, meeting.signatory_title_ms) if title))
    width = TEXT_WIDTH - _QR - 60 * MM
    blocks = [set_text(meeting.signatory_name or meeting.organiser_en, _VALUE, width)]
    blocks += [set_text(title, _SMALL, width) for title in titles]
    blocks.append(set_text(meeting.organiser_en, _SMALL, width))
    paper.need(max(_QR + 4 * MM, 14 * MM + sum(block.height for block in blocks)))
    top = paper.y
    paper.rectangle(0, top + 12 * MM, 52 * MM, 0.8, GOLD)
    paper.y = top + 14 * MM
    for block in blocks:
        paper.put(block)
        paper.y += block.height
    x = TEXT_WIDTH - _QR
    paper.qr_code(verify_address(letter), x=x, y=top, side=_QR)
    y = top
    for text in (*dict.fromkeys(notes), verify_address(letter)):
        block = set_text(text, _SMALL, 46 * MM)
        paper.put(block, x=x - 50 * MM, y=y)
        y += block.height + 3
    paper.y = max(paper.y, top + _QR, y)


def _han(row: Registration) -> str:
    return row.country.han_variant if row.country else ""
