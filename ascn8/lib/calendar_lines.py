"""Lines of iCalendar (RFC 5545): escaped, folded, and safe whatever people typed. And a calendar's time zone."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from icalendar import Timezone

_LONGEST = 75
# What no text may hold: controls, line and paragraph separators, marks that turn the reading direction.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_UNQUOTED = str.maketrans({'"': "'"})
_IN_QUOTES = re.compile("[:;,]")


def line(name: str, value: str, **parameters: str) -> bytes:
    """One property with its line end, folded. `value` is as it shall stand; names of parameters: `_` becomes `-`."""
    more = "".join(f";{key.replace('_', '-')}={_parameter(text)}" for key, text in parameters.items())
    return _folded(f"{name}{more}:{value}".encode())


def text(value: str) -> str:
    """A text of several lines, escaped."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", value.replace("\t", " "))).translate(_ESCAPES)


def short(value: str) -> str:
    """A text of one line, escaped."""
    return text(_SPACES.sub(" ", value).strip())


def address(value: str) -> str:
    """An address of the web or a calendar user's: nothing in it can end the line."""
    return _SPACES.sub("", _UNSEEN.sub("", value))


def utc(moment: dt.datetime) -> str:
    """A moment in UTC."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def clock(moment: dt.datetime) -> str:
    """A moment on the clock of its own zone, which the property's TZID names."""
    return f"{moment:%Y%m%dT%H%M%S}"


def component(name: str, lines: Iterable[bytes]) -> bytes:
    """`lines` between BEGIN and END."""
    return b"".join((b"BEGIN:%b\r\n" % name.encode(), *lines, b"END:%b\r\n" % name.encode()))


@lru_cache(maxsize=32)
def time_zone(name: str, first: dt.date, last: dt.date) -> bytes:
    """The VTIMEZONE called `name`, good for the days from `first` to `last`."""
    zone = Timezone.from_tzid(name, first_date=first - dt.timedelta(days=400), last_date=last + dt.timedelta(days=400))
    zone.pop("COMMENT", None)
    return bytes(zone.to_ical())


def _parameter(value: str) -> str:
    """A parameter's value: a double quote cannot stand in it, quoted or not (3.2)."""
    plain = _SPACES.sub(" ", _UNSEEN.sub("", value)).strip().translate(_UNQUOTED)
    return f'"{plain}"' if _IN_QUOTES.search(plain) else plain


def _folded(data: bytes) -> bytes:
    """No line over 75 octets, and no letter torn apart: a continuation begins with a space (3.1)."""
    if len(data) <= _LONGEST:
        return data + b"\r\n"
    parts, start, room = [], 0, _LONGEST
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(data[start:end])
        start, room = end, _LONGEST - 1
    parts.append(data[start:])
    return b"\r\n ".join(parts) + b"\r\n"
