"""Where a name may be broken into lines.

Between words first. Inside a word only where its script allows it: never before a mark, inside a stack, before a
silenced consonant or after a vowel that is written before its consonant. The rules are deliberately narrow: a
break too few makes the type smaller, a break too many misspells a person.
"""

import unicodedata
from typing import Final

# Thai and Lao vowels written before the consonant they follow in speech.
_LEADING_VOWELS: Final = frozenset("เแโใไເແໂໃໄ")
# Thai and Lao vowels written after their consonant, as letters.
_TRAILING_VOWELS: Final = frozenset("ะาำๅະາຳ")
# Signs that belong to what is before them, and closing punctuation.
_FOLLOWS: Final = frozenset("ๆฯໆຯຽ၊။៖ៗ។៕ー々、。・）)」』】〉》”’,.;:!?") | _TRAILING_VOWELS
_OPENING: Final = frozenset("([{（「『【〔《〈“‘")
# Signs that silence or kill a consonant: it closes the syllable before it (Thai, Lao, Khmer, Burmese, Tamil).
_KILLERS: Final = frozenset("\u0e4c\u0ecc\u17cb\u17cd\u103a\u0bcd")
# Signs after which the next consonant is stacked or joined (Khmer coeng, Burmese and Indic virama, joiner).
_STACKERS: Final = frozenset("\u17d2\u1039\u0bcd\u094d\u200d")
# Vowel signs that only stand in closed syllables: the consonant after them belongs to them (Thai, Lao).
_CLOSED_VOWELS: Final = frozenset("\u0e31\u0e37\u0e47\u0eb1\u0ebb")
# Second letters of Thai and Lao clusters (kr, pl, hm ...).
_SECOND_LETTERS: Final = frozenset("รลวรงญนมยຣລວງຍນມ")
# A line ends badly with these: they belong to the word after them (son of, daughter of, child of ...).
_PARTICLES: Final = frozenset(
    ("bin", "binti", "binte", "bt", "bt.", "b.", "ibni", "a/l", "a/p", "s/o", "d/o", "anak", "al", "@")
    + ("and", "of", "the", "for", "dan", "de", "da", "dos")
)


def word_breaks(text: str) -> list[int]:
    """Places in a clean text where a new line may begin, between words or after a hyphen or slash."""
    breaks: list[int] = []
    word_start = 0
    for place in range(1, len(text)):
        before = text[place - 1]
        if before == " ":
            if text[word_start : place - 1].lower() not in _PARTICLES:
                breaks.append(place)
            word_start = place
        elif before == "-" and text[place] not in " -" and place - word_start > 3:
            breaks.append(place)
    return breaks


def syllable_breaks(text: str) -> list[int]:
    """Every place where a new line may begin at need: between words and between legal units inside them."""
    return [
        place
        for place in range(1, len(text))
        if text[place - 1] == " " or (text[place] != " " and _may_break_inside(text, place))
    ]


def _may_break_inside(text: str, place: int) -> bool:
    letter, before = text[place], text[place - 1]
    if _is_mark(letter) or letter in _FOLLOWS or before in _OPENING:
        return False
    if before in _LEADING_VOWELS or before in _STACKERS or _is_silenced(text, place):
        return False
    if unicodedata.bidirectional(letter) == unicodedata.bidirectional(before) == "AL":
        return False  # joined letters would change their shapes
    return _starts_syllable(text, place) if _leaves_finals_bare(letter) else True


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter in "\u200c\u200d"


def _leaves_finals_bare(letter: str) -> bool:
    """Thai, Lao and Khmer do not mark the consonant that closes a syllable: only a vowel shows where one begins."""
    return "\u0e00" <= letter <= "\u0eff" or "\u1780" <= letter <= "\u17ff"


def _starts_syllable(text: str, place: int) -> bool:
    """Whether a syllable surely begins here: at a leading vowel, or at a consonant with a vowel of its own."""
    if text[place] in _LEADING_VOWELS:
        return True
    before = place - 1
    while (before and "\u0e48" <= text[before] <= "\u0e4b") or "\u0ec8" <= text[before] <= "\u0ecb":
        before -= 1  # tone marks
    if text[before] in _CLOSED_VOWELS:
        return False
    if text[place] in _SECOND_LETTERS and not _is_mark(text[place - 1]) and text[place - 1] not in _TRAILING_VOWELS:
        return False
    following = text[place + 1 : place + 2]
    return bool(following) and (_is_mark(following) or following in _TRAILING_VOWELS)


def _is_silenced(text: str, place: int) -> bool:
    """Whether the consonant at this place carries a killer sign, and so ends the syllable before it."""
    following = place + 1
    while following < len(text) and unicodedata.category(text[following])[0] == "M":
        if text[following] in _KILLERS:
            return True
        following += 1
    return False
