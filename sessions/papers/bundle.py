"""All open papers of a session as one ZIP, written while it is sent: no file is ever whole in memory."""

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from sessions.models import Document, DocumentFile
from sessions.papers.names import file_name

_BLOCK = 64 * 1024


def open_files(session_code: str, *, at: dt.datetime) -> list[DocumentFile]:
    """Every language version of the open papers of a session that anybody may open now, in the order of symbols."""
    ready = Document.objects.filter(
        state=Document.State.PUBLISHED, classification=Document.Classification.OPEN, sessions__code=session_code
    ).exclude(embargo_until__gt=at)
    rows = DocumentFile.objects.filter(document__in=ready).exclude(file="").select_related("document")
    return [row for row in rows.order_by("document__symbol", "language") if row.file.storage.exists(str(row.file.name))]


def packed(files: Iterable[DocumentFile]) -> Iterator[bytes]:
    """The bytes of the ZIP, piece by piece. Papers are packed already, so they are only laid side by side."""
    out = _Sink()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for row in files:
            yield from _one(archive, out, row)
    yield out.taken()


def _one(archive: zipfile.ZipFile, out: "_Sink", row: DocumentFile) -> Iterator[bytes]:
    # The clock of a ZIP knows no zone and no odd seconds; the day is enough.
    entry = zipfile.ZipInfo(file_name(row), row.uploaded_at.timetuple()[:6])
    with archive.open(entry, "w") as target, row.file.storage.open(str(row.file.name), "rb") as source:
        while block := source.read(_BLOCK):
            target.write(block)
            yield out.taken()


class _Sink:
    """Where the archive writes, without going back: what was written is taken away at once."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the reader takes what is there."""

    def close(self) -> None:
        """As `flush`."""

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data
