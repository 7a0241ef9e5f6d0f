"""PDF documents of many like pages, written at speed: what pages share is a form, a page is one stream.

reportlab keeps the numbers, the cross references and the file; its canvas, which costs as much again as all
drawing, is left out. There is no clock and no chance in a document: the same content gives the same bytes.
"""

from collections.abc import Iterable
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument, ViewerPreferencesPDFDictionary

from ascn8.typeset.jpeg import JpegHeader
from ascn8.typeset.pdf import DocumentFonts
from ascn8.typeset.pdf_objects import QUICK, JpegImage, Literal, Stream, reference


class Document:
    """Pages of one size, in points. Code is PDF operators, with the origin at the bottom left of the page."""

    def __init__(self, width: float, height: float, *, title: str, language: str) -> None:
        self._document = new_document(title, language)
        self._box = f"[0 0 {width:.2f} {height:.2f}]"
        self._parent = reference(self._document, self._document.Pages)
        self._font_list = reference(self._document, self._document.idToObject["BasicFonts"])
        self._objects: dict[str, str] = {}
        self.fonts = DocumentFonts(self._document)

    def form(self, code: str) -> str:
        """Keep operators that many pages show; the operator that shows them."""
        entries = f"/Type /XObject /Subtype /Form /BBox {self._box} /Resources << /Font {self._font_list} >> "
        return self._keep("F", Stream(code.encode("ascii"), entries))

    def image(self, data: bytes, header: JpegHeader) -> str:
        """Keep a JPEG as it is; the operator that shows it in the unit square."""
        return self._keep("I", JpegImage(data, header))

    def page(self, code: str, shows: Iterable[str]) -> None:
        """Add a page; `shows` are the operators of the forms and images in its code."""
        data = code.encode("ascii")
        self._document.updateSignature(data)
        names = " ".join(f"{show[:-3]} {self._objects[show]}" for show in shows)
        contents = reference(self._document, Stream(data, effort=QUICK))
        self._document.addPage(
            Literal(
                f"<< /Type /Page /Parent {self._parent} /MediaBox {self._box} /Contents {contents} "
                f"/Resources << /Font {self._font_list} /XObject << {names} >> >> >>"
            )
        )

    def finish(self) -> bytes:
        """The file."""
        data: bytes = self._document.GetPDFData(None)
        return data

    def _keep(self, kind: str, item: Any) -> str:
        show = f"/{kind}{len(self._objects)} Do"
        self._objects[show] = reference(self._document, item)
        return show


def new_document(title: str, language: str) -> Any:
    """An empty reportlab document that says its title and its language."""
    document: Any = PDFDocument
    document = document(invariant=1, pdfVersion=(1, 7), lang=language)
    document.setTitle(title)
    document.setAuthor("ASCN8")
    document.setCreator("ASCN8")
    document.setSubject("")
    preferences: Any = ViewerPreferencesPDFDictionary()
    preferences["DisplayDocTitle"] = "true"
    document.Catalog.ViewerPreferences = preferences
    return document
