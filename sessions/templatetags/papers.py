"""Template tags of papers: words for the language and the kind of a file."""

from django import template

from sessions.languages import language_name
from sessions.papers.checking import kind_of

register = template.Library()


@register.filter
def language_word(code: str) -> str:
    """The name of a language in the reader's own."""
    return language_name(code)


@register.filter
def file_kind(stored: str) -> str:
    """ "PDF" of the name under which a file lies in the storage."""
    return kind_of(stored).upper()
