"""What the pages of the speakers show."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import ngettext

from ascn8.lib.languages import pick
from ascn8.lib.text import clean_line
from sessions.programme import Item, Part, Person, Programme


@dataclass(frozen=True, slots=True)
class SpeakersPage:
    """Everybody found, and the countries as chips with counts."""

    words: str
    country: str
    people: tuple[Person, ...]
    chips: list[dict[str, Any]]

    @property
    def count_text(self) -> str:
        count = len(self.people)
        return ngettext("%(count)d speaker", "%(count)d speakers", count) % {"count": count}


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """One person and the sessions, each with the parts the person has in it."""

    person: Person
    appearances: tuple[tuple[Item, tuple[Part, ...]], ...]


def speakers_page(programme: Programme, *, words: str, country: str) -> SpeakersPage:
    """The speakers whose name, organisation or country has all of `words`, from `country` where it is given."""
    words = clean_line(words)
    found = programme.people_found(words)
    people = tuple(person for person in found if country in ("", person.country))
    return SpeakersPage(words=words, country=country, people=people, chips=_countries(found, words, country))


def speaker_page(person: Person, programme: Programme) -> SpeakerPage:
    """The page of `person` as the last release has it."""
    return SpeakerPage(
        person,
        tuple(
            (item, tuple(part for part in item.parts if part.person is person))
            for item in programme.by_speaker.get(person.code, ())
        ),
    )


def _countries(people: tuple[Person, ...], words: str, chosen: str) -> list[dict[str, Any]]:
    names = {person.country: pick(person, "country") for person in people if person.country}
    counts = Counter(person.country for person in people)
    if len(names) < 2 and not chosen:
        return []
    return [
        {
            "label": names[code],
            "url": "?" + urlencode({"q": words} | ({} if code == chosen else {"country": code})),
            "current": code == chosen,
            "count": counts[code],
        }
        for code in sorted(names, key=lambda code: names[code])
    ]
