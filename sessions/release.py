"""Publishing: the draft becomes a numbered release, and the public reads nothing else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.models import ContentVersion
from ascn8.meeting.versions import bump
from sessions.models import Release, Session
from sessions.snapshot import CALENDAR_FIELDS, OTHER_FIELDS, Data, draft, follow

VERSION = "programme"
_NOTHING: Data = {"places": [], "tracks": [], "speakers": [], "sessions": []}
_CHANGES = {
    "added": (_("new"), "good"),
    "changed": (_("changed"), "info"),
    "cancelled": (_("cancelled"), "bad"),
    "removed": (_("taken out"), "warn"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What the next release would change about one session: `what` is added, changed, cancelled or removed."""

    what: str
    code: str
    title: str
    fields: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(_CHANGES[self.what][0])

    @property
    def tone(self) -> str:
        return _CHANGES[self.what][1]

    @property
    def field_names(self) -> str:
        """The changed fields as people call them."""
        return ", ".join(str(_field_name(field)) for field in self.fields)


@transaction.atomic
def publish(*, actor: Any, at: dt.datetime, note_en: str = "", note_ms: str = "") -> Release:
    """The next release, holding the draft as it is now. `actor` is a User, or None for the system.

    Raises Refused where `why_not_publish` has a reason. Two people who publish at once get two numbers or one refusal.
    """
    _lock()
    last = last_release()
    data = draft()
    if reason := _why_not(data, last):
        raise reason
    number = last.number + 1 if last else 1
    release = Release.objects.create(
        number=number,
        published_at=at,
        published_by=actor,
        note_en=note_en,
        note_ms=note_ms,
        programme=follow(data, last.programme if last else _NOTHING, at=at),
    )
    record(at=at, actor=actor, action="programme.publish", subject=f"release {number}", note=note_en)
    bump(VERSION)
    return release


def why_not_publish() -> Refused | None:
    """The reason why `publish` would refuse now, or None."""
    return _why_not(draft(), last_release())


def pending_changes() -> list[Change]:
    """What the next release would change against the last one, in the order of the programme."""
    last = last_release()
    return _differences(draft(), last.programme if last else _NOTHING)


def last_release() -> Release | None:
    """The release that the public reads now."""
    return Release.objects.order_by("-number").first()


def _field_name(field: str) -> str | Promise:
    names = {known.name: known.verbose_name for known in Session._meta.fields}
    return names.get(field) or _("speakers")


def _lock() -> None:
    ContentVersion.objects.get_or_create(name=VERSION)
    ContentVersion.objects.select_for_update().get(name=VERSION)


def _why_not(data: Data, last: Release | None) -> Refused | None:
    if not data["sessions"] and last is None:
        return Refused(
            _("There is nothing to publish yet: no session has a time. Give at least one session its time first."),
            code="nothing_to_publish",
        )
    if last and not _differs(data, last.programme):
        return Refused(
            _("Nothing has changed since release %(number)d, so there is nothing to publish.")
            % {"number": last.number},
            code="nothing_changed",
        )
    return None


def _differs(new: Data, last: Data) -> bool:
    if _differences(new, last):
        return True
    used = [session for session in last["sessions"] if not session["is_gone"]]
    places = {session["place"] for session in used}
    tracks = {session["track"] for session in used}
    speakers = {a["speaker"] for session in used for a in session["appearances"]}
    return bool(
        new["places"] != [row for row in last["places"] if row["guid"] in places]
        or new["tracks"] != [row for row in last["tracks"] if row["slug"] in tracks]
        or new["speakers"] != [row for row in last["speakers"] if row["code"] in speakers]
    )


def _differences(new: Data, last: Data) -> list[Change]:
    before = {session["guid"]: session for session in last["sessions"] if not session["is_gone"]}
    found = []
    for session in new["sessions"]:
        old = before.pop(session["guid"], None)
        if change := _difference(session, old):
            found.append(change)
    found += [Change("removed", old["code"], old["title_en"]) for old in before.values()]
    return found


def _difference(session: Data, old: Data | None) -> Change | None:
    if old is None:
        return Change("added", session["code"], session["title_en"])
    names = (*CALENDAR_FIELDS, *OTHER_FIELDS, "interpretation", "channels", "place", "track", "appearances")
    # What an older release does not hold is as if it were empty.
    fields = tuple(name for name in (*names, "documents") if (session.get(name) or "") != (old.get(name) or ""))
    if not fields:
        return None
    cancelled = "is_cancelled" in fields and session["is_cancelled"]
    return Change("cancelled" if cancelled else "changed", session["code"], session["title_en"], fields)
