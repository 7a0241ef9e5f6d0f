"""Text with delimiters: which encoding, which delimiter, which rows. Nothing is replaced by a question mark."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.errors import Refused
from delegates.importing.reading import Row, Table, check_row, row_too_long

# In the order in which equally good ones are preferred.
DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical bars"),
}
_HINT = re.compile(r"\A\s*sep=(.)\r?\n", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LONG_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_PROBED = 20_000


def read_text(data: bytes, *, known: Callable[[str], bool]) -> Table:
    """The rows of a CSV file. `known` says which headings we know: they tell the delimiter best. Raises Refused."""
    text, encoding = decoded(data)
    if "\0" in text:
        raise Refused(
            _("The file holds NUL characters, so it is no text. Save the list again as CSV or Excel workbook (.xlsx)."),
            code="nul",
        )
    hint = _HINT.match(text)
    delimiter = hint[1] if hint else delimiter_of(text, known=known)
    begin = hint.end() if hint else 0
    words = DELIMITERS.get(delimiter, delimiter)
    return Table(f"CSV, {encoding}, {words}", text.count("\n") + 1, lambda: _rows(text[begin:], delimiter))


def decoded(data: bytes) -> tuple[str, str]:
    """(text, name of its encoding). Raises Refused where several encodings are mixed or none of ours fits."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _strictly(data[3:], "utf-8", "UTF-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16", "UTF-16")
    if wide := _wide(data):
        return _strictly(data, wide, "UTF-16")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _western(data, error.start)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    third = len(head) // 6
    if odd > third and even == 0:
        return "utf-16-le"
    if even > third and odd == 0:
        return "utf-16-be"
    return ""


def _western(data: bytes, first_fault: int) -> tuple[str, str]:
    """Windows-1252, unless the bytes say that it is something else."""
    line = data.count(b"\n", 0, first_fault) + 1
    high = len(_HIGH.findall(data))
    in_runs = sum(map(len, _LONG_RUN.findall(data)))
    in_utf8 = sum(map(len, _MULTIBYTE.findall(data)))
    # Western letters stand among plain ones; in Thai, Chinese or Japanese bytes they stand side by side.
    if high > 6 and in_runs > high / 2 and in_utf8 < high / 2:
        raise _unknown_encoding(line)
    if in_utf8:
        raise Refused(
            _("The letters of this file are written in two encodings (line %(line)d). Save it as UTF-8 and try again.")
            % {"line": line},
            code="mixed_encodings",
        )
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise _unknown_encoding(line) from None


def _unknown_encoding(line: int) -> Refused:
    return Refused(
        _(
            "The letters in line %(line)d cannot be read: an older encoding, perhaps. Save the file as UTF-8 "
            "(in Excel: “CSV UTF-8”)."
        )
        % {"line": line},
        code="unknown_encoding",
    )


def _strictly(data: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            _("The file says that it is %(encoding)s, but line %(line)d is not. Save it as UTF-8 and try again.")
            % {"encoding": name, "line": line},
            code="mixed_encodings",
        ) from None


def delimiter_of(text: str, *, known: Callable[[str], bool]) -> str:
    """The delimiter that gives the most headings we know, then the most even rows."""
    return max(DELIMITERS, key=lambda sign: _score(text, sign, known))


def _score(text: str, delimiter: str, known: Callable[[str], bool]) -> tuple[int, float, int]:
    try:
        reader = csv.reader(io.StringIO(text[:_PROBED], newline=""), delimiter=delimiter)
        rows = [row for row in itertools.islice(reader, 20) if row]
    except csv.Error:
        return (0, 0, 0)
    if len(rows) > 2 and len(text) > _PROBED:
        rows.pop()  # cut off by us
    if not rows:
        return (0, 0, 0)
    width, number = Counter(map(len, rows)).most_common(1)[0]
    evenness = number / len(rows) if width > 1 else 0
    return (sum(map(known, rows[0])), evenness, width)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _torn(number, error) from None
        check_row(number, cells)
        yield number, cells


def _torn(number: int, error: csv.Error) -> Refused:
    if "field limit" in str(error):
        return row_too_long(number)
    return Refused(
        _("Row %(number)d cannot be read: a quotation mark is missing or stands in the wrong place.")
        % {"number": number},
        code="torn_row",
    )
