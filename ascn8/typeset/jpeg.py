"""JPEG files go into a PDF as they are: only their header is read."""

from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

_START: Final = b"\xff\xd8"
# Start-of-frame markers that PDF's DCTDecode reads (ISO 32000-1, 7.4.8): baseline, extended, progressive.
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2))
_WITHOUT_LENGTH: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_COLOUR_SPACES: Final = {1: "DeviceGray", 3: "DeviceRGB"}


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """Size in pixels and the number of colour components."""

    width: int
    height: int
    components: int


def read_header(data: bytes) -> JpegHeader | None:
    """The header of a grey or RGB JPEG with 8 bits a component; None when the data is anything else."""
    if data[:2] != _START:
        return None
    place = 2
    while place + 10 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _WITHOUT_LENGTH:
            place += 2
        elif marker in _FRAMES:
            return _frame(data[place + 4 : place + 10])
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _frame(segment: bytes) -> JpegHeader | None:
    height, width = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
    if segment[0] != 8 or not width or not height or segment[5] not in _COLOUR_SPACES:
        return None
    return JpegHeader(width, height, segment[5])


class JpegImage(pdfdoc.PDFObject):
    """An image of a PDF document that keeps the file's bytes."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, header: JpegHeader) -> None:
        self.data = data
        self.header = header

    def format(self, document: Any) -> bytes:
        """Dictionary and data."""
        header = self.header
        entries = (
            f"<< /Type /XObject /Subtype /Image /Width {header.width} /Height {header.height} "
            f"/ColorSpace /{_COLOUR_SPACES[header.components]} /BitsPerComponent 8 "
            f"/Filter /DCTDecode /Length {len(self.data)} >>\nstream\n"
        )
        return entries.encode("ascii") + self.data + b"\nendstream\n"
