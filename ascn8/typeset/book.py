"""Documents of leaves: each leaf a page, or several on a sheet, moved and turned as a fold wants them.

A book is tagged (ISO 32000-1, 14.7 and 14.8): its structure names headings and paragraphs in the order in which they
are read, whatever the order of the sheets; ornaments are marked as such. It has bookmarks, and links.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ascn8.typeset.leaf import Leaf, Link
from ascn8.typeset.pdf import DocumentFonts
from ascn8.typeset.pdf_document import new_document
from ascn8.typeset.pdf_objects import QUICK, Literal, Stream, reference


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf on a sheet: its top left corner there, and whether it stands on its head."""

    leaf: Leaf
    x: float = 0.0
    y: float = 0.0
    turned: bool = False

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Where a part of the leaf lies on the sheet."""
        if not self.turned:
            return self.x + left, self.y + top, self.x + right, self.y + bottom
        across, down = self.x + self.leaf.width, self.y + self.leaf.height
        return across - right, down - bottom, across - left, down - top


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the file. `placed` in the order in which they are drawn."""

    width: float
    height: float
    placed: tuple[Placed, ...]


class Book:
    """A document that is being written. Leaves are read in the order in which they were begun."""

    def __init__(self, *, title: str, language: str) -> None:
        self._document = new_document(title, language)
        self._font_list = reference(self._document, self._document.idToObject["BasicFonts"])
        self.fonts = DocumentFonts(self._document)
        self.leaves: list[Leaf] = []
        self.sheets: list[Sheet] = []
        self._bookmarks: list[tuple[str, Leaf]] = []

    def leaf(self, width: float, height: float) -> Leaf:
        """Begin another leaf."""
        self.leaves.append(Leaf(self.fonts, width, height))
        return self.leaves[-1]

    def sheet(self, width: float, height: float, placed: Sequence[Placed]) -> None:
        """Add a page that shows these leaves."""
        self.sheets.append(Sheet(width, height, tuple(placed)))

    def page(self, leaf: Leaf) -> None:
        """Add a page that is the leaf."""
        self.sheet(leaf.width, leaf.height, [Placed(leaf)])

    def bookmark(self, title: str, leaf: Leaf) -> None:
        """Name a leaf in the list at the side of the reader's window."""
        self._bookmarks.append((title, leaf))

    def finish(self) -> bytes:
        """The file. The same content gives the same bytes."""
        pages = [Literal("") for _sheet in self.sheets]
        for page in pages:
            self._document.addPage(page)
        references = [reference(self._document, page) for page in pages]
        where = {
            id(placed.leaf): at for at, sheet in zip(references, self.sheets, strict=True) for placed in sheet.placed
        }
        structure = _Structure(self._document, {id(leaf): place for place, leaf in enumerate(self.leaves)})
        for number, (page, sheet) in enumerate(zip(pages, self.sheets, strict=True)):
            code = structure.page(sheet, references[number]).encode("ascii")
            self._document.updateSignature(code)
            page.data = self._page(number, sheet, code, where).encode("ascii")
        structure.finish()
        self._add_bookmarks(where)
        data: bytes = self._document.GetPDFData(None)
        return data

    def _page(self, number: int, sheet: Sheet, code: bytes, where: dict[int, str]) -> str:
        parent = reference(self._document, self._document.Pages)
        contents = reference(self._document, Stream(code, effort=QUICK))
        links = [_link(sheet, placed, link, where) for placed in sheet.placed for link in placed.leaf.links]
        return (
            f"<< /Type /Page /Parent {parent} /MediaBox [0 0 {sheet.width:.2f} {sheet.height:.2f}] "
            f"/Contents {contents} /Resources << /Font {self._font_list} >> "
            f"/StructParents {number} /Tabs /S /Annots [{' '.join(filter(None, links))}] >>"
        )

    def _add_bookmarks(self, where: dict[int, str]) -> None:
        found = [(title, where[id(leaf)]) for title, leaf in self._bookmarks if id(leaf) in where]
        if not found:
            return
        root = _Outlines("")
        parent, rows = reference(self._document, root), [Literal("") for _row in found]
        names = [reference(self._document, row) for row in rows]
        for place, (row, (title, page)) in enumerate(zip(rows, found, strict=True)):
            before = f"/Prev {names[place - 1]} " if place else ""
            after = f"/Next {names[place + 1]} " if place + 1 < len(names) else ""
            said = f"FEFF{title.encode('utf-16-be').hex().upper()}"
            row.data = f"<< /Title <{said}> /Parent {parent} {before}{after}/Dest [{page} /Fit] >>".encode("ascii")
        root.data = f"<< /Type /Outlines /First {names[0]} /Last {names[-1]} /Count {len(names)} >>".encode("ascii")
        self._document.Outlines = self._document.outline = self._document.Catalog.Outlines = root


class _Outlines(Literal):
    """What reportlab asks of the root of the bookmarks before it writes it."""

    ready: Final = 1

    def prepare(self, _document: Any, _canvas: Any) -> None:
        """Nothing is left to do."""


class _Structure:
    """Which part of which page is what (ISO 32000-1, 14.7.4)."""

    def __init__(self, document: Any, order: dict[int, int]) -> None:
        self._document = document
        self._order = order
        self._root, self._whole = Literal(""), Literal("")
        self._parent = reference(document, self._whole)
        self._elements: list[tuple[int, int, str]] = []
        self._pages: list[str] = []

    def page(self, sheet: Sheet, page: str) -> str:
        """The code of a sheet with its marks numbered; each becomes an element."""
        parts: list[str] = []
        own: list[str] = []
        for placed in sheet.placed:
            parts += ["q", _matrix(sheet, placed)]
            for place, mark in enumerate(placed.leaf.marks):
                if not mark.kind:
                    parts += ["/Artifact BMC", mark.code, "EMC"]
                    continue
                parts += [f"/{mark.kind} <</MCID {len(own)}>> BDC", mark.code, "EMC"]
                language = f"/Lang ({mark.language}) " if mark.language else ""
                said = f"/ActualText <FEFF{mark.text.encode('utf-16-be').hex()}> " if mark.text else ""
                what = f"/Type /StructElem /S /{mark.kind} /P {self._parent} /Pg {page}"
                element = Literal(f"<< {what} {language}{said}/K {len(own)} >>")
                own.append(reference(self._document, element))
                self._elements.append((self._order.get(id(placed.leaf), len(self._order)), place, own[-1]))
            parts.append("Q")
        self._pages.append(f"[{' '.join(own)}]")
        return "\n".join(parts)

    def finish(self) -> None:
        """Write the tree, in the order of reading."""
        catalog = self._document.Catalog
        root = reference(self._document, self._root)
        # A stable sort: leaves in their order, and on each its marks in theirs.
        kids = " ".join(name for _leaf, _place, name in sorted(self._elements, key=lambda one: one[:2]))
        self._whole.data = f"<< /Type /StructElem /S /Document /P {root} /K [{kids}] >>".encode("ascii")
        numbers = " ".join(f"{number} {own}" for number, own in enumerate(self._pages))
        self._root.data = (
            f"<< /Type /StructTreeRoot /K {self._parent} /ParentTree << /Nums [{numbers}] >> "
            f"/ParentTreeNextKey {len(self._pages)} >>"
        ).encode("ascii")
        catalog.StructTreeRoot = self._root
        catalog.MarkInfo = Literal("<< /Marked true >>")


def _matrix(sheet: Sheet, placed: Placed) -> str:
    leaf = placed.leaf
    x, bottom = placed.x, sheet.height - placed.y - leaf.height
    if placed.turned:
        return f"-1 0 0 -1 {x + leaf.width:.2f} {bottom + leaf.height:.2f} cm"
    return f"1 0 0 1 {x:.2f} {bottom:.2f} cm"


def _link(sheet: Sheet, placed: Placed, link: Link, where: dict[int, str]) -> str:
    left, top, right, bottom = placed.box(link.left, link.top, link.right, link.bottom)
    rectangle = f"[{left:.2f} {sheet.height - bottom:.2f} {right:.2f} {sheet.height - top:.2f}]"
    if isinstance(link.target, str):
        address = "".join(f"\\{letter}" if letter in "()\\" else letter for letter in link.target)
        action = f"/A << /S /URI /URI ({address}) >> /Contents ({address})"
    elif id(link.target) in where:
        action = f"/Dest [{where[id(link.target)]} /Fit]"
    else:
        return ""
    return f"<< /Type /Annot /Subtype /Link /Rect {rectangle} /Border [0 0 0] {action} >>"
