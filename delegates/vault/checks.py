"""What is checked of a travel document while it is typed. Plain functions; the sentences say what to do.

The check digits are those of ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1 over the values of the signs.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting, meeting_today

_MONTHS_VALID_AFTER = 6
_OLDEST = 120
_WEIGHTS = (7, 3, 1)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The line of a passport (44 signs) or of a smaller document (36) that holds number, birth and expiry.
_LINE = re.compile(r"[A-Z0-9<]{9}[0-9<][A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{8}(?:[A-Z0-9<]{8})?")
_LINE_LENGTHS = (44, 36)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as it is kept, and what the rest of a pasted line says (None where only the number was typed)."""

    number: str
    birth: str | None = None
    expiry: str | None = None


def check_digit(signs: str) -> int:
    """The check digit of ICAO Doc 9303 over digits, capital letters and "<"."""
    values = (0 if sign == "<" else _SIGNS.index(sign) for sign in signs)
    return sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10


def valid_until_at_least() -> dt.date:
    """The first day until which a travel document must be valid: six months after the close of the meeting."""
    closes = current_meeting().ends_on
    months = closes.month - 1 + _MONTHS_VALID_AFTER
    year, month = closes.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(closes.day, calendar.monthrange(year, month)[1]))


def check_expiry(expires_on: dt.date) -> dt.date:
    """`expires_on`, or Refused where the document ends too early."""
    needed = valid_until_at_least()
    if expires_on < needed:
        raise Refused(
            _(
                "Your travel document must be valid until %(needed)s at least, six months after the meeting. "
                "This one ends on %(ends)s. Renew it, or give another one."
            )
            % {"needed": date_format(needed), "ends": date_format(expires_on)},
            code="expires_early",
        )
    return expires_on


def check_birth(born_on: dt.date, *, at: dt.datetime) -> dt.date:
    """`born_on`, or Refused where nobody alive was born then."""
    today = meeting_today(at=at)
    if born_on > today:
        raise Refused(_("This date of birth lies in the future. Check the year."), code="born_later")
    if born_on.year < today.year - _OLDEST:
        raise Refused(
            _("This date of birth is more than %(years)d years ago. Check the year.") % {"years": _OLDEST},
            code="born_long_ago",
        )
    return born_on


def read_number(typed: str) -> DocumentNumber:
    """The number of a document: typed alone, with its check digit, or as the whole line under the photograph.

    Raises Refused where a check digit does not fit: a sign was mistyped.
    """
    signs = re.sub(r"[\s\-.]", "", typed.upper())
    line = _line_in(signs)
    if line:
        return _read_line(line)
    if "<" in signs or len(signs) > 20:
        raise Refused(
            _(
                "We cannot read this line. Copy the second line under the photograph, 44 signs long, "
                "or type the number of the passport alone."
            ),
            code="unreadable_line",
        )
    if not re.fullmatch(r"[A-Z0-9]{5,20}", signs):
        raise Refused(
            _("A passport number has letters A to Z and digits only, at least five. Type it as it stands there."),
            code="no_number",
        )
    if len(signs) == 10 and signs[-1].isdigit():
        _fits(signs[:9], signs[9])
        return DocumentNumber(signs[:9])
    return DocumentNumber(signs)


def _line_in(signs: str) -> str:
    """The second line of the machine-readable zone, pasted alone or after the first one."""
    for length in _LINE_LENGTHS:
        if len(signs) in (length, 2 * length) and _LINE.fullmatch(signs[-length:]):
            return signs[-length:]
    return ""


def _read_line(line: str) -> DocumentNumber:
    number, birth, expiry = line[:9], line[13:19], line[21:27]
    for part, digit in ((number, line[9]), (birth, line[19]), (expiry, line[27])):
        _fits(part, digit)
    _fits(line[:10] + line[13:20] + line[21:-1], line[-1])
    return DocumentNumber(number.rstrip("<"), birth=birth, expiry=expiry)


def _fits(signs: str, digit: str) -> None:
    if digit == "<" and not signs.strip("<"):
        return
    if str(check_digit(signs)) != digit:
        raise Refused(
            _(
                "The check digit does not fit: one sign is mistyped. Compare it with your passport. "
                "0 and O, 1 and I, 5 and S, 8 and B look alike."
            ),
            code="check_digit",
        )


def agrees(written: str | None, date: dt.date | None) -> bool:
    """Whether six digits of a line (YYMMDD) and a date say the same; without either there is nothing to compare."""
    return not written or date is None or date.strftime("%y%m%d") == written
