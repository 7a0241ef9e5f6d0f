"""What speakers say for themselves: their page, an answer for each part in the programme, consent to recording."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.storing import store_whole
from delegates.models import User
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.speaking.following import follow
from sessions.speaking.inviting import live_invitation, locked, why_not_use

# What the speaker writes; of a follower the names and the work come from the registration.
NAMES: Final = ("title", "name", "native_name", "position", "organisation")
TEXTS: Final = ("biography_en", "biography_ms")
Answer = Appearance.Answer


@dataclass(frozen=True, slots=True)
class Completed:
    """Everything that one press of the button sends. Of `facts` only the speaker's own fields count.

    `answers`: the key of an appearance -> (answer, words). `photo` None: leave it; `drop_photo`: show none.
    `shows_registration_photo`: agree (or no longer) that the registration's photograph is public; None: as it was.
    """

    facts: Mapping[str, str]
    answers: Mapping[int, tuple[str, str]]
    recording: str
    photo: ContentFile[bytes] | None = None
    drop_photo: bool = False
    shows_registration_photo: bool | None = None
    # `fingerprint` of what the page showed: who saves over a later change is told.
    seen: str = field(default="")


def own_fields(speaker: Speaker) -> tuple[str, ...]:
    """What the speaker may write here."""
    return TEXTS if speaker.follows_registration and speaker.registration_id else (*NAMES, *TEXTS)


def own_appearances(speaker: Speaker) -> list[Appearance]:
    """The parts in sessions that take place, in the order of the programme. One query."""
    rows = Appearance.objects.filter(speaker=speaker, session__is_cancelled=False)
    return list(rows.select_related("session__place").order_by("session__starts_at", "session_id", "position", "pk"))


def fingerprint(speaker: Speaker, appearances: list[Appearance]) -> str:
    """Changes with everything that the page lets the speaker change."""
    facts = [getattr(speaker, name) for name in own_fields(speaker)]
    answers = [f"{row.pk}:{row.role}:{row.answer}:{row.words}:{row.session.starts_at}" for row in appearances]
    photo = [speaker.photo.name or "", str(bool(speaker.photo_agreed_at)), speaker.recording]
    return hashlib.sha256("\n".join([*facts, *answers, *photo]).encode()).hexdigest()[:24]


@transaction.atomic
def complete(
    speaker: Speaker,
    *,
    said: Completed,
    actor: User | None,
    at: dt.datetime,
    invitation: SpeakerInvitation | None = None,
) -> Speaker:
    """Keep what the speaker said. Raises Refused. The same press twice changes nothing the second time.

    With `invitation` its link must still work under the lock; without, `actor` is the speaker.
    """
    row = locked(speaker)
    if invitation and (refused := why_not_use(SpeakerInvitation.objects.get(pk=invitation.pk), at=at)):
        raise refused
    appearances = own_appearances(row)
    stale = bool(said.seen) and said.seen != fingerprint(row, appearances)
    changed = _write_facts(row, said, at=at)
    answered = _write_answers(appearances, said, at=at)
    if stale and (changed or answered):
        raise Refused(
            _(
                "This page was changed meanwhile, by you in another window or by the secretariat. Look at it again, "
                "then save."
            ),
            code="changed_meanwhile",
        )
    _save(row, said, changed, answered)
    if changed or answered:
        names = sorted({*changed, *(f"{one.role} {one.answer}" for one in answered)})
        record(at=at, actor=actor, action="speaker.answer", subject=f"speaker {row.code}", fields=names)
    _note(invitation or live_invitation(row), row, appearances, at=at)
    return row


def all_answered(speaker: Speaker, appearances: list[Appearance]) -> bool:
    """Whether there is nothing left to ask."""
    if not speaker.recording and any(row.session.is_recorded for row in appearances):
        return False
    return all(row.answer in (Answer.CONFIRMED, Answer.DECLINED) for row in appearances)


def _write_facts(row: Speaker, said: Completed, *, at: dt.datetime) -> list[str]:
    """On the row in memory; returns the fields that changed."""
    changed = []
    for name in own_fields(row):
        if name in said.facts and getattr(row, name) != said.facts[name]:
            setattr(row, name, said.facts[name])
            changed.append(name)
    if said.recording and said.recording != row.recording:
        row.recording, row.recording_answered_at = said.recording, at
        changed += ["recording", "recording_answered_at"]
    return changed + _write_photo(row, said, at=at)


def _write_photo(row: Speaker, said: Completed, *, at: dt.datetime) -> list[str]:
    changed = []
    wanted = bool(row.photo_agreed_at) if said.shows_registration_photo is None else said.shows_registration_photo
    agrees = wanted and row.follows_registration and said.photo is None and not said.drop_photo
    if agrees != bool(row.photo_agreed_at):
        row.photo_agreed_at = at if agrees else None
        changed.append("photo_agreed_at")
    name = _photo_name(row, said)
    if name != (row.photo.name or ""):
        row.photo.name = name
        changed.append("photo")
    return changed


def _photo_name(row: Speaker, said: Completed) -> str:
    """Named after its content: the same picture sent twice is one file and no change. Former ones stay: releases
    name them."""
    if said.photo is not None:
        digest = hashlib.sha256(str(row.guid).encode() + said.photo.read()).hexdigest()
        said.photo.seek(0)
        return f"speakers/{digest[:32]}.jpg"
    return "" if said.drop_photo else row.photo.name or ""


def _write_answers(appearances: list[Appearance], said: Completed, *, at: dt.datetime) -> list[Appearance]:
    """On the rows in memory; returns those that changed. What is not the speaker's own is not there to be answered."""
    changed = []
    for row in appearances:
        answer, words = said.answers.get(row.pk, (row.answer, row.words))
        if answer not in (Answer.CONFIRMED, Answer.DECLINED):
            continue
        if (answer, words) != (row.answer, row.words):
            row.answer, row.words, row.answered_at = answer, words, at
            changed.append(row)
    return changed


def _save(row: Speaker, said: Completed, changed: list[str], answered: list[Appearance]) -> None:
    if "photo" in changed and said.photo is not None:
        store_whole(default_storage, str(row.photo.name), said.photo.read())
    if changed:
        row.save(update_fields=list(dict.fromkeys(changed)))
    for appearance in answered:
        appearance.save(update_fields=["answer", "words", "answered_at"])


def _note(invitation: Any, row: Speaker, appearances: list[Appearance], *, at: dt.datetime) -> None:
    """What came of the letter: when it was first used, and since when nothing is open."""
    if row.follows_registration:
        follow(row.pk, at=at)
    if invitation is None:
        return
    whole = all_answered(row, appearances)
    invitation.opened_at = invitation.opened_at or at
    invitation.completed_at = (invitation.completed_at or at) if whole else None
    invitation.save(update_fields=["opened_at", "completed_at"])
