"""One cell: its text made harmless, or why it cannot be what its column says."""

import datetime as dt
import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.importing.headings import Field
from delegates.models import Registration

_NOTHING = frozenset({"-", "–", "—", "n/a", "nil", "null", "none"})
_NUMBER = re.compile(r"\d+(\.\d+)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?\Z")
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+?\d+\Z")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)\Z")
_IN_ANGLES = re.compile(r"<\s*([^<>]+?)\s*>\s*\Z")
_is_address = EmailValidator()
_TEXTS = (
    Field.TITLE, Field.NAME, Field.GIVEN_NAME, Field.MIDDLE_NAME, Field.FAMILY_NAME, Field.NATIVE_NAME,
    Field.BADGE_NAME, Field.ORGANISATION, Field.POSITION,
)  # fmt: skip
_LENGTHS = {
    str(meant): getattr(Registration._meta.get_field(meant), "max_length", None) or 0
    for meant in _TEXTS
    if meant not in (Field.NAME, Field.MIDDLE_NAME)
} | {"name": 80, "middle_name": 80, "external_id": 60}
# Day 1 of a spreadsheet's calendar is 1 January 1900, and it believes in a 29 February of that year.
_DAY_ZERO = dt.date(1899, 12, 30)


def cleaned(cell: str, meant: Field) -> str:
    """The text of a cell; empty for what people write for nothing. Raises Refused for what is no text at all."""
    text = _line(cell)
    if not text or text.casefold() in _NOTHING:
        return ""
    first = text[0]
    if first in "=@" or (first in "+-" and meant is not Field.PHONE):
        raise Refused(
            _("this cell holds a formula. Put its result there instead (in Excel: copy, “paste values”)"),
            code="formula",
        )
    if _ERROR.match(text):
        raise Refused(_("this cell holds an error of the spreadsheet (%(text)s)") % {"text": text}, code="cell_error")
    if meant in _TEXTS:
        _refuse_numbers(text)
    if len(text) > _LENGTHS.get(meant, 120):
        raise Refused(_("this is longer than %(most)d signs") % {"most": _LENGTHS.get(meant, 120)}, code="too_long")
    return text


def _line(cell: str) -> str:
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    return clean_line(cell)


def _refuse_numbers(text: str) -> None:
    """Dates and numbers where a name or a post should stand: the columns have probably slipped."""
    if _DATE.match(text):
        raise Refused(_("this is a date, not a text"), code="date")
    if not _NUMBER.match(text):
        return
    days = float(text)
    if 20_000 <= days < 60_000:
        day = date_format(_DAY_ZERO + dt.timedelta(days=int(days)), "j F Y")
        raise Refused(
            _("this is the number %(number)s, with which spreadsheets write the date %(day)s")
            % {"number": text, "day": day},
            code="date",
        )
    raise Refused(_("this is the number %(number)s, not a text") % {"number": text}, code="number")


def address(text: str) -> str:
    """One e-mail address in lower case, also from “Name <a@b.c>” and mailto: links. Raises Refused."""
    inside = _IN_ANGLES.search(text)
    found = (inside[1] if inside else text).strip().removeprefix("mailto:").strip().lower()
    if re.search(r"[,;\s]\S*@", found):
        raise Refused(_("these are several addresses; everybody needs one of their own"), code="several_addresses")
    try:
        _is_address(found)
    except ValidationError:
        raise Refused(_("“%(text)s” is no e-mail address") % {"text": text[:80]}, code="no_address") from None
    if len(found) > 254:
        raise Refused(_("this is longer than %(most)d signs") % {"most": 254}, code="too_long")
    return found


def phone(text: str, region: str | None) -> str:
    """The number in E.164; without a country code it is read as one of `region`. Raises Refused."""
    if _SHORTENED.match(text):
        raise Refused(
            _("the spreadsheet has shortened this number to %(text)s; make the column text and export the list again")
            % {"text": text},
            code="shortened",
        )
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(
            _("we cannot read “%(text)s” as a phone number with its country code") % {"text": text[:40]},
            code="no_phone",
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
