"""Words that stand on a paper in both languages at once."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _


def bilingual(words: Callable[[], str]) -> tuple[str, str]:
    """What `words` says in English and in Malay."""
    with translation.override("en"):
        english = words()
    with translation.override("ms"):
        return english, words()


def page_number(page: int, pages: int) -> str:
    """ "Page 1 of 4", in both languages."""
    said = bilingual(lambda: _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages})
    return " · ".join(dict.fromkeys(said))
