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
