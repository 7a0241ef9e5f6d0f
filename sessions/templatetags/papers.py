"""Template tags of papers: words for the language and the kind of a file."""

from typing import Any

from django import template

from sessions.languages import language_name
from sessions.papers.checking import kind_of
from sessions.programme import current_programme

register = template.Library()


@register.filter
def language_word(code: str) -> str:
    """The name of a language in the reader's own."""
    return language_name(code)


@register.filter
def file_kind(stored: str) -> str:
    """ "PDF" of the name under which a file lies in the storage."""
    return kind_of(stored).upper()


@register.filter
def as_published(session: Any) -> Any:
    """The session as the public reads it; the draft's own row where it is not published."""
    return current_programme().by_code.get(session.code, session)
