"""Bringing the draft back to what a release holds: the sessions that differ, and nothing else.

Sessions that the release does not have lose their place and time and stay in the draft; those that were deleted are
made again under their old code. Names of places, tracks and speakers, and what no release holds (who must attend, how
many are expected), stay as they are.
"""

import datetime as dt
from typing import Any

from sessions import editing
from sessions.models import Appearance, Document, Interpretation, Place, Session, Speaker, Track
from sessions.releases.differences import Difference, differences
from sessions.snapshot import Data, draft

_PLAIN = (
    *("kind", "title_en", "title_ms", "subtitle", "abstract_en", "abstract_ms", "description_en", "description_ms"),
    *("language", "is_open", "is_cancelled", "is_recorded", "shares_place", "links", "bring_en", "bring_ms"),
)


def draft_differences(goal: Data, *, only: str | None = None) -> tuple[Difference, ...]:
    """What `bring_back` would change in the draft; of one session where `only` is its guid."""
    return tuple(one for one in differences(goal, draft()) if only in (None, one.guid))


def bring_back(goal: Data, *, only: str | None = None, actor: Any, at: dt.datetime) -> int:
    """Make the draft as `goal`; returns how many sessions were changed. Call it holding the draft.

    All of them are lifted out before any is put down, so that sessions may change places. Raises Refused where a
    session outside of `only` holds the place.
    """
    found = draft_differences(goal, only=only)
    rows = {row["guid"]: row for row in goal["sessions"] if not row["is_gone"]}
    wanted = [one.guid for one in found]
    known = {str(row.guid): row for row in Session.objects.filter(guid__in=wanted).select_for_update(of=("self",))}
    for guid in wanted:
        if guid not in known:
            known[guid] = Session.objects.create(guid=guid, code=rows[guid]["code"], title_en=rows[guid]["title_en"])
    places = {str(place.guid): place for place in Place.objects.all()}
    tracks = {track.slug: track for track in Track.objects.all()}
    changes = [(known[guid], _columns(rows.get(guid), places, tracks)) for guid in wanted]
    editing.write(changes, actor=actor, at=at)
    for guid in wanted:
        if guid in rows:
            _bring_back_rows(known[guid], rows[guid])
    return len(wanted)


def _columns(row: Data | None, places: dict[str, Place], tracks: dict[str, Track]) -> dict[str, Any]:
    if row is None:
        return {"starts_at": None, "ends_at": None, "place": None}
    times = {name: dt.datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")}
    where = {"place": places.get(row["place"]), "track": tracks.get(row["track"])}
    return {name: row[name] for name in _PLAIN if name in row} | times | where


def _bring_back_rows(session: Session, row: Data) -> None:
    """Who appears, into which languages it is interpreted, which papers it has."""
    _bring_back_people(session, [(part["speaker"], part["role"]) for part in row["appearances"]])
    _bring_back_languages(session, row)
    if "documents" in row:
        papers = Document.objects.filter(code__in=[paper["code"] for paper in row["documents"]])
        # A release names no draft and nothing for heads: it cannot say that these are gone.
        session.documents.set([*papers, *session.documents.exclude(pk__in=Document.objects.listed())])


def _bring_back_people(session: Session, wanted: list[tuple[str, str]]) -> None:
    """Those who appear in both keep their row, with what they answered."""
    here = {(row.speaker.code, row.role): row for row in session.appearances.select_related("speaker")}
    for key, row in here.items():
        if key not in wanted:
            row.delete()
    speakers = {speaker.code: speaker for speaker in Speaker.objects.filter(code__in=[code for code, _role in wanted])}
    for position, (code, role) in enumerate(wanted):
        if (code, role) in here:
            Appearance.objects.filter(pk=here[code, role].pk).update(position=position)
        elif code in speakers:
            session.appearances.create(speaker=speakers[code], role=role, position=position)


def _bring_back_languages(session: Session, row: Data) -> None:
    """A language that stays keeps its row, with the rota of its interpreters."""
    wanted = [code.strip() for code in row["interpretation"].split(",") if code.strip()]
    channels = row.get("channels", {})
    session.interpretations.exclude(language__in=wanted).delete()
    session.interpretations.update(channel=None)  # so that two may exchange theirs
    for language in wanted:
        Interpretation.objects.update_or_create(
            session=session, language=language, defaults={"channel": channels.get(language)}
        )
