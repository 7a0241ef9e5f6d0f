"""The draft as plain data: what a release keeps, and how two of them differ.

A snapshot is JSON: `places`, `tracks`, `speakers` and `sessions`, each a list of dictionaries. Sessions name their
place by its guid, their track by its slug and their speakers by code.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from ascn8.lib.text import fold
from sessions.models import Appearance, Document, Place, Session, Speaker, Track

Data = dict[str, Any]

# What a calendar shows of a session: when one of these changes, its SEQUENCE rises (RFC 5545, 3.8.7.4).
CALENDAR_FIELDS = (
    *("title_en", "title_ms", "subtitle", "abstract_en", "abstract_ms", "starts_at", "ends_at"),
    *("is_cancelled", "is_gone"),
)
# What is kept of a session beside the fields above; a change of these alone moves no calendar.
OTHER_FIELDS = (
    *("kind", "description_en", "description_ms", "language", "is_open", "is_recorded", "links"),
    *("bring_en", "bring_ms"),
)


def draft() -> Data:
    """The draft as staff have it now: every session with a time, and the places, tracks and speakers it needs."""
    appearances = Appearance.objects.select_related("speaker__country").order_by("position", "pk")
    documents = Document.objects.listed().order_by("symbol").prefetch_related("files")
    sessions = list(
        Session.objects.timed()
        .select_related("place", "track__focus_area")
        .prefetch_related(Prefetch("appearances", appearances), "interpretations", Prefetch("documents", documents))
        .order_by("starts_at", "place__position", "pk")
    )
    places = sorted({s.place for s in sessions if s.place}, key=lambda place: (place.position, place.name_en))
    tracks = sorted({s.track for s in sessions if s.track}, key=lambda track: (track.position, track.name_en))
    speakers = {a.speaker for s in sessions for a in s.appearances.all()}
    return {
        "places": [_place(place) for place in places],
        "tracks": [_track(track) for track in tracks],
        "speakers": [_speaker(speaker) for speaker in sorted(speakers, key=lambda speaker: fold(speaker.name))],
        "sessions": [_session(session) for session in sessions],
    }


def follow(new: Data, last: Data, *, at: dt.datetime) -> Data:
    """`new` as the successor of `last`: revisions rise where a calendar changed; what vanished stays as cancelled."""
    before = {session["guid"]: session for session in last["sessions"]}
    for session in new["sessions"]:
        old = before.pop(session["guid"], None)
        changed = old is not None and calendar_view(session, new) != calendar_view(old, last)
        session["revision"] = old["revision"] + changed if old else 0
        session["changed_at"] = old["changed_at"] if old and not changed else at.isoformat()
    for old in before.values():
        new["sessions"].append(_gone(old, at=at))
    _keep_referenced(new, last)
    return new


def calendar_view(session: Data, data: Data) -> tuple[Any, ...]:
    """Everything of `session` that a calendar entry shows, for comparison."""
    place = next((place for place in data["places"] if place["guid"] == session["place"]), None)
    where = (place["name_en"], place["name_ms"], place["address"]) if place else None
    return (*(session.get(field) for field in CALENDAR_FIELDS), where, session["appearances"])


def _gone(old: Data, *, at: dt.datetime) -> Data:
    if old["is_gone"]:
        return old
    return old | {"is_gone": True, "is_cancelled": True, "revision": old["revision"] + 1, "changed_at": at.isoformat()}


def _keep_referenced(new: Data, last: Data) -> None:
    """Bring over what only vanished sessions still point to."""
    spoken = [{"speaker": a["speaker"]} for session in new["sessions"] for a in session["appearances"]]
    for kind, key, field, rows in (
        ("places", "guid", "place", new["sessions"]),
        ("tracks", "slug", "track", new["sessions"]),
        ("speakers", "code", "speaker", spoken),
    ):
        known = {row[key] for row in new[kind]}
        wanted = {row[field] for row in rows if row[field]} - known
        new[kind] += [row for row in last[kind] if row[key] in wanted]


def _place(place: Place) -> Data:
    fields = ("slug", "name_en", "name_ms", "is_outside", "capacity", "address", "latitude", "longitude")
    return {"guid": str(place.guid)} | _fields(place, (*fields, "access_en", "access_ms"))


def _track(track: Track) -> Data:
    return _fields(track, ("slug", "name_en", "name_ms")) | {
        "focus_area": track.focus_area.slug if track.focus_area else ""
    }


def _speaker(speaker: Speaker) -> Data:
    country = speaker.country
    return _fields(
        speaker,
        ("code", "title", "name", "native_name", "position", "organisation", "biography_en", "biography_ms"),
    ) | {
        "guid": str(speaker.guid),
        "photo": speaker.photo.name or "",
        "country": country.code if country else "",
        "country_en": country.name_en if country else "",
        "country_ms": country.name_ms if country else "",
    }


def _session(session: Session) -> Data:
    data = _fields(session, ("code", "title_en", "title_ms", "subtitle", "abstract_en", "abstract_ms", *OTHER_FIELDS))
    return data | {
        "guid": str(session.guid),
        "place": str(session.place.guid) if session.place else "",
        "track": session.track.slug if session.track else "",
        "starts_at": _moment(session.starts_at),
        "ends_at": _moment(session.ends_at),
        "is_cancelled": session.is_cancelled,
        "shares_place": session.shares_place,
        "is_gone": False,
        "links": _web_links(session.links),
        "interpretation": ", ".join(row.language for row in session.interpretations.all()),
        "channels": {row.language: row.channel for row in session.interpretations.all() if row.channel is not None},
        "appearances": [
            {"speaker": a.speaker.code, "name": str(a.speaker), "role": a.role} for a in session.appearances.all()
        ],
        "documents": [_document(document) for document in session.documents.all()],
        "search": _search_text(session),
    }


def _document(document: Document) -> Data:
    """What everybody may know of a paper; the file itself asks who opens it."""
    return _fields(document, ("code", "symbol", "title_en", "title_ms", "classification")) | {
        "embargo_until": _moment(document.embargo_until),
        "languages": [file.language for file in document.files.all()],
    }


def _web_links(links: list[Data]) -> list[dict[str, str]]:
    """Only addresses of the web become links on a public page."""
    return [
        {"title": str(link.get("title") or link["url"]), "url": link["url"]}
        for link in links
        if isinstance(link.get("url"), str) and link["url"].startswith(("https://", "http://"))
    ]


def _search_text(session: Session) -> str:
    """All words under which the session is found, folded once here and never when somebody searches."""
    words = [session.code, session.title_en, session.title_ms, session.subtitle]
    words += [session.abstract_en, session.abstract_ms]
    if session.place:
        words += [session.place.name_en, session.place.name_ms]
    if session.track:
        words += [session.track.name_en, session.track.name_ms]
    for appearance in session.appearances.all():
        who = appearance.speaker
        words += [who.title, who.name, who.native_name, who.organisation, str(who.country or "")]
    return fold(" ".join(filter(None, words)))


def _fields(row: Any, names: Iterable[str]) -> Data:
    return {name: getattr(row, name) for name in names}


def _moment(value: dt.datetime | None) -> str:
    return value.astimezone(dt.UTC).isoformat() if value else ""
