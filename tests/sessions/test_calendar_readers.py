"""Our calendars are read by the programs that people use, and every title, time and UID comes back."""

import datetime as dt
import hashlib

import pytest

from ascn8.meeting.facts import current_meeting
from sessions.ical import calendar, uid
from sessions.models import Session
from sessions.programme import current_programme
from sessions.release import publish
from tests.factories import local, make_meeting, make_place, make_session, make_speaker, make_track
from tests.sessions.calendar_readers import VENDORED, Events, by_ical_js, by_icalendar, by_libical, by_vobject

TITLES = (
    "Opening; of the meeting, with a \\ and \"quotes\": 'all'",
    "การประชุมเมืองอัจฉริยะอาเซียน " * 4,
    "កិច្ចប្រជុំប្រចាំឆ្នាំលើកទី៨នៃបណ្តាញទីក្រុងឆ្លាតវៃអាស៊ាន" * 2,
    "Mạng lưới Thành phố Thông minh ASEAN, phiên họp thường niên lần thứ tám, tại Kuala Lumpur",
    "சீர்மிகு நகரங்கள் \U0001f3d9",
)


@pytest.fixture
def written(db) -> tuple[bytes, Events]:
    """A calendar with every script, a cancelled and a vanished session; and what has to be read out of it."""
    make_meeting(organiser_en='The "Office": of, everything;')
    for number, title in enumerate(TITLES):
        place = make_place(name_en=f"Room; {number}, \\ {title[:40]}", latitude=3.1 + number, longitude=101.5)
        session = make_session(
            title_en=title,
            abstract_en=f"{title}\n\nBEGIN:VEVENT\n{title}",
            starts_at=local(9, 9 + number),
            place=place,
            track=make_track(name_en=f"Track, {number}"),
        )
        make_speaker(session=session, name=f'{title[:60]} "O\'Brien", Rekaan;')
    make_session(title_en="Off", starts_at=local(10, 9), is_cancelled=True)
    gone = make_session(title_en="Gone", starts_at=local(11, 9), ends_at=local(12, 1))
    publish(actor=None, at=local(1, 9))
    Session.objects.filter(pk=gone.pk).delete()
    publish(actor=None, at=local(2, 9))
    programme = current_programme()
    data = calendar(programme.everything, programme, current_meeting(), name="ASCN8", about="One; two, three")
    wanted = sorted(
        (
            uid(item),
            item.title_en.strip(),
            item.starts_at.astimezone(dt.UTC),
            item.ends_at.astimezone(dt.UTC),
            "CANCELLED" if item.is_cancelled else "CONFIRMED",
        )
        for item in programme.everything
    )
    assert len(wanted) == len(TITLES) + 2
    return data, wanted


@pytest.mark.parametrize("read", [by_icalendar, by_vobject, by_libical])
def test_every_title_time_and_uid_comes_back(written, read):
    data, wanted = written
    assert read(data) == wanted


def test_ical_js_in_a_browser_reads_the_same(written, page):
    data, wanted = written
    assert by_ical_js(data, page) == wanted


@pytest.mark.parametrize("read", [by_icalendar, by_vobject, by_libical])
def test_a_calendar_without_sessions_is_one_too(db, read):
    data = calendar((), current_programme(), make_meeting(), name="ASCN8", about="Nothing is published yet.")
    assert read(data) == []
    assert b"X-WR-CALDESC:Nothing is published yet." in data


def test_lines_are_folded_between_letters(written):
    data, _wanted = written
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])  # no letter is torn apart
    assert sum(line.startswith(b" ") for line in lines) > 50  # the long ones were


def test_the_vendored_reader_is_as_its_makers_published_it():
    lines = [line for line in (VENDORED / "VENDORED.txt").read_text().splitlines() if not line.startswith("#")]
    listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    here = {str(path.relative_to(VENDORED)) for path in VENDORED.rglob("*") if path.is_file()} - {"VENDORED.txt"}
    assert here == listed.keys()
    assert {path: hashlib.sha256((VENDORED / path).read_bytes()).hexdigest() for path in listed} == listed
