"""The printed programme: everything in it once, nothing over another thing or outside, the right page numbers."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from django.utils import translation
from pypdf import PdfReader

from ascn8.typeset.book import Book
from sessions.print import booklet, days, pocket
from sessions.print.booklet import Booklet, draw_booklet
from sessions.print.days import A4, DaySheets, draw_days
from sessions.print.edition import Edition, short_tongues, tongues
from sessions.print.imposing import sides
from sessions.print.looks import KINDS
from sessions.print.pocket import PANELS, draw_pocket, write_pocket
from tests import factories as make
from tests.sessions.printed import LONG, areas, collisions, fill_a_day, outside, published
from tests.typeset.names import RIGHT_TO_LEFT, SPELT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _meeting(db):
    make.make_meeting(venue_latitude=3.15, venue_longitude=101.7)


def five_days() -> None:
    """A small meeting with everything: long titles, breaks, a visit, two languages, people in several sessions."""
    hall = make.make_place(name_en="Ballroom", name_ms="Dewan Utama")
    chair = make.make_speaker(name="Aminah Rekaan", title="Dato' Seri", position="Mayor", native_name="امينه")
    for day in range(8, 12):
        for hour in (9, 11, 14):
            session = make.make_session(
                place=hall,
                starts_at=make.local(day, hour),
                title_en=f"D{day}H{hour} {LONG if hour == 11 else 'Opening'}",
                title_ms=f"D{day}H{hour} Pembukaan" if hour != 14 else "",
                abstract_en="What a city learns when it listens. " * (hour * 3),
                language="en",
                interpretation="km, th",
                kind="policy",
            )
            session.appearances.create(speaker=chair, role="chair", position=0)
            make.make_speaker(session=session, name=f"Orang Rekaan {day}{hour}")
        make.make_session(
            kind="break", place=hall, starts_at=make.local(day, 13), title_en=f"Lunch {day}", title_ms=f"Rehat {day}"
        )
    site = make.make_place(is_outside=True, name_en="Wetlands", latitude=2.95, longitude=101.7, address="Presint 13")
    make.make_visit(place=site, title_en="Visit of the wetlands", bring_en="A hat")


def pages(data: bytes) -> list[str]:
    """What can be copied out of each page, in the order in which it is written."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return texts


def flat(text: str) -> str:
    return "".join(text.split())


def written(edition: Edition, language: str = "en") -> Booklet:
    with translation.override(language):
        made = Booklet(edition, language=language, both_titles=True)
        made.write(lambda *_: None)
        made.number()
    return made


# --- The booklet


def test_booklet_holds_every_session_once_and_nothing_over_another_thing():
    five_days()
    edition = published()
    leaves = written(edition).leaves
    found = areas(leaves, [item.code for item in edition.items])

    assert [code for code, boxes in found.items() if not boxes] == []
    assert [pair for leaf in leaves for pair in collisions(leaf)] == []
    assert [name for leaf in leaves for name in outside(leaf, booklet.MARGIN)] == []
    # The text keeps clear of the foot.
    foots = [box for leaf in leaves for box in leaf.boxes if box.name.startswith("Release 1 · ")]
    assert len(foots) == len(leaves)
    body = [box.bottom for boxes in found.values() for box in boxes]
    assert max(body) <= booklet.HEIGHT - booklet.BOTTOM + 0.1 < min(box.top for box in foots)
    titles = [flat(item.title_en) for item in edition.items]
    everything = flat(" ".join(pages(draw_booklet(edition, language="en")[0])))
    assert [title for title in titles if everything.count(title) != 1] == []


def test_pages_in_the_index_and_the_contents_are_those_where_things_stand():
    five_days()
    edition = published()
    texts = pages(draw_booklet(edition, language="en")[0])
    index = next(place for place, text in enumerate(texts) if text.count("People in the programme") and place > 1)
    names = [person.name for person in edition.programme.people]
    where = {name: [n for n, text in enumerate(texts[:index], 1) if flat(name) in flat(text)] for name in names}

    assert len(where["Aminah Rekaan"]) > 4
    for name, numbers in where.items():
        # The numbers stand after the name, before the next name's line begins.
        told = re.search(rf"{name}.*?((?:\d+, ?)*\d+)\s", " ".join(texts[index:]).replace("\n", " ") + " ")
        assert told, name
        assert [int(number) for number in told[1].split(",")] == numbers, name
    contents = texts[1].replace("\n", " ")
    for day in ("Monday", "Thursday", "Friday"):
        first = next(n for n, text in enumerate(texts, 1) if n > 2 and f"{day}\n" in text)
        assert re.search(rf"{day} \d+ September 2025 \d+ sessions? {first} ", contents), (day, first)


def test_every_page_says_release_time_and_number():
    five_days()
    edition = published()
    for drawn in (draw_booklet(edition, language="en"), draw_days(edition, language="en")):
        texts = pages(drawn[0])
        assert len(texts) == drawn[1]
        for place, text in enumerate(texts, 1):
            assert "Release 1 · printed 9 September 2025, 07:10" in text
            assert f"page {place} of {len(texts)}" in text
    sheet = pages(draw_pocket(edition, language="en")[0])[0]
    assert sheet.count("Release 1 · 9 Sep 2025, 07:10") == len(PANELS)


def test_names_in_every_script_can_be_read_back():
    session = make.make_session(title_en="Names")
    for _script, name in SPELT:
        make.make_speaker(session=session, name=name)
    for name in RIGHT_TO_LEFT:
        make.make_speaker(session=session, name="Jawi", native_name=name)
    edition = published()
    drawn = [draw_booklet(edition, language="en"), draw_days(edition, language="en")]
    for data, _pages in drawn:
        everything = flat(" ".join(pages(data)))
        assert [name for _script, name in SPELT if flat(name) not in everything] == []
    # Runs from right to left come out in either order, but with every letter.
    letters = set("".join(pages(drawn[0][0])))
    assert {letter for name in RIGHT_TO_LEFT for letter in name} <= letters


def test_malay_booklet_is_malay_and_marks_what_is_not():
    five_days()
    edition = published()
    with translation.override("ms"):
        data, _count = draw_booklet(edition, language="ms")
    pdf = PdfReader(io.BytesIO(data))
    text = " ".join(pages(data))

    assert pdf.trailer["/Root"]["/Lang"] == "ms"
    assert "D8H9 Pembukaan" in text
    assert "Selasa" in text
    # Titles without a Malay text stand there in English, and say so to a screen reader.
    tree = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]["/K"]
    marked = [one.get_object() for one in tree if one.get_object()["/S"] == "/H3"]
    assert [one.get("/Lang") for one in marked].count("en") == 4


def test_a_cover_for_the_longest_facts():
    longest = {"name_en": 200, "name_ms": 200, "theme_en": 250, "theme_ms": 250, "organiser_en": 160, "venue": 120}
    make.make_meeting(**{field: (f"{LONG} {field} " * 3)[:size].strip() for field, size in longest.items()})
    make.make_session()
    edition = published()
    panels = write_pocket(edition, language="en").leaves
    covers = {booklet.MARGIN: written(edition).cover, pocket.MARGIN: panels[0]}

    for margin, cover in covers.items():
        assert list(collisions(cover)) == []
        assert outside(cover, margin) == []


def test_folded_sheets_bring_the_pages_into_their_order():
    assert sides(8) == [(7, 0), (1, 6), (5, 2), (3, 4)]
    five_days()
    data, count = draw_booklet(published(), language="en", folded=True)
    texts = pages(data)

    assert count % 4 == 0
    assert len(texts) == count // 2
    assert f"page 1 of {count}" in texts[0]
    assert f"page {count} of {count}" in texts[0]
    assert f"page 2 of {count}" in texts[1]
    # Nothing but the practical page may stand on the back.
    assert "Practical notes" in texts[0]


# --- One page a day


@pytest.mark.parametrize(("rooms", "rows"), [(1, 3), (5, 10), (14, 14)])
def test_day_sheets_hold_every_session_once(rooms: int, rows: int):
    fill_a_day(rooms, rows)
    lunch = make.make_session(kind="break", starts_at=make.local(9, 20), title_en="Supper for all")
    edition = published()
    [(day, items)] = edition.days.items()
    book = Book(title="x", language="en")
    sheets = DaySheets(edition, day, items, A4)
    leaves = sheets.draw(book)
    found = areas(leaves, [item.code for item in items])

    assert [code for code, boxes in found.items() if len(boxes) != 1] == []
    assert [pair for leaf in leaves for pair in collisions(leaf)] == []
    assert [name for leaf in leaves for name in outside(leaf, days.MARGIN)] == []
    assert len(leaves) == 1 if rooms * rows < 60 else len(leaves) > 1
    # What a cell says stands inside of it, whole.
    for leaf in leaves:
        for item in items:
            for box in (box for box in found[item.code] if box in leaf.boxes):
                inside = [text.name for text in leaf.boxes if text.is_text and _within(text, box)]
                said = flat(" ".join(inside))
                assert flat(item.title_en) in said
                assert all(flat(person.full_name) in said for person in item.people)
    assert len(found[lunch.code]) == 1


def _within(text, box) -> bool:
    return (
        box.left <= text.left
        and text.right <= box.right + 0.5
        and box.top <= text.top
        and text.bottom <= box.bottom + 0.5
    )


def test_cells_stand_in_the_order_of_time_and_longer_ones_are_not_lower():
    fill_a_day(3, 4)
    make.make_session(starts_at=make.local(9, 8), ends_at=make.local(9, 11), title_en="All morning")
    edition = published()
    [(day, items)] = edition.days.items()
    [leaf] = DaySheets(edition, day, items, A4).draw(Book(title="x", language="en"))
    found = {item.code: areas([leaf], [item.code])[item.code][0] for item in items}

    for one in items:
        for other in items:
            if one.starts_at == other.starts_at:
                assert abs(found[one.code].top - found[other.code].top) < 0.1
            if one.ends_at <= other.starts_at:
                assert found[one.code].bottom <= found[other.code].top + 0.1


# --- The pocket fold


def test_panels_lie_where_the_fold_wants_them():
    five_days()
    edition = published()
    found: dict[str, tuple[float, float, bool]] = {}

    def visit(text, cm, tm, _font, _size):
        if match := re.search(r"page (\d) of 8", text):
            turned = cm[0] * tm[0] < 0
            found[match[1]] = (cm[4] + tm[4] * cm[0], cm[5] + tm[5] * cm[3], turned)

    PdfReader(io.BytesIO(draw_pocket(edition, language="en")[0])).pages[0].extract_text(visitor_text=visit)

    for page, (column, row, turned) in PANELS.items():
        x, y, is_turned = found[str(page)]
        assert int(x // pocket.WIDTH) == column
        assert int((pocket.SHEET_HEIGHT - y) // pocket.HEIGHT) == row
        assert is_turned is turned
    # Folded lengthwise, what lies back to back are the two sides of a leaf, or of the two leaves of the cut middle;
    # and every spread lies side by side on the sheet.
    at = {(column, row): page for page, (column, row, _turned) in PANELS.items()}
    assert [(at[column, 1], at[column, 0]) for column in (3, 0)] == [(1, 2), (6, 5)]
    assert [(at[1, 1], at[2, 1]), (at[2, 0], at[1, 0])] == [(7, 8), (3, 4)]
    for left, right in ((8, 1), (2, 3), (4, 5), (6, 7)):
        (one, row, turned), (other, other_row, _turned) = PANELS[left], PANELS[right]
        assert (other_row, other) == (row, one - 1 if turned else one + 1)


def test_pocket_holds_everything_and_more_days_take_more_sheets():
    five_days()
    fill_a_day(6, 8, day=12)
    edition = published()
    book = write_pocket(edition, language="en")
    panels = [leaf for leaf in book.leaves if leaf.width == pocket.WIDTH]
    found = areas(panels, [item.code for item in edition.items])

    assert len(book.sheets) > 1
    assert [pair for leaf in panels for pair in collisions(leaf)] == []
    assert [name for leaf in panels for name in outside(leaf, pocket.MARGIN)] == []
    for item in edition.items:
        # A visit stands in its day, and once more among the visits.
        assert len(found[item.code]) == (2 if item.is_visit else 1)
        assert max(box.bottom for box in found[item.code]) <= pocket.HEIGHT - pocket.BOTTOM + 0.1


# --- Words and looks


def test_channels_stand_beside_the_languages():
    make.make_session(language="en", interpretation="km, th")
    [item] = published().items

    assert tongues(item) == "English → Khmer (channel 2), Thai (channel 3)"
    assert short_tongues(item) == "EN → KM 2, TH 3"


def test_what_was_not_chosen_is_not_printed():
    track = make.make_track(name_en="Health")
    make.make_session(title_en="Chosen", track=track)
    make.make_session(title_en="Of another track")
    make.make_session(title_en="Of another day", track=track, starts_at=make.local(10, 9))
    edition = published(days=["2025-09-09"], tracks=[track.slug])

    assert [item.title_en for item in edition.items] == ["Chosen"]
    assert edition.foot.endswith("07:10 · Health")


def test_colours_are_those_of_the_site():
    css = Path("static/css/tokens.css").read_text().split("@media")[0]
    for kind, (colour, ground) in KINDS.items():
        assert f"--{kind}: {colour.lower()};" in css
        assert f"--{kind}-tint: {ground.lower()};" in css
