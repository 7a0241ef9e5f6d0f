"""The door for papers: PDF, Word, Excel, PowerPoint, each what its name says, without macros and without bombs.

Nothing here is ever opened on the server beyond its directory and its list of parts; a paper leaves as an attachment.
"""

import io
import zipfile
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ascn8.lib.documents import accept_document
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line

_OFFICE = "application/vnd.openxmlformats-officedocument."
# The extension -> its content type.
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
}
# What the main part of such a file calls itself.
_MAIN = {kind: f'"{name}.main+xml"'.encode() for kind, name in TYPES.items() if kind != "pdf"}
_PARTS = "[Content_Types].xml"
_MOST_PARTS_BYTES = 1_000_000
_MOST_ENTRIES = 4000
_MOST_UNPACKED = 200_000_000
# Text compresses tenfold; a bomb compresses a thousandfold.
_MOST_RATIO = 200
_SMALL = 1_000_000
_END = b"PK\x05\x06"
_END_SIZE = 22
# Parts in which programs live, and files that are programs.
_ACTIVE = ("vbaproject", "vbadata", "activex/", "macrosheets/", "customui/")
_PROGRAMS = (
    *(".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".lnk", ".jar"),
    *(".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".xlam", ".pptm", ".potm", ".ppsm", ".ppam"),
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: its bytes, its kind ("pdf", "docx", ...), and the name it came under."""

    content: bytes
    kind: str
    name: str


def accept_paper(upload: UploadedFile[bytes]) -> Accepted:
    """The file as it came, checked. Raises Refused with what is wrong and what to do."""
    name = clean_line((upload.name or "").replace("\\", "/").rpartition("/")[2])[-120:]
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    if kind not in TYPES:
        raise Refused(
            _("Choose a file of Word, Excel or PowerPoint (.docx, .xlsx, .pptx), or a PDF."), code="wrong_type"
        )
    most = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > most:
        raise Refused(
            _("The file is larger than %(most)d MB. Make its pictures smaller and try again.")
            % {"most": most // 1_000_000},
            code="too_large",
        )
    content = _pdf(upload) if kind == "pdf" else bytes(upload.read())
    if kind != "pdf":
        _check_office(content, kind)
    return Accepted(content, kind, name)


def content_type(stored: str) -> str:
    """The content type of a file by the name under which it lies in the storage."""
    return TYPES[kind_of(stored)]


def kind_of(stored: str) -> str:
    """The kind of a file by the name under which it lies in the storage."""
    return stored.rpartition(".")[2]


def _pdf(upload: UploadedFile[bytes]) -> bytes:
    content = accept_document(upload)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(
            _("This file is a PDF and an archive at once. Print it to a new PDF, and upload that."), code="polyglot"
        )
    return content


def _check_office(content: bytes, kind: str) -> None:
    try:
        _check_ends(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            _check_active(entries)
            _check_parts(archive, kind)
            _unpack(archive, entries)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _damaged() from None


def _check_ends(content: bytes) -> None:
    """One archive from the first byte to the last: nothing before it, nothing behind it."""
    if not content.startswith(b"PK\x03\x04") or content.rfind(_END) != len(content) - _END_SIZE:
        raise _damaged()


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if min((entry.header_offset for entry in entries), default=1) != 0 or len(set(names)) != len(names):
        raise _damaged()
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise _damaged()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(_("The file is locked with a password. Save it without one and try again."), code="locked")
    swollen = any(
        entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if swollen or len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise Refused(_("The file unpacks to far more than a paper. Save it again, or as PDF."), code="zip_bomb")


def _check_active(entries: list[zipfile.ZipInfo]) -> None:
    for name in (entry.filename.lower() for entry in entries):
        if name.endswith(_PROGRAMS) or any(part in name for part in _ACTIVE):
            raise _macros()


def _check_parts(archive: zipfile.ZipFile, kind: str) -> None:
    """The list of parts names the main part of this kind, and nothing that is a program."""
    if archive.getinfo(_PARTS).file_size > _MOST_PARTS_BYTES:
        raise _damaged()
    listed = archive.read(_PARTS)
    lower = listed.lower()
    # Office writes neither document types nor escaped letters here; both could hide a word.
    if b"<!doctype" in lower or b"<!entity" in lower or b"&#" in lower:
        raise _damaged()
    if b"macroenabled" in lower or b"vbaproject" in lower or b"activex" in lower:
        raise _macros()
    if _MAIN[kind] not in listed:
        raise Refused(
            _("The file is not what its name says. Open it, save it as .%(kind)s, and upload that.") % {"kind": kind},
            code="wrong_type",
        )


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack every part into nothing: a size that lies or a part that is damaged fails its checksum here."""
    for entry in entries:
        with archive.open(entry) as part:
            while part.read(256 * 1024):
                pass


def _damaged() -> Refused:
    return Refused(
        _("The file is damaged, or not made by an office program. Open it, save it again, and upload that."),
        code="damaged",
    )


def _macros() -> Refused:
    return Refused(
        _("The file holds a program (a macro). Papers of the meeting hold none: save it without macros, or as PDF."),
        code="macros",
    )
