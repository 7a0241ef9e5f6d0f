"""Whatever an office sends is read as it was written, or refused in one sentence."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ascn8.lib.errors import Refused
from delegates.importing.headings import Field, recognise
from delegates.importing.receiving import read_table, recognised
from tests.delegates.importing.lists import FORMS, HEADINGS, WHOLE, csv_of, whole, xlsx_of


def rows_of(data: bytes) -> list[list[str]]:
    return [cells for _number, cells in read_table(data).rows()]


# --- Read back as written -----------------------------------------------------------------------------------------

_ANYTHING = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff"), max_size=30
)
# Letters of Western languages as they stand in names: among plain ones.
_WESTERN = st.lists(
    st.sampled_from(["a", "e", "Jo", "sé", "mü", "ñi", " ", "ç-a", "l’é", "“x”", ";", ",", "|"]), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(_ANYTHING, min_size=7, max_size=7), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_we_write_is_read_back(rows: list[list[str]], delimiter: str, encoding: str):
    assert rows_of(csv_of(*rows, delimiter=delimiter, encoding=encoding)) == [HEADINGS, *rows]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(_WESTERN.map("".join), min_size=7, max_size=7), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["cp1252", "utf-16-le", "utf-16-be"]),
)
def test_older_encodings_are_told_apart(rows: list[list[str]], delimiter: str, encoding: str):
    assert rows_of(csv_of(*rows, delimiter=delimiter, encoding=encoding)) == [HEADINGS, *rows]


def test_lines_break_inside_quotes_and_the_hint_of_excel_is_followed():
    data = b'sep=;\r\nName;Email\r\n"Chan\nSophea";a@example.org\r\n'

    assert rows_of(data) == [["Name", "Email"], ["Chan\nSophea", "a@example.org"]]


def test_a_workbook_is_read_on_the_sheet_with_the_people():
    book = Workbook()
    book.active.append(["Orders", "of", "the", "shop"])
    sheet = book.create_sheet("People")
    sheet.append(HEADINGS)
    sheet.append([*WHOLE[:6], 60123456789])
    out = io.BytesIO()
    book.save(out)

    table = read_table(out.getvalue())

    assert "“People”" in table.described
    assert [cells for _n, cells in table.rows()][1] == [*WHOLE[:6], "60123456789"]


def test_a_workbook_that_lies_about_its_size_is_read_whole():
    data = rewritten(xlsx_of(*(whole(n) for n in range(5))), "xl/worksheets/sheet1.xml", b'ref="A1:G6"', b'ref="A1"')

    assert len(rows_of(data)) == 6


# --- Recognised ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_other_systems_are_recognised(form: str):
    found = recognise(FORMS[form])

    fields = set(found.columns.values())
    assert found.form == form
    assert found.system
    assert Field.EMAIL in fields
    assert fields & {Field.NAME, Field.GIVEN_NAME}


def test_the_surer_of_two_columns_is_taken():
    headings = FORMS["pretix_positions"]
    columns = {meant: headings[number] for number, meant in recognise(headings).columns.items()}

    assert columns[Field.EMAIL] == "Attendee email"
    assert columns[Field.GIVEN_NAME] == "Attendee name: Given name"
    assert columns[Field.EXTERNAL_ID] == "Pseudonymization ID"
    assert Field.NAME not in columns


def test_a_title_is_a_post_where_the_system_means_that():
    headings = FORMS["salesforce_contacts"]
    columns = {headings[number]: meant for number, meant in recognise(headings).columns.items()}

    assert (columns["Title"], columns["Salutation"]) == (Field.POSITION, Field.TITLE)


def test_malay_headings_are_known():
    found = recognise(
        ["Gelaran", "Nama penuh", "Jawatan", "Agensi", "Negara", "Alamat e-mel", "No. telefon", "Kategori"]
    )

    assert list(found.columns.values()) != []
    assert {found.columns[n] for n in range(8)} == {
        Field.TITLE, Field.NAME, Field.POSITION, Field.ORGANISATION, Field.COUNTRY, Field.EMAIL, Field.PHONE,
        Field.CATEGORY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "form"),
    [
        (["Sophea", "Chan", "Majlis", "Planner", "+85512345678", "s@example.org"], "indico_import"),
        (["Sophea", "Chan", "Majlis", "s@example.org"], "indico_invitations"),
        (["s@example.org", "Sophea"], ""),
    ],
)
def test_lists_without_headings_are_recognised_by_their_addresses(row: list[str], form: str):
    found = recognise(row)

    assert (found.form, found.has_headings) == (form, False)
    assert found.columns[next(n for n, cell in enumerate(row) if "@" in cell)] == Field.EMAIL


def test_an_unknown_heading_over_addresses_is_found_by_them():
    assert recognise(["Kontak", "Nama"], ["s@example.org", "Sophea"]).columns[0] == Field.EMAIL


# --- Refused ------------------------------------------------------------------------------------------------------


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, part.replace(old, new) if entry == name else part)
    return out.getvalue()


def archive_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return out.getvalue()


NOISE = random.Random(8).randbytes(3000)
BAD = {
    "empty": (b"", "The file is empty"),
    "only blanks": (b"\xef\xbb\xbf \r\n\r\n", "The file is empty"),
    "only delimiters": (b",,,\n,,,\n", "The file is empty"),
    "PDF": (b"%PDF-1.7\n" + NOISE, "This is a PDF"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + NOISE, "This is a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0" + NOISE, "This is a picture"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "old Excel file"),
    "Word": (archive_of(word__document_xml=b"<a/>"), "This is a Word document"),
    "OpenDocument": (archive_of(content_xml=b"<a/>"), "This is an OpenDocument file"),
    "archive": (archive_of(list_xml=b"<a/>"), "This is a packed archive"),
    "web page": (b"<!DOCTYPE html><html><body><table>", "This is a web page"),
    "torn archive": (xlsx_of(whole(1))[:-200], "damaged"),
    "200 columns": (csv_of(["x"] * 200, headings=["Email", *(f"c{n}" for n in range(199))]), "has 200 columns"),
    "bomb": (archive_of(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=b" " * 20_000_000), "unpacks to far more"),
    "many parts": (archive_of(xl__workbook_xml=b"<a/>", **{f"p{n}": b"" for n in range(1001)}), "unpacks to far more"),
    "entities": (
        rewritten(xlsx_of(whole(1)), "xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'),
        "damaged",
    ),
    "NULs": (csv_of(whole(1)) + b"\0\0\0", "NUL characters"),
    "row of 1 MB in one cell": (csv_of(whole(1), whole(2, Position="x" * 1_000_000)), "Row 3 is far too long"),
    "row of 1 MB in many cells": (
        csv_of(["x" * 20_000] * 50, headings=["Email"] + ["c"] * 49),
        "Row 2 is far too long",
    ),
    "open quote": (csv_of(whole(1)) + b'"person@example.org,Open,', "Row 3 cannot be read"),
    "two encodings": (
        "Email,Name\na@example.org,Sé\n".encode() + "b@example.org,Sé\n".encode("cp1252"),
        "two encodings",
    ),
    "Thai bytes": ("Email,Name\na@example.org,สมชาย ใจดี\n".encode("tis-620"), "cannot be read"),
    "wrong mark": (b"\xef\xbb\xbfEmail,Name\na@example.org,S\xe9\n", "says that it is UTF-8"),
    "two headings": (csv_of(["a@b.example"] * 2, headings=["Email", "E-Mail", "email"]), "Two columns are called"),
    "no e-mail": (csv_of(["Sophea", "Chan"], headings=["Name", "Surname"]), "No column holds e-mail addresses"),
    "only headings": (csv_of(), "nobody under it"),
    "too large": (b"Email\n" + b"a@example.org\n" * 800_000, "larger than 10 MB"),
    "too many rows": (b"Email\n" + b"a@b.example\n" * 60_001, "more than 60000 rows"),
}


def read_whole(data: bytes) -> None:
    """As an upload and the check after it do."""
    table = read_table(data)
    recognised(table)
    assert list(table.rows())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_clear_sentence(name: str):
    data, sentence = BAD[name]

    with pytest.raises(Refused) as refused:
        read_whole(data)

    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_formula_stays_a_formula():
    book = Workbook()
    book.active.append(["Email", "Name"])
    book.active.append(["a@example.org", '=HYPERLINK("https://x.example")'])
    out = io.BytesIO()
    book.save(out)
    assert load_workbook(io.BytesIO(out.getvalue())).active["B2"].data_type == "f"

    assert rows_of(out.getvalue())[1][1].startswith("=")
