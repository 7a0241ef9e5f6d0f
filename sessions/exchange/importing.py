"""Taking over a schedule of another system: all of it or nothing, and the same file twice changes nothing."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from ascn8.audit.trail import record
from ascn8.lib.text import clean_block
from sessions.exchange.reading import read_schedule
from sessions.exchange.schedule import Fault, ReadPerson, ReadSchedule, ReadSession
from sessions.models import Appearance, Place, Session, Speaker, Track

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Row:
    """What the import does with one thing of the file.

    `what` is place, track, speaker or session; `outcome` is created, changed, unchanged, or missing: a session that an
    earlier import brought and this file no longer has. It is left as it is; staff decide.
    """

    what: str
    name: str
    outcome: str
    fields: tuple[str, ...] = ()
    line: int = 0


@dataclass(slots=True)
class Report:
    """The result of an import. With faults, or in a dry run, nothing was written."""

    dry_run: bool
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Fields of the file that are not taken over, by name, with how often each came.
    left: dict[str, int] = field(default_factory=dict)

    @property
    def applied(self) -> bool:
        return not self.dry_run and not self.faults

    def count(self, what: str, outcome: str = "") -> int:
        """How many rows of `what` have `outcome`; without it, how many there are of those in the file."""
        wanted = {outcome} if outcome else {"created", "changed", "unchanged"}
        return sum(row.what == what and row.outcome in wanted for row in self.rows)

    @property
    def changes(self) -> int:
        return sum(row.outcome in ("created", "changed") for row in self.rows)


def import_schedule(data: bytes, *, actor: Any, at: dt.datetime, source: str = "", dry_run: bool = False) -> Report:
    """Take the schedule in `data` over into the draft; with `dry_run` only say what would happen.

    `source` names where it comes from, so that the same thing is found again; without it the file's acronym is used.
    What staff added here (Malay texts, roles, capacities) stays. Raises Refused where the file cannot be read at all;
    returns a report with faults, and writes nothing, where some of it cannot.
    """
    found = read_schedule(data)
    report = Report(dry_run=dry_run, faults=found.faults, left=dict(sorted(found.left.items())))
    if report.faults:
        return report
    with transaction.atomic():
        _Import(found, source=source or found.acronym or "schedule", rows=report.rows).run()
        if dry_run:
            transaction.set_rollback(True)
        elif report.changes:
            outcomes = Counter(f"{row.what} {row.outcome}" for row in report.rows)
            record(at=at, actor=actor, action="programme.import", subject=source or found.acronym, **outcomes)
    return report


@dataclass(slots=True)
class _Taken:
    """An event of the file and the session that it became."""

    read: ReadSession
    session: Session
    is_new: bool
    fields: tuple[str, ...]

    def row(self) -> Row:
        outcome = "created" if self.is_new else "changed" if self.fields else "unchanged"
        return Row("session", self.read.title, outcome, () if self.is_new else self.fields, self.read.line)


class _Import:
    """One run. Reads every table once, compares in memory, writes in bulk."""

    def __init__(self, found: ReadSchedule, *, source: str, rows: list[Row]) -> None:
        self.found, self.source, self.rows = found, source[:60], rows
        self.tracks: dict[str, Track] = {}
        self.places: dict[str, Place] = {}
        self.speakers: dict[str, Speaker] = {}
        self.sessions: list[_Taken] = []

    def run(self) -> None:
        self.import_tracks()
        self.import_places()
        self.import_speakers()
        self.import_sessions()
        self.import_appearances()
        self.rows += [taken.row() for taken in self.sessions]

    def origin(self, key: str) -> str:
        return f"{self.source}:{key}"

    def import_tracks(self) -> None:
        known = list(Track.objects.all())
        self.tracks = {track.name_en: track for track in known}
        taken = {track.slug for track in known}
        new: list[Track] = []
        for position, name in enumerate(self.found.tracks, start=len(known)):
            outcome = "unchanged"
            if name not in self.tracks:
                self.tracks[name] = Track(slug=_free_slug(name, "track", taken), name_en=name, position=position)
                new.append(self.tracks[name])
                outcome = "created"
            self.rows.append(Row("track", name, outcome))
        Track.objects.bulk_create(new, _BATCH)

    def import_places(self) -> None:
        """Rooms are known by their name, else by their guid: then they were renamed."""
        known = list(Place.objects.all())
        self.places = {place.name_en: place for place in known}
        by_guid, taken = {place.guid: place for place in known}, {place.slug for place in known}
        new: list[Place] = []
        changed: list[Place] = []
        for position, room in enumerate(self.found.rooms, start=len(known)):
            outcome = "unchanged"
            if room.name not in self.places:
                place = by_guid.get(room.guid) if room.guid else None
                if place:
                    place.name_en, outcome = room.name, "changed"
                    changed.append(place)
                else:
                    place = Place(slug=_free_slug(room.name, "place", taken), name_en=room.name, position=position)
                    place.guid = room.guid or place.guid
                    new.append(place)
                    outcome = "created"
                self.places[room.name] = place
            self.rows.append(Row("place", room.name, outcome, ("name_en",) if outcome == "changed" else ()))
        Place.objects.bulk_create(new, _BATCH)
        Place.objects.bulk_update(changed, ["name_en"], _BATCH)

    def import_speakers(self) -> None:
        persons: dict[str, ReadPerson] = {}
        for session in self.found.sessions:
            for person in session.persons or ():
                persons.setdefault(person.key, person)
        existing = list(Speaker.objects.all())
        by_guid = {speaker.guid: speaker for speaker in existing}
        by_origin = {speaker.origin: speaker for speaker in existing}
        new: list[Speaker] = []
        changed: list[Speaker] = []
        for key, person in persons.items():
            known = by_guid.get(person.guid) if person.guid else None
            speaker = known or by_origin.get(self.origin(key))
            if speaker is None:
                speaker = Speaker(name=person.name, biography_en=person.biography or "", origin=self.origin(key))
                speaker.native_name = person.native_name or ""
                speaker.guid = person.guid or speaker.guid
                new.append(speaker)
                self.rows.append(Row("speaker", person.name, "created"))
            else:
                fields = _update_speaker(speaker, person)
                if fields:
                    changed.append(speaker)
                self.rows.append(Row("speaker", person.name, "changed" if fields else "unchanged", fields))
            self.speakers[key] = speaker
        Speaker.objects.bulk_create(new, _BATCH)
        Speaker.objects.bulk_update(changed, ["name", "native_name", "biography_en"], _BATCH)

    def import_sessions(self) -> None:
        existing = list(Session.objects.all())
        by_guid = {session.guid: session for session in existing}
        by_origin = {session.origin: session for session in existing}
        for read in self.found.sessions:
            origin = self.origin(read.key)
            session = (by_guid.get(read.guid) if read.guid else None) or by_origin.get(origin)
            is_new = session is None
            if session is None:
                session = Session(origin=origin, kind=Session.Kind.TALK)
                session.guid = read.guid or session.guid
            self.sessions.append(_Taken(read, session, is_new, self.update(session, read)))
        self.share_places(existing)
        changed = [taken.session for taken in self.sessions if taken.fields and not taken.is_new]
        # Out of their rooms first: two that swap rooms would meet in between.
        Session.objects.filter(pk__in=[session.pk for session in changed]).update(place=None)
        Session.objects.bulk_create([taken.session for taken in self.sessions if taken.is_new], _BATCH)
        Session.objects.bulk_update(changed, _SESSION_FIELDS, _BATCH)
        self.report_missing(by_origin)

    def share_places(self, existing: list[Session]) -> None:
        """Other systems let sessions overlap in a room: the later one is taken over as sharing the place."""
        mine = {taken.session.guid for taken in self.sessions}
        held: dict[int | None, list[Session]] = defaultdict(list)
        for session in existing:
            if session.guid not in mine and _holds_place(session):
                held[session.place_id].append(session)
        for taken in sorted(self.sessions, key=lambda taken: taken.read.starts_at):
            session = taken.session
            if not _holds_place(session):
                continue
            if any(_meet(session, other) for other in held[session.place_id]):
                session.shares_place = True
                taken.fields = (*taken.fields, "shares_place")
            else:
                held[session.place_id].append(session)

    def report_missing(self, by_origin: dict[str, Session]) -> None:
        here = {taken.session.guid for taken in self.sessions}
        for origin, session in by_origin.items():
            if origin.startswith(f"{self.source}:") and session.guid not in here:
                self.rows.append(Row("session", session.title_en, "missing"))

    def update(self, session: Session, read: ReadSession) -> tuple[str, ...]:
        """Write the facts of the file on `session`; returns the names of the fields that differ."""
        track = self.tracks.get(read.track)
        place = self.places.get(read.room)
        facts: dict[str, Any] = {
            **_title(session, read),
            "subtitle": read.subtitle,
            "abstract_en": read.abstract,
            "description_en": read.description,
            "kind": read.kind or session.kind,
            "track_id": track.pk if track else None,
            "place_id": place.pk if place else None,
            "starts_at": read.starts_at,
            "ends_at": read.ends_at,
            "language": read.language,
            "links": None if read.links is None else [{"title": title, "url": url} for title, url in read.links],
            "is_cancelled": read.is_cancelled,
        }
        facts = {name: value for name, value in facts.items() if value is not None or name in _MAY_BE_NONE}
        fields = tuple(name for name, value in facts.items() if not _same(getattr(session, name), value))
        for name in fields:
            setattr(session, name, facts[name])
        return fields

    def import_appearances(self) -> None:
        """Names in the file's order. Whoever stays keeps the role staff gave; who is new is a speaker."""
        existing: dict[int, list[Appearance]] = defaultdict(list)
        for appearance in Appearance.objects.filter(session__in=[taken.session.pk for taken in self.sessions]):
            existing[appearance.session_id].append(appearance)
        gone: list[int] = []
        new: list[Appearance] = []
        moved: list[Appearance] = []
        for taken in self.sessions:
            if taken.read.persons is None:
                continue
            now = existing[taken.session.pk]
            wanted = list(dict.fromkeys(self.speakers[person.key].pk for person in taken.read.persons))
            here = list(dict.fromkeys(appearance.speaker_id for appearance in now))
            if here == wanted:
                continue
            taken.fields = (*taken.fields, "speakers")
            kept = [appearance for appearance in now if appearance.speaker_id in wanted]
            added = [Appearance(session=taken.session, speaker_id=pk) for pk in wanted if pk not in here]
            for appearance in (*kept, *added):
                appearance.position = wanted.index(appearance.speaker_id)
            gone += [appearance.pk for appearance in now if appearance.speaker_id not in wanted]
            moved += kept
            new += added
        Appearance.objects.filter(pk__in=gone).delete()
        Appearance.objects.bulk_update(moved, ["position"], _BATCH)
        Appearance.objects.bulk_create(new, _BATCH)


def _holds_place(session: Session) -> bool:
    """Whether no other may be there at the same time (sessions/models/constraints.py)."""
    return bool(session.place_id and session.starts_at) and not (session.is_cancelled or session.shares_place)


def _meet(one: Session, other: Session) -> bool:
    return bool(
        one.starts_at
        and other.ends_at
        and other.starts_at
        and one.ends_at
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    )


def _update_speaker(speaker: Speaker, person: ReadPerson) -> tuple[str, ...]:
    fields = []
    # Our own exports write the title before the name.
    if person.name not in (speaker.name, str(speaker)):
        speaker.name = person.name
        fields.append("name")
    if person.biography is not None and not _same(speaker.biography_en, person.biography):
        speaker.biography_en = person.biography
        fields.append("biography_en")
    if person.native_name is not None and speaker.native_name != person.native_name:
        speaker.native_name = person.native_name
        fields.append("native_name")
    return tuple(fields)


def _title(session: Session, read: ReadSession) -> dict[str, str]:
    """The title in the file's language. A Malay file says the English one where there is no Malay."""
    if not read.is_malay:
        return {"title_en": read.title}
    if not session.title_en:
        return {"title_en": read.title}
    return {} if _same(session.title_en, read.title) and not session.title_ms else {"title_ms": read.title}


def _same(old: Any, new: Any) -> bool:
    """Whether nothing changed; text that staff typed is compared in the form in which the file gives it back."""
    if old == new:
        return True
    return isinstance(old, str) and isinstance(new, str) and clean_block(old) == clean_block(new)


def _free_slug(name: str, otherwise: str, taken: set[str]) -> str:
    """A slug of `name` that is not in `taken`, and is from now on."""
    base = slugify(name)[:50].strip("-") or otherwise
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


_MAY_BE_NONE = {"track_id", "place_id"}
_SESSION_FIELDS = [
    *("title_en", "title_ms", "is_cancelled", "subtitle", "abstract_en", "description_en", "kind", "track", "place"),
    *("starts_at", "ends_at", "language", "links", "shares_place"),
]
