"""Four programs that read calendars, behind one question: what is in this file?

Each gives (uid, title, begin, end, status) of every event, the times in UTC. None of them is ours.
"""

import ctypes
import ctypes.util
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import vobject
from icalendar import Calendar
from playwright.sync_api import Page

VENDORED = Path(__file__).resolve().parents[1] / "vendor"
Events = list[tuple[str, str, dt.datetime, dt.datetime, str]]


def by_icalendar(data: bytes) -> Events:
    """As Python's icalendar reads it; whatever it could not read fails the test."""
    parsed = Calendar.from_ical(data)
    assert not [part.errors for part in parsed.walk() if part.errors]
    return sorted(
        (
            str(event["uid"]),
            str(event["summary"]),
            event.decoded("dtstart").astimezone(dt.UTC),
            event.decoded("dtend").astimezone(dt.UTC),
            str(event["status"]),
        )
        for event in parsed.walk("VEVENT")
    )


def by_vobject(data: bytes) -> Events:
    """As vobject reads it, and finds it valid."""
    parsed = vobject.readOne(data.decode())
    assert parsed.validate(raiseException=True)
    return sorted(
        (
            event.uid.value,
            event.summary.value,
            event.dtstart.value.astimezone(dt.UTC),
            event.dtend.value.astimezone(dt.UTC),
            event.status.value,
        )
        for event in getattr(parsed, "vevent_list", [])
    )


_IN_BROWSER = """([source, text]) => {
    const module = {exports: {}}, exports = module.exports;
    new Function("module", "exports", source)(module, exports);
    const ICAL = module.exports, calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    return calendar.getAllSubcomponents("vevent").map((part) => {
        const event = new ICAL.Event(part), at = (time) => time.toUnixTime();
        return [event.uid, event.summary, at(event.startDate), at(event.endDate), part.getFirstPropertyValue("status")];
    });
}"""


def by_ical_js(data: bytes, page: Page) -> Events:
    """As ical.js reads it in a browser: Thunderbird, Nextcloud and many web pages do."""
    source = (VENDORED / "ical.js-2.2.1" / "ical.es5.min.cjs").read_text()
    found = page.evaluate(_IN_BROWSER, [source, data.decode()])
    moment = lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)  # noqa: E731
    return sorted((uid, title, moment(begin), moment(end), status) for uid, title, begin, end, status in found)


# ICAL_VEVENT_COMPONENT of libical's ical.h (3.0).
_VEVENT = 4


class _Time(ctypes.Structure):
    """struct icaltimetype."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_dst")),
        ("zone", ctypes.c_void_p),
    ]


def by_libical(data: bytes) -> Events:
    """As libical reads it: Evolution, KOrganizer and many servers do. What it marks as an error fails the test."""
    library = _libical()
    root = library.icalparser_parse_string(data)
    assert root, "libical does not read this as a calendar at all"
    try:
        assert library.icalcomponent_count_errors(root) == 0, library.icalcomponent_as_ical_string(root).decode()
        assert library.icalrestriction_check(root) == 1
        return sorted(_libical_events(library, root))
    finally:
        library.icalcomponent_free(root)


def _libical() -> ctypes.CDLL:
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.fail("The tests read our calendars with libical. Run:  apt-get install -y libical3")
    library = ctypes.CDLL(name)
    for function, result, arguments in (
        ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
        ("icalcomponent_count_errors", ctypes.c_int, [ctypes.c_void_p]),
        ("icalrestriction_check", ctypes.c_int, [ctypes.c_void_p]),
        ("icalcomponent_as_ical_string", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_first_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
        ("icalcomponent_get_next_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
        ("icalcomponent_get_uid", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_summary", ctypes.c_char_p, [ctypes.c_void_p]),
        ("icalcomponent_get_dtstart", _Time, [ctypes.c_void_p]),
        ("icalcomponent_get_dtend", _Time, [ctypes.c_void_p]),
        ("icalcomponent_get_status", ctypes.c_int, [ctypes.c_void_p]),
        ("icalproperty_status_to_string", ctypes.c_char_p, [ctypes.c_int]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, ctypes.c_void_p]),
        ("icalcomponent_free", None, [ctypes.c_void_p]),
    ):
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


def _libical_events(library: ctypes.CDLL, root: int) -> Iterator[tuple[str, str, dt.datetime, dt.datetime, str]]:
    event = library.icalcomponent_get_first_component(root, _VEVENT)
    while event:
        begin, end = library.icalcomponent_get_dtstart(event), library.icalcomponent_get_dtend(event)
        yield (
            library.icalcomponent_get_uid(event).decode(),
            library.icalcomponent_get_summary(event).decode(),
            dt.datetime.fromtimestamp(library.icaltime_as_timet_with_zone(begin, begin.zone), dt.UTC),
            dt.datetime.fromtimestamp(library.icaltime_as_timet_with_zone(end, end.zone), dt.UTC),
            library.icalproperty_status_to_string(library.icalcomponent_get_status(event)).decode(),
        )
        event = library.icalcomponent_get_next_component(root, _VEVENT)
