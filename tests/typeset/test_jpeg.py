from io import BytesIO

import pytest
from PIL import Image

from ascn8.typeset.jpeg import JpegHeader, read_header


def _jpeg(mode: str, **options: object) -> bytes:
    file = BytesIO()
    Image.new(mode, (30, 40)).save(file, "JPEG", **options)
    return file.getvalue()


def test_the_header_of_colour_grey_and_progressive_files_is_read() -> None:
    assert read_header(_jpeg("RGB")) == JpegHeader(30, 40, 3)
    assert read_header(_jpeg("L")) == JpegHeader(30, 40, 1)
    assert read_header(_jpeg("RGB", progressive=True, comment=b"x" * 500)) == JpegHeader(30, 40, 3)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", b"\xff\xd8\xff", b"GIF89a" + b"x" * 50, _jpeg("CMYK"), _jpeg("RGB")[:100], b"\xff\xd8" * 40],
)
def test_what_is_no_usable_jpeg_has_no_header(data: bytes) -> None:
    assert read_header(data) is None


def test_a_segment_of_length_nought_does_not_hang() -> None:
    assert read_header(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 1000) is None
