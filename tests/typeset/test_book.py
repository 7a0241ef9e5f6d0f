"""Books of leaves: what lies where, in which order it is read, what leads where."""

import io
from itertools import pairwise

from pypdf import PdfReader

from ascn8.typeset.book import Book, Placed
from ascn8.typeset.paper import Style, set_text

STYLE = Style(10)


def reader(book: Book) -> PdfReader:
    return PdfReader(io.BytesIO(book.finish()))


def elements(pdf: PdfReader) -> list[dict]:
    whole = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [kid.get_object() for kid in whole["/K"]]


def test_structure_follows_the_reader_and_not_the_sheet():
    book = Book(title="A book", language="ms")
    first, second = book.leaf(100, 100), book.leaf(100, 100)
    second.put(set_text("Second", STYLE, 90), 5, 5, kind="H1")
    first.rectangle(0, 0, 100, 10, "#0B1B3B")
    first.put(set_text("First", STYLE, 90), 5, 5, kind="H2", language="en")
    # On the sheet the second leaf lies before the first.
    book.sheet(200, 100, [Placed(second), Placed(first, x=100)])
    pdf = reader(book)

    assert [element["/S"] for element in elements(pdf)] == ["/H2", "/H1"]
    assert elements(pdf)[0]["/Lang"] == "en"
    assert "/Lang" not in elements(pdf)[1]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] is True or pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "ms"
    # Each marked part of the page is one element, and the ornament is none.
    parents = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert len(parents[1].get_object()) == 2
    assert b"/Artifact BMC" in pdf.pages[0].get_contents().get_data()


def test_a_text_of_several_lines_says_what_stood_between_them():
    book = Book(title="A book", language="en")
    leaf = book.leaf(120, 200)
    for text in ("Cities that listen", "พลอยชมพูสิทธิ์ชัยเจริญทรัพย์ไพบูลย์พานิชย์", "One"):
        leaf.put(set_text(text, STYLE, 60), 5, 5)
    book.page(leaf)

    said = [element.get("/ActualText") for element in elements(reader(book))]
    assert said == ["Cities that listen", "พลอยชมพูสิทธิ์ชัยเจริญทรัพย์ไพบูลย์พานิชย์", None]


def test_a_turned_leaf_stands_on_its_head_in_its_own_place():
    book = Book(title="A book", language="en")
    leaf = book.leaf(100, 50)
    leaf.put(set_text("Words", STYLE, 90), 10, 5)
    book.sheet(300, 200, [Placed(leaf, x=200, y=20, turned=True)])
    found = []
    reader(book).pages[0].extract_text(visitor_text=lambda text, cm, tm, *_: text.strip() and found.append((cm, tm)))
    cm, tm = found[0]
    x, y = cm[4] + tm[4] * cm[0], cm[5] + tm[5] * cm[3]

    assert cm[0] == cm[3] == -1
    assert Placed(leaf, x=200, y=20, turned=True).box(10, 5, 40, 15) == (260, 55, 290, 65)
    assert abs(x - 290) < 0.1
    assert 135 < y < 145


def test_links_lead_to_addresses_and_leaves():
    book = Book(title="A book", language="en")
    leaves = [book.leaf(100, 100), book.leaf(100, 100)]
    leaves[0].link(0, 0, 50, 10, leaves[1])
    leaves[0].link(0, 20, 50, 10, "https://ascn8.example/(a)\\")
    for leaf in leaves:
        book.page(leaf)
    book.bookmark("Zweite · second", leaves[1])
    pdf = reader(book)
    inner, outer = (one.get_object() for one in pdf.pages[0]["/Annots"])

    assert inner["/Dest"][0].get_object() == pdf.pages[1]
    assert outer["/A"]["/URI"] == "https://ascn8.example/(a)\\"
    assert [one.title for one in pdf.outline] == ["Zweite · second"]
    assert pdf.get_destination_page_number(pdf.outline[0]) == 1


def test_boxes_say_where_texts_lie():
    book = Book(title="A book", language="en")
    leaf = book.leaf(200, 100)
    y = leaf.put(set_text("One", STYLE, 190), 5, 5)
    leaf.put(set_text("Two", STYLE, 190), 5, y, width=190, align="right")

    one, two = leaf.boxes
    assert (one.name, two.name) == ("One", "Two")
    assert one.bottom == two.top
    assert abs(two.right - 195) < 0.01
    assert all(before.left >= 5 for before, _after in pairwise(leaf.boxes))


def test_the_same_content_gives_the_same_bytes():
    def once() -> bytes:
        book = Book(title="A book", language="en")
        leaf = book.leaf(200, 100)
        leaf.put(set_text("One สมชาย", STYLE, 190), 5, 5, slanted=True)
        leaf.qr_code("https://ascn8.example/agenda/", 50, 20, 60)
        book.page(leaf)
        return book.finish()

    assert once() == once()
