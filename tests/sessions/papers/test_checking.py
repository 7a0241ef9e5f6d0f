"""The door for papers: honest files come in as they are, every attack is refused in words."""

import struct
import zipfile

import pytest

from ascn8.lib.errors import Refused
from sessions.papers.checking import accept_paper
from tests.factories import PDF
from tests.sessions.papers.office import packed, parts_of, upload

DOCX = packed(parts_of("docx"))


def macro() -> bytes:
    """A .docm under another name: its list of parts says what it is."""
    types = parts_of("docx")["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return packed({**parts_of("docx"), "[Content_Types].xml": types, "word/vbaProject.bin": b"\0"})


def hidden_macro() -> bytes:
    """The same without a word about it in the list of parts."""
    return packed({**parts_of("docx"), "word/vbaProject.bin": b"\0"})


def escaped() -> bytes:
    """The word "macroEnabled" written with a numbered letter."""
    types = parts_of("docx")["[Content_Types].xml"].replace(b"</Types>", b'<X Y="macro&#69;nabled"/></Types>')
    return packed({**parts_of("docx"), "[Content_Types].xml": types})


def entities() -> bytes:
    types = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts_of("docx")["[Content_Types].xml"]
    return packed({**parts_of("docx"), "[Content_Types].xml": types})


def lying() -> bytes:
    """A part of 300 kB that says of itself, in both places, that it has ten bytes."""
    data = bytearray(packed({**parts_of("docx"), "word/big.xml": b"x" * 300_000}))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(b"word/big.xml") if sign == b"PK\x03\x04" else data.rfind(b"word/big.xml")
        struct.pack_into("<I", data, data.rfind(sign, 0, place) + offset, 10)
    return bytes(data)


def locked() -> bytes:
    """Every part says that it is encrypted."""
    data = bytearray(DOCX)
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_honest_office_files_are_kept_as_they_came(kind: str):
    content = packed(parts_of(kind))
    accepted = accept_paper(upload(f"Report.{kind.upper()}", content))
    assert (accepted.content, accepted.kind) == (content, kind)


def test_an_honest_pdf_is_kept_as_it_came():
    accepted = accept_paper(upload("../../etc/Über\u202efdp.pdf"))
    assert (accepted.content, accepted.kind, accepted.name) == (PDF, "pdf", "Überfdp.pdf")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("paper.exe", PDF, "wrong_type"),
        ("paper.pdf.html", PDF, "wrong_type"),
        ("paper", PDF, "wrong_type"),
        ("paper.docm", macro(), "wrong_type"),
        ("paper.zip", DOCX, "wrong_type"),
        ("paper.pdf", DOCX, "document_damaged"),
        ("paper.pdf", b"<script>" + PDF, "document_damaged"),
        ("paper.pdf", PDF[:-10], "document_damaged"),
        ("polyglot.pdf", b"%PDF-1.7\n" + DOCX + b"%%EOF", "polyglot"),
        ("renamed.docx", macro(), "macros"),
        ("hidden.docx", hidden_macro(), "macros"),
        ("sheet.xlsx", packed({**parts_of("xlsx"), "xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
        ("inside.pptx", packed({**parts_of("pptx"), "ppt/embeddings/run.EXE": b"MZ"}), "macros"),
        ("book.docx", packed(parts_of("xlsx")), "wrong_type"),
        ("escaped.docx", escaped(), "damaged"),
        ("entities.docx", entities(), "damaged"),
        ("archive.docx", packed({"readme.txt": b"x"}), "damaged"),
        ("front.docx", b"#!/bin/sh\n" + DOCX, "damaged"),
        ("behind.docx", DOCX + b"<html>", "damaged"),
        ("half.docx", DOCX[: len(DOCX) // 2], "damaged"),
        ("path.docx", packed({**parts_of("docx"), "../../outside.xml": b"x"}), "damaged"),
        ("absolute.docx", packed({**parts_of("docx"), "/etc/x.xml": b"x"}), "damaged"),
        ("bomb.docx", packed({**parts_of("docx"), "word/bomb.xml": b"0" * 30_000_000}), "zip_bomb"),
        ("many.docx", packed({**parts_of("docx"), **{f"word/{n}.xml": b"" for n in range(4001)}}), "zip_bomb"),
        ("lying.docx", lying(), "damaged"),
        ("locked.docx", locked(), "locked"),
        ("none.docx", b"", "damaged"),
    ],
)
def test_attacks_are_refused_in_words(name: str, content: bytes, code: str):
    with pytest.raises(Refused) as refused:
        accept_paper(upload(name, content))
    assert refused.value.code == code
    assert len(refused.value.message) > 30


def test_a_file_that_is_too_large_is_not_read(settings):
    settings.UPLOAD_MAX_BYTES = 100
    too_large = upload("big.docx", DOCX)
    with pytest.raises(Refused) as refused:
        accept_paper(too_large)
    assert refused.value.code == "too_large"
    assert too_large.tell() == 0


def test_the_honest_file_is_one_that_zipfile_reads():
    """The control of the attacks above: without them the same archive passes."""
    with zipfile.ZipFile(upload("x.docx", DOCX)) as archive:
        assert archive.testzip() is None
    assert accept_paper(upload("x.docx", DOCX)).kind == "docx"
