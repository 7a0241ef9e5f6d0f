"""Reading schedules of other systems, whatever their form: frab, C3VOC and pretalx, COSCUP, iCalendar.

The result is plain data and a list of faults; nothing is written here.
"""

import json

from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from sessions.exchange.calendar_file import CalendarReader
from sessions.exchange.coscup import CoscupReader
from sessions.exchange.nodes import JsonNode, read_json, read_xml
from sessions.exchange.schedule import ReadSchedule
from sessions.exchange.voc import JsonReader, XmlReader

MOST_BYTES = 50_000_000


def read_schedule(data: bytes) -> ReadSchedule:
    """The schedule in `data`, with every fault found in it.

    Raises Refused with one sentence where the file as a whole cannot be read: too large, damaged, another kind of file.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB. A schedule of a thousand sessions has about 2 MB.")
            % {"most": MOST_BYTES // 1_000_000},
            code="too_large",
        )
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"{":
        return _of_json(read_json(_decoded(data)))
    if start[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return XmlReader(read_xml(data.lstrip(b" \t\r\n"))).read()
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return CalendarReader(_decoded(data)).read()
    raise Refused(
        _("The file is neither XML nor JSON nor a calendar, so it is no schedule that can be read."),
        code="not_a_schedule",
    )


def _of_json(root: JsonNode) -> ReadSchedule:
    return CoscupReader(root).read() if CoscupReader.reads(root) else JsonReader(root).read()


def _decoded(data: bytes) -> str:
    try:
        return data.decode(json.detect_encoding(data[:4]))
    except UnicodeDecodeError:
        raise Refused(_("The file is in an encoding that cannot be read. Save it as UTF-8."), code="encoding") from None
