"""Turning a folder of templates and some facts about a person into the words of one mail.

What people typed is data here: it is never parsed as a template, never makes a line of the header, never a link.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from ascn8.meeting.facts import current_meeting
from ascn8.meeting.models import Meeting

_SUBJECT_LENGTH = 250
_WORD_JOINER = "\u2060"
# What mail programs turn into links by themselves: host names and addresses, also bare ones.
_HOST = re.compile(r"(?:[\w.+-]+@)?(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}", re.IGNORECASE)
_MARKUP = re.compile(r"(<style\b.*?</style>|<!--.*?-->|<[^>]*>)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail."""

    subject: str
    text: str
    html: str


def compose(template: str, context: Mapping[str, Any], *, language: str, to: str) -> Letter:
    """Render `emails/<template>/{subject.txt,body.txt,body.html}` in `language` for the address `to`.

    The templates get `context` and, beside it, `meeting`, `site_url`, `language`, `to` and `subject`.
    """
    with translation.override(language):
        meeting = _meeting()
        facts = {"meeting": meeting, "site_url": settings.SITE_URL, "language": language, "to": to, **context}
        subject = clean_line(_render(f"emails/{template}/subject.txt", facts, escape=False))[:_SUBJECT_LENGTH]
        facts["subject"] = subject
        text = _render(f"emails/{template}/body.txt", facts, escape=False)
        html = _render(f"emails/{template}/body.html", facts, escape=True)
    known = {urlsplit(settings.SITE_URL).hostname or "", to.lower(), meeting.contact_email.lower() if meeting else ""}
    return Letter(subject, _unlinked(clean_block(text), known) + "\n", _unlinked_html(clean_block(html), known))


def _meeting() -> Meeting | None:
    try:
        return current_meeting()
    except Refused:
        return None


def _render(name: str, facts: Mapping[str, Any], *, escape: bool) -> str:
    """Text parts are rendered without HTML escapes, which a reader of plain text would see."""
    template = Engine.get_default().get_template(name)
    return str(template.render(Context(dict(facts), autoescape=escape)))


def _unlinked(text: str, known: set[str]) -> str:
    """`text`, in which no host name but the known ones can be recognised by a program; to the eye it is the same."""

    def part(match: re.Match[str]) -> str:
        found = match[0]
        return found if found.lower() in known else found.replace(".", f"{_WORD_JOINER}.{_WORD_JOINER}")

    return _HOST.sub(part, text)


def _unlinked_html(html: str, known: set[str]) -> str:
    pieces = _MARKUP.split(html)
    return "".join(piece if n % 2 else _unlinked(piece, known) for n, piece in enumerate(pieces)) + "\n"
