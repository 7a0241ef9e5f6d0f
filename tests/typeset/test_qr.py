import random

import pytest
import segno
import zxingcpp
from PIL import Image

from ascn8.typeset import qr

# segno 1.6.6 adds a needless zero byte when the terminator ends on the edge of a byte: these lengths differ.
_PADDED_TOO_FAR = {7, 10, 23, 26}


def _token(length: int, seed: int = 0) -> str:
    # The letter keeps segno from choosing the numeric mode.
    return "A" + "".join(random.Random(seed * 100 + length).choices(qr.ALPHABET, k=length - 1))


@pytest.mark.parametrize("length", sorted(set(range(1, 39)) - _PADDED_TOO_FAR))
def test_the_symbol_equals_the_reference_encoder(length: int) -> None:
    for seed in range(5):
        token = _token(length, seed)
        symbol = qr.symbol(token)
        reference = segno.make(
            token, version=qr.VERSION, error=symbol.level, mask=qr.MASK, mode="alphanumeric", boost_error=False
        )
        assert symbol.rows() == ["".join(str(module & 1) for module in row) for row in reference.matrix]


@pytest.mark.parametrize("length", range(1, 39))
def test_the_symbol_is_read_back(length: int) -> None:
    token = _token(length)
    image = Image.new("L", (33, 33), 255)
    for y, row in enumerate(qr.symbol(token).rows()):
        for x, module in enumerate(row):
            image.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0 if module == "1" else 255)
    found = zxingcpp.read_barcodes(image.resize((330, 330), Image.Resampling.NEAREST))
    assert [barcode.text for barcode in found] == [token]


def test_short_tokens_get_the_stronger_level() -> None:
    assert qr.symbol(_token(29)).level == "Q"
    assert qr.symbol(_token(30)).level == "M"


@pytest.mark.parametrize("token", ["", "a", "É", "A" * 39, "A\n"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="QR token"):
        qr.symbol(token)


def test_both_paths_cover_the_dark_modules_exactly() -> None:
    symbol = qr.symbol(_token(29))
    dark = sum(row.count("1") for row in symbol.rows())
    numbers = symbol.pdf_path().removesuffix("f").replace(" re", "").split()
    assert sum(int(width) for width in numbers[2::4]) == dark
    assert sum(int(part.split("h")[1].split("v")[0]) for part in symbol.svg_path().split("M")[1:]) == dark
