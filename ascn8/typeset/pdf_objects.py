"""Objects of a reportlab document whose text is known: reportlab only numbers them and puts them in the file."""

import zlib
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

from ascn8.typeset.jpeg import JpegHeader

# Page streams gain little from more effort, and it would cost a tenth of the time.
QUICK: Final = 1
THOROUGH: Final = 6

_COLOUR_SPACES: Final = {1: "DeviceGray", 3: "DeviceRGB"}


class Literal(pdfdoc.PDFObject):
    """An object that is written as it is."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self.data = text.encode("ascii")

    def format(self, document: Any) -> bytes:
        """The text."""
        return self.data


class Stream(pdfdoc.PDFObject):
    """A stream, deflated here. `entries` are further entries of its dictionary."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, entries: str = "", *, effort: int = THOROUGH) -> None:
        packed = zlib.compress(data, effort)
        self.data = stream(packed, f"{entries}/Filter /FlateDecode ")

    def format(self, document: Any) -> bytes:
        """Dictionary and data."""
        return self.data


class JpegImage(pdfdoc.PDFObject):
    """An image that keeps the bytes of its file."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, header: JpegHeader) -> None:
        self.data = data
        self.entries = (
            f"/Type /XObject /Subtype /Image /Width {header.width} /Height {header.height} "
            f"/ColorSpace /{_COLOUR_SPACES[header.components]} /BitsPerComponent 8 /Filter /DCTDecode "
        )

    def format(self, document: Any) -> bytes:
        """Dictionary and data."""
        return stream(self.data, self.entries)


def stream(data: bytes, entries: str) -> bytes:
    """The text of a stream object (ISO 32000-1, 7.3.8)."""
    head = f"<< {entries}/Length {len(data)} >>\nstream\n"
    return b"%b%b\nendstream\n" % (head.encode("ascii"), data)


def reference(document: Any, item: pdfdoc.PDFObject) -> str:
    """Give the object a number in the document; the text that refers to it."""
    text: bytes | str = document.Reference(item).format(document)
    return text if isinstance(text, str) else text.decode("ascii")
