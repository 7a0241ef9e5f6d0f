"""Names of the languages in which people speak at the meeting."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

NAMES = {
    "en": _("English"),
    "ms": _("Malay"),
    "id": _("Indonesian"),
    "fil": _("Filipino"),
    "km": _("Khmer"),
    "lo": _("Lao"),
    "my": _("Burmese"),
    "th": _("Thai"),
    "vi": _("Vietnamese"),
    "ta": _("Tamil"),
    "zh": _("Chinese"),
    "pt": _("Portuguese"),
    "tet": _("Tetum"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "fr": _("French"),
    "de": _("German"),
    "es": _("Spanish"),
    "ar": _("Arabic"),
    "hi": _("Hindi"),
    "ru": _("Russian"),
}


def language_name(code: str) -> str:
    """The language's name in the reader's language; a code we do not know stays as it is."""
    return str(NAMES.get(code.lower(), code))


def language_names(codes: Iterable[str]) -> str:
    """Several names with commas between them."""
    return ", ".join(language_name(code) for code in codes)
