"""The bidirectional algorithm (Unicode Standard Annex #9) for a name on one line.

Explicit embeddings, overrides and isolates are not honoured: `ascn8.typeset.shaping.clean` removes them, because in
a name they are only good for deceiving the reader. The rules W1-W7, N0-N2, I1-I2, L1 and L2 are complete.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

_OPENING: Final = "([{（［｛「『【〔《〈⟨⟦⟪༺༼᚛⁅⁽₍⌈⌊❨❪❬❮❰❲❴⦃⦅⦇〖〘〚｟｢"
_CLOSING: Final = ")]}）］｝」』】〕》〉⟩⟧⟫༻༽᚜⁆⁾₎⌉⌋❩❫❭❯❱❳❵⦄⦆⦈〗〙〛｠｣"
_CLOSES: Final = dict(zip(_OPENING, _CLOSING, strict=True))
_CLOSERS: Final = frozenset(_CLOSING)
_DEEPEST_BRACKET: Final = 63  # BD16
_IGNORED: Final = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"))
_NEUTRAL: Final = frozenset(("ON", "WS", "S", "B"))
_FIRST_RTL: Final = "\u0590"


def has_rtl(text: str) -> bool:
    """Whether anything in the text runs from right to left; only then levels are needed."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text if letter >= _FIRST_RTL)


def levels(text: str) -> list[int]:
    """The embedding level of each character, odd from right to left; the first letter sets the direction (P2, P3)."""
    original = [unicodedata.bidirectional(letter) or "L" for letter in text]
    original = ["BN" if kind in _IGNORED else kind for kind in original]
    paragraph = next((0 if kind == "L" else 1 for kind in original if kind in ("L", "R", "AL")), 0)
    # X9: what is ignored takes no part in the rules and gets the level of its neighbour at the end.
    places = [place for place, kind in enumerate(original) if kind != "BN"]
    kinds = [original[place] for place in places]
    outside = "R" if paragraph else "L"
    _resolve_marks_and_numbers(kinds, outside)
    _resolve_separators(kinds, outside)
    _resolve_brackets(kinds, [text[place] for place in places], [original[place] for place in places], outside)
    _resolve_neutrals(kinds, outside)
    return _implicit_levels(original, places, kinds, paragraph)


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """Indexes of the runs from left to right (rule L2)."""
    order = list(range(len(run_levels)))
    if not any(run_levels):
        return order
    lowest_odd = min((level for level in run_levels if level & 1), default=max(run_levels) + 1)
    for level in range(max(run_levels), lowest_odd - 1, -1):
        _reverse_stretches(order, run_levels, level)
    return order


def _reverse_stretches(order: list[int], run_levels: Sequence[int], level: int) -> None:
    start = 0
    while start < len(order):
        if run_levels[order[start]] < level:
            start += 1
            continue
        end = start
        while end < len(order) and run_levels[order[end]] >= level:
            end += 1
        order[start:end] = reversed(order[start:end])
        start = end


def _resolve_marks_and_numbers(kinds: list[str], outside: str) -> None:
    """W1 to W3: marks follow their base, numbers after Arabic letters are Arabic numbers."""
    before = outside
    strong = outside
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = kinds[place] = before
        before = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[place] = "AN"
    for place, kind in enumerate(kinds):
        if kind == "AL":
            kinds[place] = "R"


def _resolve_separators(kinds: list[str], outside: str) -> None:
    """W4 to W7: what stands in and beside numbers."""
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))):
            kinds[place] = before
    for start, end in _stretches(kinds, frozenset(("ET",))):
        if "EN" in (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else ""):
            kinds[start:end] = ["EN"] * (end - start)
    strong = outside
    for place, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"
        elif kind in ("R", "L"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"


def _resolve_brackets(kinds: list[str], letters: list[str], original: list[str], outside: str) -> None:
    """N0: a pair of brackets takes the direction of what it holds, or of what stands before it."""
    for opening, closing in sorted(_bracket_pairs(kinds, letters)):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} - {None}
        if not inside:
            continue
        direction = outside
        if outside not in inside:
            before = (_strong(kind) for kind in reversed(kinds[:opening]))
            context = next((strong for strong in before if strong), outside)
            direction = context
        for place in (opening, closing):
            kinds[place] = direction
            _carry_to_marks(kinds, original, place)


def _carry_to_marks(kinds: list[str], original: list[str], bracket: int) -> None:
    place = bracket + 1
    while place < len(kinds) and original[place] == "NSM":
        kinds[place] = kinds[bracket]
        place += 1


def _bracket_pairs(kinds: list[str], letters: list[str]) -> list[tuple[int, int]]:
    """BD16."""
    pairs: list[tuple[int, int]] = []
    open_brackets: list[tuple[str, int]] = []
    for place, letter in enumerate(letters):
        if kinds[place] != "ON":
            continue
        if letter in _CLOSES:
            if len(open_brackets) == _DEEPEST_BRACKET:
                break
            open_brackets.append((_CLOSES[letter], place))
        elif letter in _CLOSERS:
            depth = next((d for d in reversed(range(len(open_brackets))) if open_brackets[d][0] == letter), None)
            if depth is not None:
                pairs.append((open_brackets[depth][1], place))
                del open_brackets[depth:]
    return pairs


def _resolve_neutrals(kinds: list[str], outside: str) -> None:
    """N1 and N2: between two letters of one direction neutrals follow them, else the paragraph."""
    for start, end in _stretches(kinds, _NEUTRAL):
        before = _strong(kinds[start - 1]) if start else outside
        after = _strong(kinds[end]) if end < len(kinds) else outside
        direction = before if before and before == after else outside
        kinds[start:end] = [direction] * (end - start)


def _implicit_levels(original: list[str], places: list[int], kinds: list[str], paragraph: int) -> list[int]:
    """I1, I2, X9 and L1."""
    result = [-1] * len(original)
    for place, kind in zip(places, kinds, strict=True):
        against = kind != ("R" if paragraph else "L")
        step = (1 if kind == "R" or paragraph else 2) if against else 0
        result[place] = paragraph + step
    for place, level in enumerate(result):
        if level < 0:
            result[place] = result[place - 1] if place else paragraph
    for place in reversed(range(len(original))):
        if original[place] not in ("WS", "BN", "S", "B"):
            break
        result[place] = paragraph
    return result


def _strong(kind: str) -> str | None:
    """Numbers count as right to left where neutrals look at them (N0, N1)."""
    if kind in ("R", "EN", "AN"):
        return "R"
    return "L" if kind == "L" else None


def _stretches(kinds: list[str], wanted: frozenset[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] in wanted:
            end += 1
        if end > start:
            found.append((start, end))
        start = end + 1
    return found
