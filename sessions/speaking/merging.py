"""Two rows of one speaker become one: everything that hangs on the one goes to the other, and nothing stands twice."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.models import Appearance, Availability, InterpreterTurn, Speaker, SpeakerInvitation
from sessions.speaking.following import follow
from sessions.speaking.inviting import address_of

# Every model with a key to a speaker, and what must be equal for two of its rows to be one. A test proves that none
# is missing.
HANGS_ON_SPEAKER: Final[dict[type[Model], tuple[str, ...]]] = {
    Appearance: ("session_id", "role"),
    Availability: ("starts_at", "ends_at"),
    InterpreterTurn: ("interpretation_id", "begins_after"),
    SpeakerInvitation: ("token_hash",),
}
# Where the one that stays says nothing, the other one is heard.
_FILLED: Final = (
    *("title", "native_name", "position", "organisation", "country_id", "biography_en", "biography_ms", "photo"),
    *("email", "origin"),
)


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger would do: how many rows move, which stand twice, and which fields are filled."""

    kept: Speaker
    gone: Speaker
    moves: tuple[str, ...]
    twice: tuple[str, ...]
    fills: tuple[str, ...]
    why_not: Refused | None = field(default=None)


def why_not_merge(kept: Speaker, gone: Speaker) -> Refused | None:
    """The one reason why these two are not made one."""
    if kept.pk == gone.pk:
        return Refused(_("This is the same row. Choose the other one."), code="same")
    if kept.registration_id and gone.registration_id and kept.registration_id != gone.registration_id:
        return Refused(
            _("The two are linked to different registrations. If it is one person, merge the registrations first."),
            code="two_registrations",
        )
    return None


def preview(kept: Speaker, gone: Speaker) -> Merger:
    """What would happen. Changes nothing."""
    moves, twice = [], []
    for model in HANGS_ON_SPEAKER:
        moving, double = _sorted_out(model, kept, gone)
        moves += [_told(row) for row in moving]
        twice += [_told(row) for row in double]
    names = {field.attname: str(field.verbose_name) for field in Speaker._meta.concrete_fields}
    fills = [names[name] for name in _filled(kept, gone) if name != "origin"]
    return Merger(kept, gone, tuple(moves), tuple(twice), tuple(fills), why_not_merge(kept, gone))


def _told(row: Any) -> str:
    """One thing that hangs on a speaker, in words."""
    if isinstance(row, Appearance):
        return f"{row.session} ({row.get_role_display()})"
    if isinstance(row, InterpreterTurn):
        return f"{row._meta.verbose_name}: {row.interpretation.session}"
    return str(row._meta.verbose_name)


@transaction.atomic
def merge(*, kept: Speaker, gone: Speaker, actor: User, at: dt.datetime) -> Speaker:
    """Make the two one. `gone` is deleted, its page leaves with the next release. Raises Refused."""
    pks = sorted({kept.pk, gone.pk})
    rows = {row.pk: row for row in Speaker.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    if len(rows) < len(pks):
        raise Refused(_("One of the two is not there any more. Look at the list again."), code="gone")
    stays, goes = rows[kept.pk], rows[gone.pk]
    if refused := why_not_merge(stays, goes):
        raise refused
    moved = sum(_move(model, stays, goes) for model in HANGS_ON_SPEAKER)
    _fill(stays, goes)
    _keep_one_link(stays, at=at)
    record(at=at, actor=actor, action="speaker.merge", subject=f"speaker {stays.code}", gone=goes.code, moved=moved)
    if stays.follows_registration:
        follow(stays.pk, at=at)
    stays.refresh_from_db()
    return stays


def merged_sentence(speaker: Speaker) -> str:
    """What is said after a merger."""
    count = speaker.appearances.count()
    words = ngettext(
        "The two are one now: %(speaker)s appears in %(count)d place.",
        "The two are one now: %(speaker)s appears in %(count)d places.",
        count,
    )
    return words % {"speaker": speaker, "count": count}


def _sorted_out(model: type[Any], kept: Speaker, gone: Speaker) -> tuple[list[Any], list[Any]]:
    """The rows of `gone` that move, and those which `kept` has already."""
    same, name = HANGS_ON_SPEAKER[model], _key(model)
    there = {tuple(getattr(row, part) for part in same) for row in model.objects.filter(**{name: kept})}
    moving: list[Any] = []
    double: list[Any] = []
    related = {Appearance: ["session"], InterpreterTurn: ["interpretation__session"]}.get(model, ["speaker"])
    for row in model.objects.filter(**{name: gone}).select_related(*related):
        (double if tuple(getattr(row, part) for part in same) in there else moving).append(row)
    return moving, double


def _move(model: type[Any], kept: Speaker, gone: Speaker) -> int:
    moving, double = _sorted_out(model, kept, gone)
    if model is Appearance:
        for row in double:
            _keep_answer(row, kept)
    model.objects.filter(pk__in=[row.pk for row in double]).delete()
    model.objects.filter(pk__in=[row.pk for row in moving]).update(**{_key(model): kept})
    return len(moving)


def _keep_answer(double: Appearance, kept: Speaker) -> None:
    """An answer that only the row that goes has is not lost with it."""
    same = Appearance.objects.filter(speaker=kept, session=double.session_id, role=double.role)
    if double.answered_at:
        same.filter(answered_at__isnull=True).update(
            answer=double.answer, answered_at=double.answered_at, words=double.words
        )


def _fill(kept: Speaker, gone: Speaker) -> None:
    names = _filled(kept, gone)
    values = {name: getattr(gone, name) for name in names} | _consent(kept, gone)
    if kept.registration_id is None and gone.registration_id is not None:
        link = ("registration_id", "follows_registration", "photo_agreed_at")
        values |= {name: getattr(gone, name) for name in link}
    # First it goes: an origin and a registration are held by one row only.
    gone.delete()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save(update_fields=[name.removesuffix("_id") for name in values])


def _keep_one_link(kept: Speaker, *, at: dt.datetime) -> None:
    """Of two letters that worked the newest stays that went where we write to now: `revoke` takes back one only."""
    works = kept.invitations.filter(revoked_at__isnull=True).order_by("-sent_at", "-pk")
    stays = [row.pk for row in works if row.to.casefold() == address_of(kept).casefold()][:1]
    works.exclude(pk__in=stays).update(revoked_at=at)


def _consent(kept: Speaker, gone: Speaker) -> dict[str, Any]:
    """What the person said last about being recorded; an answer of the person counts more than one without a time."""
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    last = max((kept, gone), key=lambda row: (row.recording_answered_at or never, bool(row.recording)))
    return {"recording": last.recording, "recording_answered_at": last.recording_answered_at}


def _filled(kept: Speaker, gone: Speaker) -> list[str]:
    return [name for name in _FILLED if not getattr(kept, name) and getattr(gone, name)]


def _key(model: type[Model]) -> str:
    return "interpreter" if model is InterpreterTurn else "speaker"
