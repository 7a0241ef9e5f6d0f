"""Opening a list of people that came from anywhere: rows of text, or one clear sentence why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused

# What a spreadsheet can hold in one cell, and what no list of people needs.
MOST_ROWS = 60_000
MOST_COLUMNS = 150
MOST_SIGNS_IN_A_ROW = 100_000

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as a spreadsheet numbers them, from 1, empty ones too. `rows` may be called again: nothing is kept.

    `about` is how many there will be, roughly: for a progress bar.
    """

    described: str
    about: int
    rows: Callable[[], Iterator[Row]]


# The first bytes of what is no list, and what to say about it.
_SIGNATURES: list[tuple[bytes, str]] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
]


def refuse_what_is_no_list(data: bytes) -> None:
    """Raises Refused for nothing, for too much, and for files that only bear the name of a list."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB. Divide it and upload the parts one after the other.")
            % {"most": settings.UPLOAD_MAX_BYTES // 1_000_000},
            code="too_large",
        )
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Refused(_("The file is empty. Choose another one."), code="empty")
    for start, kind in _SIGNATURES:
        if data.startswith(start):
            raise Refused(_wrong_kind(kind), code="wrong_type")
    if data.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Refused(_wrong_kind("markup"), code="wrong_type")


def _wrong_kind(kind: str) -> str:
    return {
        "pdf": _("This is a PDF, whatever its name says. Save the list as CSV or as an Excel workbook (.xlsx)."),
        "picture": _("This is a picture, whatever its name says. Choose the list as CSV or Excel workbook (.xlsx)."),
        "old_office": _(
            "This is an old Excel file (.xls) or one with a password. Open it, save it as an Excel workbook (.xlsx) "
            "without a password, and upload that."
        ),
        "rtf": _("This is a text document. Save the list as CSV or as an Excel workbook (.xlsx)."),
        "archive": _("This is a packed archive. Unpack it and upload the list itself."),
        "markup": _("This is a web page, not a list. Save the list as CSV or as an Excel workbook (.xlsx)."),
    }[kind]


def check_row(number: int, cells: list[str]) -> None:
    """Raises Refused for a row that is no row of a list of people."""
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise Refused(
            _("The file has %(number)d columns; at most %(most)d can be read. Delete those that nobody needs.")
            % {"number": len(cells), "most": MOST_COLUMNS},
            code="too_many_columns",
        )
    if sum(map(len, cells)) > MOST_SIGNS_IN_A_ROW:
        raise row_too_long(number)
    if number > MOST_ROWS:
        raise Refused(
            _("The file has more than %(most)d rows. Divide it and upload the parts one after the other.")
            % {"most": MOST_ROWS},
            code="too_many_rows",
        )


def row_too_long(number: int) -> Refused:
    """The refusal of a row with more text than people have names."""
    return Refused(
        _("Row %(number)d is far too long. A quotation mark is probably missing near it.") % {"number": number},
        code="row_too_long",
    )
