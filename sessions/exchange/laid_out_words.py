"""Descriptions of calendar entries that are laid out: section, kind, name, text, and at the end the speakers."""

import re
from dataclasses import dataclass

_HEAD = re.compile(
    r"^Section: (?P<track>[^\n]*)\nKind: (?P<kind>[^\n]*)\nName: (?P<name>[^\n]*)\n?(?P<rest>.*)$",
    re.DOTALL,
)
_ADDRESS = re.compile(r"^https?://\S+\n")
_BLOCK = re.compile(r"<(/?)(p|ul|ol|div|pre|blockquote|h[1-6]|table)\b[^>]*>", re.IGNORECASE)
_SPEAKERS = "\nSpeakers:\n"


@dataclass(frozen=True, slots=True)
class Words:
    """What such a description says. `people`: names with what is told of each."""

    title: str
    kind: str
    track: str
    text: str
    people: list[tuple[str, str | None]]


def laid_out(summary: str, description: str) -> Words | None:
    """The parts of `description`; None where it is not laid out so."""
    found = _HEAD.match(description)
    if not found:
        return None
    rest, _line, speakers = found["rest"].partition(_SPEAKERS)
    title = found["name"].strip() or re.sub(r"^\[[^\]]*\]\s*", "", summary)
    text = _ADDRESS.sub("", rest)
    return Words(title, found["kind"].strip(), found["track"].strip(), text, _people(speakers))


def _people(text: str) -> list[tuple[str, str | None]]:
    """A line outside of any paragraph is a name; the paragraphs after it tell of that person."""
    people: list[tuple[str, list[str]]] = []
    depth = 0
    for line in text.split("\n"):
        is_name = depth == 0 and line.strip() and not line.lstrip().startswith("<")
        if is_name:
            people.append((line.strip(), []))
        elif people:
            people[-1][1].append(line)
        for closes, _tag in _BLOCK.findall(line):
            depth = max(0, depth + (-1 if closes else 1))
    return [(name, "\n".join(lines)) for name, lines in people]
