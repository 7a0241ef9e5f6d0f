"""A speaker who is a registered person is written once: the row follows the registration, and no form competes with it.

The columns of a follower are a copy that only this module writes: lists sort and search by them. The photograph of a
registration was given for the badge; it is copied only where the speaker agreed to show it to the public.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from ascn8.audit.trail import record
from ascn8.lib.storing import store_whole
from delegates.models import Registration
from sessions.models import Speaker

# What a follower takes over; everything else stays the speaker's own.
FOLLOWED: Final = ("title", "name", "native_name", "position", "organisation", "country_id")
_COPIES: Final = "speakers/of-registration-"


def facts_of(registration: Registration) -> dict[str, object]:
    """The columns of a speaker as this registration has them."""
    names = (registration.given_name, registration.family_name)
    return {
        "title": registration.title,
        "name": " ".join(part for part in names if part),
        "native_name": registration.native_name,
        "position": registration.position,
        "organisation": registration.organisation,
        "country_id": registration.country_id,
    }


def follow_registrations(*, at: dt.datetime) -> int:
    """Bring every follower up to date. Returns how many changed. The sweep calls it, and so does a release."""
    pks = [speaker.pk for speaker in _followers() if _differs(speaker)]
    return sum(follow(pk, at=at) for pk in pks)


@transaction.atomic
def follow(pk: int, *, at: dt.datetime) -> bool:
    """Take over what differs, under the row's lock. Returns whether anything did."""
    speaker = _followers().select_for_update(of=("self",)).filter(pk=pk).first()
    if speaker is None or not _differs(speaker):
        return False
    _take(speaker)
    record(at=at, action="speaker.follow", subject=f"speaker {speaker.code}")
    return True


def _take(speaker: Speaker) -> None:
    registration = _current(speaker)
    speaker.registration = registration
    for name, value in facts_of(registration).items():
        setattr(speaker, name, value)
    wanted = photo_name(speaker, registration)
    if wanted != (speaker.photo.name or ""):
        if wanted and not default_storage.exists(wanted):
            with default_storage.open(str(registration.photo.name)) as file:
                store_whole(default_storage, wanted, file.read())
        speaker.photo.name = wanted
    speaker.save(update_fields=[*FOLLOWED, "photo", "registration"])


def photo_name(speaker: Speaker, registration: Registration) -> str:
    """Where the copy of the registration's photograph lies; the speaker's own photograph where none may be shown."""
    own = speaker.photo.name or ""
    if speaker.photo_agreed_at is None:
        return "" if is_copy(own) else own
    source = registration.photo.name or ""
    if not source or not default_storage.exists(source):
        return own
    # Named after the source: a new photograph of the registration is a new file, and a release keeps naming the old.
    return f"{_COPIES}{hashlib.sha256(f'{speaker.guid}:{source}'.encode()).hexdigest()[:32]}.jpg"


def is_copy(name: str) -> bool:
    """Whether this is the photograph of a registration, which the speaker's consent alone makes public."""
    return name.startswith(_COPIES)


def without_taken_back(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Speakers of a release without the photographs of registrations that nobody agrees to show any more.

    An earlier release names them still, and whoever goes back to it must not publish them again.
    """
    agreed = set(Speaker.objects.filter(photo_agreed_at__isnull=False).values_list("code", flat=True))
    return [row | {"photo": ""} if is_copy(row["photo"]) and row["code"] not in agreed else row for row in rows]


def _differs(speaker: Speaker) -> bool:
    registration = _current(speaker)
    if registration.pk != speaker.registration_id:
        return True
    if any(getattr(speaker, name) != value for name, value in facts_of(registration).items()):
        return True
    return photo_name(speaker, registration) != (speaker.photo.name or "")


def _current(speaker: Speaker) -> Registration:
    """The registration, or the one into which it was merged unless that one has a speaker of its own."""
    registration = speaker.registration
    if registration is None:
        raise ValueError("a follower has a registration")
    kept = registration.merged_into
    if kept and not Speaker.objects.filter(registration=kept).exclude(pk=speaker.pk).exists():
        return kept
    return registration


def _followers() -> QuerySet[Speaker]:
    rows = Speaker.objects.filter(follows_registration=True, registration__isnull=False)
    return rows.exclude(registration__given_name="").select_related("registration__merged_into")
