"""A system check: says at start which scripts names cannot be printed in, and what to install."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from ascn8.typeset.coverage import missing_scripts

_HINT = "Install fonts-noto-cjk, or name the directory of NotoSansCJK-*.ttc in ASCN8_CJK_FONTS."


def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """One warning that lists the scripts without fonts; nothing breaks without them but their names."""
    missing = missing_scripts()
    if not missing:
        return []
    return [Warning(f"No fonts for names in {', '.join(missing)}.", hint=_HINT, id="typeset.W001")]
