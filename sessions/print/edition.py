"""What is printed: one state of the programme, cut down to what was asked for, and the words on each page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ascn8.lib.languages import pick, pick_marked
from ascn8.meeting.models import Country, Meeting
from sessions.languages import language_name
from sessions.programme import Item, Person, Programme, Room


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language that it is really in; `is_fallback` where that is not the reader's."""

    text: str
    language: str
    is_fallback: bool


@dataclass(frozen=True)
class Edition:
    """Everything that the forms draw from. They are drawn in the active language."""

    programme: Programme
    meeting: Meeting
    days: dict[dt.date, tuple[Item, ...]]
    printed_at: dt.datetime
    is_draft: bool = False
    # What was chosen, in words; empty: everything.
    choice: str = ""
    # Country -> which forms Han characters of its people's names take.
    han: dict[str, str] = field(default_factory=dict)

    @property
    def release(self) -> str:
        """ "Release 7", or what a draft is called."""
        if self.is_draft:
            return _("Draft")
        return _("Release %(number)s") % {"number": self.programme.number}

    @property
    def foot(self) -> str:
        """Version and time, which stand at the foot of every page."""
        moment = self.printed_at.astimezone(self.meeting.zone)
        printed = _("printed %(day)s, %(time)s") % {"day": date_format(moment, "j F Y"), "time": f"{moment:%H:%M}"}
        return " · ".join(filter(None, (self.release, printed, self.choice)))

    @property
    def short_foot(self) -> str:
        """The same where there is little room."""
        moment = self.printed_at.astimezone(self.meeting.zone)
        return f"{self.release} · {date_format(moment, 'j M Y')}, {moment:%H:%M}"

    @property
    def warning(self) -> str:
        """What the head of each page warns of; empty where nothing."""
        if self.is_draft:
            return _("DRAFT – not for distribution")
        return _("Demonstration: the people are invented.") if self.meeting.is_demo else ""

    @property
    def address(self) -> str:
        """Where the programme is always up to date."""
        return iri_to_uri(f"{settings.SITE_URL}{reverse('agenda')}")

    @property
    def short_address(self) -> str:
        """The same as people type it."""
        return self.address.split("://", 1)[1].rstrip("/")

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for items in self.days.values() for item in items)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The places of these sessions, in the order of the programme."""
        used = {item.room.guid for item in self.items if item.room}
        return tuple(room for room in self.programme.rooms if room.guid in used)


def edition_of(
    programme: Programme,
    meeting: Meeting,
    *,
    days: Iterable[str] = (),
    tracks: Iterable[str] = (),
    printed_at: dt.datetime,
    is_draft: bool = False,
) -> Edition:
    """The programme of these days (ISO dates) and tracks (slugs); all where none is named."""
    wanted, strands = set(days), set(tracks)
    found = {
        day: tuple(item for item in items if not strands or (item.strand and item.strand.slug in strands))
        for day, items in programme.by_day.items()
        if not wanted or day.isoformat() in wanted
    }
    names = [pick(strand, "name") for strand in programme.strands if strand.slug in strands]
    return Edition(
        programme=programme,
        meeting=meeting,
        days={day: items for day, items in found.items() if items},
        printed_at=printed_at,
        is_draft=is_draft,
        choice=", ".join(names),
        han=dict(Country.objects.exclude(han_variant="").values_list("code", "han_variant")),
    )


def said(row: Any, field: str) -> Said:
    """A text of the programme in the reader's language, or in the one that there is."""
    text, language = pick_marked(row, field)
    return Said(text, language, language != _reader())


def beside(row: Any, field: str) -> Said | None:
    """The same text in the other language, where it has one that says something else."""
    other = "en" if _reader() == "ms" else "ms"
    text = getattr(row, f"{field}_{other}")
    return Said(text, other, is_fallback=False) if text and text != said(row, field).text else None


def when(item: Item) -> str:
    return f"{item.starts_at:%H:%M}–{item.ends_at:%H:%M}"


def day_name(day: dt.date) -> str:
    return date_format(day, "l j F Y")


def place_name(item: Item) -> str:
    return pick(item.room, "name") if item.room else ""


def tongues(item: Item) -> str:
    """Who is heard in which language: "English → Thai (channel 2), Khmer (channel 3)"."""
    spoken = ", ".join(language_name(code) for code in item.languages)
    heard = ", ".join(_heard(code, item.channels.get(code)) for code in item.interpreted_into)
    return f"{spoken} → {heard}" if heard else spoken


def short_tongues(item: Item) -> str:
    """The same in codes: "EN → TH 2, KM 3"."""
    spoken = ", ".join(item.languages).upper()
    heard = ", ".join(f"{code.upper()} {item.channels.get(code, '')}".strip() for code in item.interpreted_into)
    return f"{spoken} → {heard}" if heard else spoken if spoken != "EN" else ""


def name_of(person: Person) -> str:
    """The whole name, with the one in its own script."""
    return " ".join(filter(None, (person.full_name, person.native_name)))


def affiliation_of(person: Person) -> str:
    country = pick(person, "country") if person.country else ""
    return ", ".join(filter(None, (person.position, person.organisation, country)))


def _heard(code: str, channel: int | None) -> str:
    name = language_name(code)
    return _("%(language)s (channel %(channel)d)") % {"language": name, "channel": channel} if channel else name


def _reader() -> str:
    return (get_language() or "en")[:2]
