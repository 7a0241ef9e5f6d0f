"""Excel workbooks: the directory of the archive is checked before anything is unpacked."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from delegates.importing.reading import MOST_COLUMNS, Row, Table, check_row

_MOST_ENTRIES = 1000
_MOST_UNPACKED = 100_000_000
# The strings of a workbook are kept in memory while it is read.
_MOST_STRINGS = 30_000_000
# Rows of a list compress well; a bomb compresses a thousandfold.
_MOST_RATIO = 200
_SMALL = 1_000_000


def is_archive(data: bytes) -> bool:
    """Whether this is a zip file: a workbook, or something that is none."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, *, known: Callable[[str], bool]) -> Table:
    """The rows of the sheet that looks most like a list of people. Raises Refused."""
    _check_archive(data)
    book = _opened(data)
    sizes = {name: getattr(book[name], "max_row", None) or 0 for name in book.sheetnames}
    title = max(sizes, key=lambda name: _score(book[name], known))
    described = _("Excel workbook, sheet “%(sheet)s”") % {"sheet": title}
    # Opened once, because that reads all its strings; the sheet itself is read anew each time.
    return Table(described, sizes[title], lambda: _rows(book[title]))


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise Refused(_not_a_workbook(names), code="wrong_type")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise _damaged() from None


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    strings = sum(entry.file_size for entry in entries if entry.filename.lower().endswith("sharedstrings.xml"))
    swollen = any(
        entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if swollen or unpacked > _MOST_UNPACKED or strings > _MOST_STRINGS or len(entries) > _MOST_ENTRIES:
        raise Refused(
            _("This workbook unpacks to far more than a list of people. Copy the list into a new one and upload that."),
            code="zip_bomb",
        )


def _refuse_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No part of a workbook has a document type; one that has wants to define entities."""
    with archive.open(entry) as part:
        if b"<!DOCTYPE" in part.read(2000).replace(b"\0", b"").upper():
            raise _damaged()


def _not_a_workbook(names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return _("This is a Word document. Copy the list into Excel and save it as an Excel workbook (.xlsx).")
    if "content.xml" in names:
        return _("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) or as CSV.")
    return _("This is a packed archive. Unpack it and upload the list itself.")


def _damaged() -> Refused:
    return Refused(
        _("This workbook is damaged and cannot be read. Open it in Excel, save it again, and upload that."),
        code="damaged",
    )


def _opened(data: bytes) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    except Exception:  # the library raises whatever its parsers raise
        raise _damaged() from None


def _score(sheet: Any, known: Callable[[str], bool]) -> tuple[int, int]:
    """(headings that we know in the first row with text, cells in it)."""
    if not hasattr(sheet, "iter_rows"):
        return (-1, 0)  # a sheet that is one chart
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=20, max_col=MOST_COLUMNS, values_only=True):
        cells = [_text(value) for value in row]
        if any(cells):
            return (sum(map(known, cells)), sum(map(bool, cells)))
    return (0, 0)


def _rows(sheet: Any) -> Iterator[Row]:
    # What a file says about its own size is often wrong, and would hide rows.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception:  # as above
            raise _damaged() from None
        cells = [_text(value) for value in row]
        check_row(number, cells)
        yield number, cells


def _text(value: Any) -> str:
    """A cell as text. A formula begins with "=", a date is ISO 8601: the check says what that means for its column."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat(" ", "minutes") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    return "=" + str(getattr(value, "text", "") or "")
