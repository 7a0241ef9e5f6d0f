"""Files as office programs write them, small and invented; and the same with something bad in them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import PDF

_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def parts_of(kind: str) -> dict[str, bytes]:
    """The parts of the smallest honest file of this kind."""
    part, word = _MAIN[kind]
    types = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{word}.main+xml"/>'
        "</Types>"
    )
    return {"[Content_Types].xml": types.encode(), part: b"<root>invented</root>"}


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def upload(name: str = "paper.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """What a browser sends, whatever type it claims."""
    return SimpleUploadedFile(name, content, content_type="text/html")
