"""Saying which registration a speaker is, with suggestions; and taking it back."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import fold
from delegates.models import Registration, User
from delegates.models.registration import State
from sessions.models import Speaker
from sessions.speaking.following import follow, is_copy

PERMISSION = "agenda.change_speaker"
_MOST = 6
# The rank of those who share a part of the name only.
_LOOSE = 2
_SAME_ADDRESS = gettext_lazy("the same e-mail address")
_SAME_NAME = gettext_lazy("the same name")
_PART_OF_NAME = gettext_lazy("part of the name")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A registration that may be this person, why we think so, and the one reason why it cannot be taken."""

    registration: Registration
    why: str | Promise
    why_not: Refused | None


def suggestions(speaker: Speaker, *, words: str = "") -> tuple[Suggestion, ...]:
    """Registrations by e-mail address, then by name (or by `words`, typed by staff), the likeliest first."""
    rows = Registration.objects.filter(merged_into__isnull=True).exclude(state__in=[State.WITHDRAWN, State.DECLINED])
    rows = rows.select_related("user", "category", "country", "delegation", "speaker")
    wanted = fold(words or speaker.name).split()
    named = Q()
    for word in wanted:
        named &= Q(search__contains=word)
    by_address = Q(user__email__iexact=speaker.email) if speaker.email else Q(pk__in=[])
    loosely = Q(search__contains=wanted[-1]) if wanted and len(wanted[-1]) > 2 and not words else Q(pk__in=[])
    found = list(rows.filter(by_address | (named if wanted else Q(pk__in=[])) | loosely)[: _MOST * 4])
    ranked = sorted(
        ((_rank(row, speaker, wanted), row) for row in found), key=lambda pair: (pair[0], pair[1].sort_name)
    )
    if any(rank < _LOOSE for rank, _row in ranked):
        ranked = [one for one in ranked if one[0] < _LOOSE]  # a part of the name is noise beside a whole one
    reasons = (_SAME_ADDRESS, _SAME_NAME, _PART_OF_NAME)
    return tuple(Suggestion(row, reasons[rank], why_not_link(speaker, row)) for rank, row in ranked[:_MOST])


def why_not_link(speaker: Speaker, registration: Registration) -> Refused | None:
    """The one reason why this registration cannot be this speaker's."""
    other = getattr(registration, "speaker", None)
    if other is not None and other.pk != speaker.pk:
        return Refused(
            _("This registration is linked to the speaker %(other)s already. Merge the two speakers instead.")
            % {"other": f"{other} ({other.code})"},
            code="linked_elsewhere",
        )
    return None


@transaction.atomic
def link(speaker: Speaker, *, registration: Registration, follows: bool, actor: User, at: dt.datetime) -> Speaker:
    """This speaker is that registration; where `follows`, its facts are the registration's from now on.

    Raises Refused. The same link again changes nothing.
    """
    row = Speaker.objects.select_for_update().get(pk=speaker.pk)
    if refused := why_not_link(row, registration):
        raise refused
    if row.registration_id == registration.pk and row.follows_registration == follows:
        return row
    if row.registration_id != registration.pk:
        row.photo_agreed_at = None  # another person has not agreed to anything yet
    if is_copy(row.photo.name or "") and not (follows and row.photo_agreed_at):
        row.photo, row.photo_agreed_at = "", None  # given for the badge of a registration that is followed no more
    row.registration, row.follows_registration = registration, follows
    _save(row)
    record(at=at, actor=actor, action="speaker.link", subject=f"speaker {row.code}", registration=registration.code)
    if follows:
        follow(row.pk, at=at)
        row.refresh_from_db()
    return row


@transaction.atomic
def unlink(speaker: Speaker, *, actor: User, at: dt.datetime) -> Speaker:
    """The speaker is nobody's registration any more; what was taken over stays as the speaker's own, but the photo."""
    row = Speaker.objects.select_for_update(of=("self",)).select_related("registration").get(pk=speaker.pk)
    if row.registration is None:
        return row
    code = row.registration.code
    if row.photo_agreed_at and row.follows_registration:
        row.photo = ""
    row.registration, row.follows_registration, row.photo_agreed_at = None, False, None
    row.save(update_fields=["registration", "follows_registration", "photo_agreed_at", "photo"])
    record(at=at, actor=actor, action="speaker.unlink", subject=f"speaker {row.code}", registration=code)
    return row


def _save(row: Speaker) -> None:
    """Somebody else may link the registration at the same moment: the constraint decides, in words."""
    try:
        with transaction.atomic():
            row.save(update_fields=["registration", "follows_registration", "photo_agreed_at", "photo"])
    except IntegrityError:
        raise Refused(
            _("Somebody has just linked this registration to another speaker. Look again."), code="linked_elsewhere"
        ) from None


def _rank(row: Registration, speaker: Speaker, wanted: list[str]) -> int:
    if speaker.email and row.user.email.casefold() == speaker.email.casefold():
        return 0
    names = fold(row.search).split()
    return 1 if wanted and all(any(word in name for name in names) for word in wanted) else 2
