"""The name under which a paper is kept on the reader's disk: of its symbol and language, never what somebody typed."""

import re

from sessions.models import DocumentFile
from sessions.papers.checking import kind_of

_UNSAFE = re.compile(r"[^A-Za-z0-9.]+")


def file_name(row: DocumentFile) -> str:
    """ "ASCN8-2025-INF.3-Rev.1_en.pdf": safe on every disk and in every archive."""
    symbol = _UNSAFE.sub("-", row.document.symbol).strip("-.") or f"paper-{row.document.code}"
    language = _UNSAFE.sub("-", row.language).strip("-.") or "xx"
    return f"{symbol}_{language}.{kind_of(str(row.file.name))}"
