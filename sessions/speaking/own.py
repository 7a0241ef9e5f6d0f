"""Which speaker an account is, and what the speaker's own page shows."""

from typing import Any

from django.db.models import F
from django.urls import reverse

from delegates.models import User
from sessions.feedback import results_for
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.programme import current_programme
from sessions.speaking.answering import all_answered, own_appearances
from sessions.speaking.forms import SpeakerPageForm

LEADS = (Appearance.Role.CHAIR, Appearance.Role.CO_CHAIR, Appearance.Role.MODERATOR)


def own_speaker(user: User) -> Speaker | None:
    """The speaker whose registration the account answers for; its own before those of accompanying persons."""
    rows = Speaker.objects.filter(registration__user=user).select_related("registration__user", "country")
    return rows.order_by(F("registration__principal").asc(nulls_first=True), "pk").first()


def is_the_person(speaker: Speaker, actor: User | None, invitation: SpeakerInvitation | None) -> bool:
    """Whether nobody but the person of the registration is here: signed in, or by a letter to the account's address.

    Letters may go to an office; whoever opens one there answers for the part, not for the photograph of the badge.
    """
    if actor is not None or invitation is None or speaker.registration is None:
        return actor is not None
    return invitation.to.casefold() == speaker.registration.user.email.casefold()


def own_parts(user: User) -> list[Appearance] | None:
    """The parts of the account in sessions that take place; None for everybody who is no speaker."""
    speaker = own_speaker(user)
    return own_appearances(speaker) if speaker else None


def led_by(speaker: Speaker) -> list[Appearance]:
    """The published sessions that the speaker chairs or moderates: whose brief the speaker may read."""
    published = [item.guid for item in current_programme().by_speaker.get(speaker.code, ())]
    rows = Appearance.objects.filter(speaker=speaker, role__in=LEADS, session__is_cancelled=False)
    rows = rows.filter(session__starts_at__isnull=False, session__guid__in=published).select_related("session")
    return list({row.session_id: row for row in rows.order_by("session__starts_at", "-position")}.values())


def speaker_page_context(speaker: Speaker, form: SpeakerPageForm, *, here: str, token: str) -> dict[str, Any]:
    """What the template of the page needs."""
    photo = reverse("speaker_invitation_photo", args=[token]) if token else reverse("my_speaking_photo")
    return {
        "speaker": speaker,
        "form": form,
        "here": here,
        "photo_url": f"{photo}?v={str(speaker.photo.name)[-12:-4]}" if speaker.photo else "",
        "follows": speaker.follows_registration and speaker.registration_id is not None,
        "is_recorded": any(row.session.is_recorded for row in form.appearances),
        "is_answered": bool(form.appearances) and all_answered(speaker, form.appearances),
        "said": [] if token else results_for(form.appearances),
        "led": [] if token else led_by(speaker),
        "is_invited": bool(token),
    }
