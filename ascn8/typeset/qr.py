"""QR codes of badge tokens: version 2 (25 x 25 modules), alphanumeric, from tables, in 20 microseconds.

For a fixed version, level and mask everything in a QR code (ISO/IEC 18004: Reed-Solomon, interleaving, placement)
is linear over GF(2). So a symbol is one table entry for each data codeword, joined by XOR. Level Q holds 29
characters and is taken when the token fits, level M holds 38. The mask is fixed, which readers are told in the
format bits; choosing among all eight costs 2 ms and gained nothing that could be measured.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import segno

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MODULES: Final = 25
# The margin that readers need around the symbol, in modules (ISO/IEC 18004, 6.3.8).
QUIET_ZONE: Final = 4
MASK: Final = 2
VERSION: Final = 2

Level = Literal["Q", "M"]

_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
# Level -> data codewords, error correction codewords, characters (ISO/IEC 18004, tables 7 and 9).
_CAPACITY: Final[dict[Level, tuple[int, int, int]]] = {"Q": (22, 22, 29), "M": (28, 16, 38)}
_BITS: Final = MODULES * MODULES
_PIECE: Final = 5


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code; `bits` holds the modules row by row from the top left, first module highest."""

    bits: int
    level: Level

    def rows(self) -> list[str]:
        """The modules as rows of 0 and 1 (1 is dark), from the top."""
        digits = format(self.bits, f"0{_BITS}b")
        return [digits[start : start + MODULES] for start in range(0, _BITS, MODULES)]

    def pdf_path(self) -> str:
        """PDF operators that fill the dark modules; one unit is one module, the origin is bottom left."""
        digits = format(self.bits, f"0{_BITS}b")
        pieces = [
            rectangles[digits[start : start + _PIECE]]
            for start, rectangles in zip(range(0, _BITS, _PIECE), _rectangles(), strict=True)
        ]
        return "".join(pieces) + "f"

    def svg_path(self) -> str:
        """The `d` of an SVG path; one unit is one module, the origin is top left."""
        return "".join(
            f"M{left} {row}h{width}v1h-{width}z"
            for row, modules in enumerate(self.rows())
            for left, width in _dark_stretches(modules)
        )


def symbol(token: str) -> Symbol:
    """The QR code of a token.

    Raises ValueError for an empty token, one of more than 38 characters or one with characters outside ALPHABET.
    """
    if not token or not _VALUES.keys() >= set(token):
        raise ValueError("A QR token consists of digits, capital letters and $%*+-./: only.")
    for level, (_, _, characters) in _CAPACITY.items():
        if len(token) <= characters:
            tables = _tables(level)
            bits = tables.base
            for column, codeword in zip(tables.columns, _codewords(token, level), strict=True):
                bits ^= column[codeword]
            return Symbol(bits, level)
    raise ValueError("A QR token has at most 38 characters.")


@dataclass(frozen=True, slots=True)
class Grid:
    """A QR code of any text: how many modules a side has, and operators that fill the dark ones (see `pdf_path`)."""

    modules: int
    pdf_path: str


def grid(text: str) -> Grid:
    """The QR code of a text such as an address, made by the reference encoder (3 ms), at level M."""
    rows = segno.make(text, error="m", mask=MASK, micro=False, boost_error=False).matrix
    path = "".join(
        f"{left} {len(rows) - 1 - place} {width} 1 re "
        for place, row in enumerate(rows)
        for left, width in _dark_stretches("".join("1" if module & 1 else "0" for module in row))
    )
    return Grid(len(rows), path + "f")


@cache
def _rectangles() -> list[dict[str, str]]:
    """For each piece of a symbol, five modules of a row, the `re` operators of its 32 patterns."""
    tables = []
    for start in range(0, _BITS, _PIECE):
        row, left = divmod(start, MODULES)
        patterns = (format(number, f"0{_PIECE}b") for number in range(1 << _PIECE))
        tables.append(
            {
                pattern: "".join(
                    f"{left + dark} {MODULES - 1 - row} {width} 1 re " for dark, width in _dark_stretches(pattern)
                )
                for pattern in patterns
            }
        )
    return tables


def _dark_stretches(modules: str) -> list[tuple[int, int]]:
    """Start and length of each stretch of dark modules in a row."""
    found = []
    left = modules.find("1")
    while left >= 0:
        right = modules.find("0", left)
        right = len(modules) if right < 0 else right
        found.append((left, right - left))
        left = modules.find("1", right)
    return found


def _codewords(token: str, level: Level) -> bytes:
    """Mode, length, characters in pairs of 11 bits, terminator and padding (ISO/IEC 18004, 7.4)."""
    bits, length = 0b0010 << 9 | len(token), 13
    for place in range(0, len(token) - 1, 2):
        bits = bits << 11 | _VALUES[token[place]] * 45 + _VALUES[token[place + 1]]
        length += 11
    if len(token) % 2:
        bits = bits << 6 | _VALUES[token[-1]]
        length += 6
    capacity = _CAPACITY[level][0]
    padding = min(4, capacity * 8 - length)
    padding += -(length + padding) % 8
    data = (bits << padding).to_bytes((length + padding) // 8, "big")
    return data + (b"\xec\x11" * capacity)[: capacity - len(data)]


@dataclass(frozen=True, slots=True)
class _Tables:
    """`base` is the symbol of all-zero codewords; a column holds what each value of one codeword flips."""

    base: int
    columns: tuple[tuple[int, ...], ...]


@cache
def _tables(level: Level) -> _Tables:
    """Built once, 15 ms. The fixed patterns are read off a symbol of the reference encoder."""
    reference = segno.make("A", version=VERSION, error=level, mask=MASK, mode="alphanumeric", boost_error=False)
    fixed = _fixed_modules()
    base = 0
    for row in range(MODULES):
        for column in range(MODULES):
            dark = reference.matrix[row][column] & 1 if (row, column) in fixed else column % 3 == 0
            base |= _bit(row, column) if dark else 0
    places = _placement(fixed)
    data_count, check_count, _ = _CAPACITY[level]
    columns = [_column(position, data_count, check_count, places) for position in range(data_count)]
    return _Tables(base, tuple(columns))


def _column(position: int, data_count: int, check_count: int, places: list[tuple[int, int]]) -> tuple[int, ...]:
    """The modules flipped by each value of one data codeword."""
    entries = [0] * 256
    for value in range(1, 256):
        lowest = value & -value
        if value != lowest:
            entries[value] = entries[value ^ lowest] ^ entries[lowest]
            continue
        data = bytearray(data_count)
        data[position] = value
        entries[value] = sum(
            _bit(*places[place * 8 + bit])
            for place, codeword in enumerate((*data, *_check_codewords(data, check_count)))
            for bit in range(8)
            if codeword >> (7 - bit) & 1
        )
    return tuple(entries)


def _bit(row: int, column: int) -> int:
    return 1 << (_BITS - 1 - row * MODULES - column)


def _fixed_modules() -> frozenset[tuple[int, int]]:
    """Finder, timing and alignment patterns and format bits of version 2."""
    last = MODULES
    areas = (
        (range(9), range(9)),
        (range(9), range(last - 8, last)),
        (range(last - 8, last), range(9)),
        (range(6, 7), range(last)),
        (range(last), range(6, 7)),
        (range(last - 9, last - 4), range(last - 9, last - 4)),
    )
    return frozenset((row, column) for rows, columns in areas for row in rows for column in columns)


def _placement(fixed: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    """The modules of the data bits in their order: pairs of columns, upwards and downwards in turn."""
    places = []
    rights = (*range(MODULES - 1, 6, -2), 5, 3, 1)
    for turn, right in enumerate(rights):
        rows = range(MODULES) if turn % 2 else range(MODULES - 1, -1, -1)
        places += [(row, column) for row in rows for column in (right, right - 1) if (row, column) not in fixed]
    return places


def _check_codewords(data: bytearray, count: int) -> list[int]:
    """Reed-Solomon remainder over GF(256) with the polynomial 0x11D (ISO/IEC 18004, 7.5.2)."""
    generator = _generator(count)
    remainder = [0] * count
    for codeword in data:
        factor = codeword ^ remainder[0]
        remainder = [
            coefficient ^ _multiply(factor, weight)
            for coefficient, weight in zip((*remainder[1:], 0), generator, strict=True)
        ]
    return remainder


@cache
def _generator(count: int) -> tuple[int, ...]:
    """The generator polynomial without its leading 1."""
    polynomial = [1]
    root = 1
    for _ in range(count):
        shifted = (*polynomial, 0)
        scaled = (0, *(_multiply(coefficient, root) for coefficient in polynomial))
        polynomial = [one ^ other for one, other in zip(shifted, scaled, strict=True)]
        root = _multiply(root, 2)
    return tuple(polynomial[1:])


@cache
def _multiply(one: int, other: int) -> int:
    """Product in GF(256)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= 0x11D
        other >>= 1
    return product
