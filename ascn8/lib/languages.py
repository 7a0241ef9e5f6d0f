"""Data that staff keep in two languages: `title_en` and `title_ms` side by side on the row."""

from typing import Any

from django.utils.translation import get_language


def pick(obj: Any, field: str) -> str:
    """The value of `field` in the reader's language; English where the Malay is still empty."""
    return pick_marked(obj, field)[0]


def pick_marked(obj: Any, field: str) -> tuple[str, str]:
    """(value, language it is really in), so that a fallback can carry its own `lang` attribute."""
    if (get_language() or "en").startswith("ms"):
        malay = getattr(obj, f"{field}_ms", "")
        if malay:
            return str(malay), "ms"
    return str(getattr(obj, f"{field}_en")), "en"
