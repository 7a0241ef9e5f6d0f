"""A schedule as other systems hand it over, before anything of ours is touched."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.utils.functional import Promise

# Written into our own exports, and recognised when one of them comes back.
GENERATOR = "ascn8"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file: where, in which field, and what to do."""

    line: int
    field: str
    message: str | Promise

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class ReadRoom:
    name: str
    guid: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """`key` is what the file calls the person; `biography` and `native_name` None where the file does not say them."""

    key: str
    name: str
    guid: uuid.UUID | None = None
    biography: str | None = None
    native_name: str | None = None


@dataclass(frozen=True, slots=True)
class ReadSession:
    """One event of the file. `kind` is one of ours, or empty where the file's word says nothing to us.

    None where the form cannot say something, so that an import leaves it as it is. `is_malay`: so is the title.
    """

    line: int
    key: str
    guid: uuid.UUID | None
    title: str
    subtitle: str | None
    abstract: str | None
    description: str | None
    kind: str
    track: str
    room: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    language: str
    persons: tuple[ReadPerson, ...] | None
    links: tuple[tuple[str, str], ...] | None
    is_cancelled: bool | None = None
    is_malay: bool = False


@dataclass(slots=True)
class ReadSchedule:
    """All of a file: what could be read, every fault, and how often each field came that is not taken over."""

    acronym: str = ""
    rooms: list[ReadRoom] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)
    sessions: list[ReadSession] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left: "Counter[str]" = field(default_factory=Counter)
