"""Publishing: the draft becomes a numbered release, and the public reads nothing else."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.models import ContentVersion
from ascn8.meeting.versions import bump
from sessions.models import Release
from sessions.moments import venue_zone
from sessions.releases.differences import NOTHING, Difference, differences
from sessions.releases.parts import clash, with_day
from sessions.snapshot import Data, draft, follow
from sessions.speaking.following import follow_registrations, without_taken_back

VERSION = "programme"


@transaction.atomic
def publish(
    *, actor: Any, at: dt.datetime, note_en: str = "", note_ms: str = "", day: dt.date | None = None
) -> Release:
    """The next release, holding the draft as it is now; with `day` only that day of it (sessions/releases/parts.py).

    `actor` is a User, or None for the system. Raises Refused where `why_not_publish` has a reason. Two people who
    publish at once get two numbers or one refusal.
    """
    lock_releases()
    follow_registrations(at=at)
    last = last_release()
    data = next_programme(last, day=day)
    if reason := why_not(data, last, day=day):
        raise reason
    kind = Release.Kind.DAY if day else Release.Kind.WHOLE
    return add_release(data, last, actor=actor, at=at, kind=kind, day=day, note_en=note_en, note_ms=note_ms)


def why_not_publish(*, day: dt.date | None = None) -> Refused | None:
    """The reason why `publish` would refuse now, or None."""
    last = last_release()
    return why_not(next_programme(last, day=day), last, day=day)


def pending_changes(*, day: dt.date | None = None) -> tuple[Difference, ...]:
    """What the next release would change against the last one, in the order of the programme."""
    last = last_release()
    return differences(next_programme(last, day=day), last.programme if last else NOTHING)


def next_programme(last: Release | None, *, day: dt.date | None = None) -> Data:
    """What the next release would hold, without the numbers that calendars follow."""
    data = draft()
    return data if day is None else with_day(data, last.programme if last else NOTHING, day=day, zone=venue_zone())


def last_release() -> Release | None:
    """The release that the public reads now."""
    return Release.objects.order_by("-number").first()


def lock_releases() -> None:
    """Let nobody else make a release until the end of this transaction."""
    ContentVersion.objects.get_or_create(name=VERSION)
    ContentVersion.objects.select_for_update().get(name=VERSION)


def add_release(data: Data, last: Release | None, *, actor: Any, at: dt.datetime, **fields: Any) -> Release:
    """The row of the next release. For activities that hold `lock_releases` and have no reason to refuse."""
    number = last.number + 1 if last else 1
    before = last.programme if last else NOTHING
    programme = follow(data, before, at=at)
    programme["speakers"] = without_taken_back(programme["speakers"])
    release = Release.objects.create(
        number=number,
        published_at=at,
        published_by=actor,
        programme=programme,
        changes=[one.as_data() for one in differences(programme, before)] if last else [],
        **fields,
    )
    part = {name: str(fields[name]) for name in ("day", "back_to") if fields.get(name)}
    note = fields.get("note_en", "")
    record(at=at, actor=actor, action="programme.publish", subject=f"release {number}", note=note, **part)
    bump(VERSION)
    return release


def same(new: Data, last: Data) -> bool:
    """Whether nothing that a reader sees differs: no session, no place, track or speaker that is in use."""
    if differences(new, last):
        return False
    return _in_use(new) == _in_use(last)


def _in_use(data: Data) -> tuple[list[Data], ...]:
    """The places, tracks and speakers of the sessions that are there, in their order."""
    used = [session for session in data["sessions"] if not session["is_gone"]]
    places = {session["place"] for session in used}
    tracks = {session["track"] for session in used}
    speakers = {a["speaker"] for session in used for a in session["appearances"]}
    return (
        [row for row in data["places"] if row["guid"] in places],
        [row for row in data["tracks"] if row["slug"] in tracks],
        [row for row in data["speakers"] if row["code"] in speakers],
    )


def why_not(data: Data, last: Release | None, *, day: dt.date | None) -> Refused | None:
    """Why `data` cannot be the release after `last`, or None."""
    if not data["sessions"] and last is None:
        return Refused(
            _("There is nothing to publish yet: no session has a time. Give at least one session its time first."),
            code="nothing_to_publish",
        )
    if last and same(data, last.programme):
        return Refused(
            _("Nothing has changed since release %(number)d, so there is nothing to publish.")
            % {"number": last.number},
            code="nothing_changed",
        )
    return clash(data, last.programme) if day and last else None
