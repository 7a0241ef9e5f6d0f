"""The header of a JPEG: all that is read of a photo, which goes into a PDF as it is."""

from dataclasses import dataclass
from typing import Final

_START: Final = b"\xff\xd8"
# Start-of-frame markers that PDF's DCTDecode reads (ISO 32000-1, 7.4.8): baseline, extended, progressive.
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2))
_WITHOUT_LENGTH: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_GREY_OR_RGB: Final = (1, 3)


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
    if segment[0] != 8 or not width or not height or segment[5] not in _GREY_OR_RGB:
        return None
    return JpegHeader(width, height, segment[5])
