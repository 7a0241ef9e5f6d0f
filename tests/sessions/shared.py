"""Files of other events that lie beside the checkout, where they do, and small schedules written for the tests."""

from pathlib import Path

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"

XML = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <version>1</version>
  <conference>
    <acronym>contoh-2025</acronym>
    <title>Persidangan Contoh</title>
    <time_zone_name>Asia/Kuala_Lumpur</time_zone_name>
  </conference>
  <day index="1" date="2025-09-09" start="2025-09-09T08:00:00+08:00" end="2025-09-09T20:00:00+08:00">
    <room name="Dewan Satu">
      <event guid="11111111-1111-4111-8111-111111111111" id="1">
        <date>2025-09-09T09:00:00+08:00</date>
        <start>09:00</start>
        <duration>01:30</duration>
        <room>Dewan Satu</room>
        <title>Pembukaan &amp; ucapan</title>
        <subtitle></subtitle>
        <track>Bandar</track>
        <type>keynote</type>
        <language>en</language>
        <abstract>&lt;p&gt;Satu.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Dua&lt;/li&gt;&lt;/ul&gt;</abstract>
        <description></description>
        <persons><person id="7">Aminah Rekaan</person><person id="8">Somchai Rekaan</person></persons>
        <links><link href="https://example.org/a">Paper</link><link href="javascript:alert(1)">No</link></links>
      </event>
      <event guid="22222222-2222-4222-8222-222222222222" id="2">
        <date>2025-09-09T11:00:00+08:00</date>
        <start>11:00</start>
        <duration>00:45</duration>
        <room>Dewan Satu</room>
        <title>Air dan bandar</title>
        <track>Bandar</track>
        <type>devroom</type>
        <abstract></abstract>
        <persons><person id="8">Somchai Rekaan</person></persons>
      </event>
    </room>
  </day>
</schedule>
"""
# The line on which the second event begins, and of the fields in it.
SECOND_EVENT = XML[: XML.index('<event guid="2222')].count("\n") + 1


def conference(rooms: int = 8, slots: int = 10) -> bytes:
    """A conference of two days in the form of FOSDEM's: `slots` sessions of 50 minutes in a row in each of `rooms`."""
    days = []
    for number, date in enumerate(("2025-02-01", "2025-02-02"), start=1):
        events = "".join(_room(number, date, room, slots) for room in range(1, rooms + 1))
        bounds = f'start="{date}T09:00:00+01:00" end="{date}T23:00:00+01:00"'
        days.append(f'<day index="{number}" date="{date}" {bounds}>{events}</day>')
    head = "<acronym>contoh-2025</acronym><title>Contoh</title><time_zone_name>Europe/Brussels</time_zone_name>"
    text = f"<schedule><version>1</version><conference>{head}</conference>{''.join(days)}</schedule>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _room(day: int, date: str, room: int, slots: int) -> str:
    events = []
    for slot in range(slots):
        number = day * 10_000 + room * 100 + slot
        minutes = 10 * 60 + 40 + slot * 50
        clock = f"{minutes // 60:02}:{minutes % 60:02}"
        events.append(
            f'<event guid="33333333-3333-4333-8333-{number:012}" id="{number}"><date>{date}T{clock}:00+01:00</date>'
            f"<start>{clock}</start><duration>00:50</duration><room>Hall {room}</room><title>Talk {number}</title>"
            f'<track>Track {room}</track><type>talk</type><persons><person id="{number}">Rekaan {number}</person>'
            "</persons></event>"
        )
    return f'<room name="Hall {room}">{"".join(events)}</room>'
