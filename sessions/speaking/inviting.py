"""Asking speakers by mail to complete their page and to answer: a secret link that needs no account."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting
from delegates.models import User
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.speaking import mails

PERMISSION = "agenda.change_speaker"
# Who has not answered everything after so long is reminded, once, by itself.
REMIND_AFTER = dt.timedelta(days=5)
# A second press within this time finds the letter sent.
_AGAIN_AFTER = dt.timedelta(days=1)
_AT_ONCE = 500


def ends_at() -> dt.datetime:
    """When every link stops working: at the end of the meeting's last day."""
    meeting = current_meeting()
    return dt.datetime.combine(meeting.ends_on + dt.timedelta(days=1), dt.time(), meeting.zone)


def address_of(speaker: Speaker) -> str:
    """Where we write to: the address that staff noted, else the one of the account behind the registration."""
    if speaker.email or speaker.registration is None:
        return speaker.email
    return speaker.registration.user.email


def live_invitation(speaker: Speaker) -> SpeakerInvitation | None:
    """The one letter whose link works."""
    return speaker.invitations.filter(revoked_at__isnull=True).order_by("-sent_at", "-pk").first()


def why_not_invite(speaker: Speaker, *, at: dt.datetime, appears: bool | None = None) -> Refused | None:
    """The one reason why no invitation can go out: the button shows it, the action raises it.

    `appears`: whether the speaker is in a session, for whoever has asked that of many at once.
    """
    if at >= ends_at():
        return Refused(_("The meeting is over: there is nothing to answer any more."), code="over")
    if not address_of(speaker):
        return Refused(_("Add the e-mail address of the speaker first."), code="no_address")
    if not (_asked_of(speaker).exists() if appears is None else appears):
        return Refused(_("The speaker appears in no session yet. Add the speaker to one first."), code="no_session")
    return None


@transaction.atomic
def invite(speaker: Speaker, *, actor: User | None, at: dt.datetime) -> SpeakerInvitation:
    """Mail a link; an earlier one stops working. Raises Refused. A second press the same day sends nothing."""
    row = locked(speaker)
    if refused := why_not_invite(row, at=at):
        raise refused
    last = live_invitation(row)
    if last and last.to == address_of(row) and at < last.sent_at + _AGAIN_AFTER:
        return last
    row.invitations.filter(revoked_at__isnull=True).update(revoked_at=at)
    token = secrets.token_urlsafe(24)
    invitation = SpeakerInvitation.objects.create(
        speaker=row, token_hash=_hash(token), to=address_of(row), sent_at=at, sent_by=actor
    )
    _asked_of(row).filter(answer="").update(answer=Appearance.Answer.ASKED)
    mails.invitation(invitation, token=token, again=False, until=ends_at(), at=at)
    record(at=at, actor=actor, action="speaker.invite", subject=f"speaker {row.code}")
    return invitation


def why_not_remind(invitation: SpeakerInvitation, *, at: dt.datetime) -> Refused | None:
    """The one reason why nobody is reminded now."""
    if refused := why_not_use(invitation, at=at):
        return refused
    if invitation.reminded_at:
        return Refused(_("The speaker was reminded once already. Telephone, or invite anew."), code="reminded")
    if invitation.completed_at:
        return Refused(_("The speaker has answered everything."), code="answered")
    if at < invitation.sent_at + _AGAIN_AFTER:
        return Refused(_("We wrote to this speaker less than a day ago. Wait until tomorrow."), code="too_soon")
    return None


@transaction.atomic
def remind(invitation: SpeakerInvitation, *, actor: User | None, at: dt.datetime) -> SpeakerInvitation:
    """Mail a new link once; the former one stops working, for nobody knows its secret any more. Raises Refused."""
    locked(invitation.speaker)
    row = _whole().get(pk=invitation.pk)
    if refused := why_not_remind(row, at=at):
        raise refused
    token = secrets.token_urlsafe(24)
    row.token_hash, row.reminded_at = _hash(token), at
    row.save(update_fields=["token_hash", "reminded_at"])
    mails.invitation(row, token=token, again=True, until=ends_at(), at=at)
    record(at=at, actor=actor, action="speaker.remind", subject=f"speaker {row.speaker.code}")
    return row


def remind_speakers(*, at: dt.datetime) -> int:
    """Remind everybody who was invited five days ago and has not answered everything, once. Returns how many."""
    if at >= ends_at():
        return 0
    return sum(_remind_one(row, at=at) for row in _due(at)[:_AT_ONCE])


@transaction.atomic
def revoke(invitation: SpeakerInvitation, *, actor: User, at: dt.datetime) -> SpeakerInvitation:
    """The link works no longer. A second press changes nothing."""
    locked(invitation.speaker)
    row = _whole().get(pk=invitation.pk)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(at=at, actor=actor, action="speaker.revoke", subject=f"speaker {row.speaker.code}")
    return row


def find(token: str) -> SpeakerInvitation | None:
    """The invitation behind the token of a link, whatever became of it; None for every other text."""
    return _whole().filter(token_hash=_hash(token)).first()


def why_not_use(invitation: SpeakerInvitation, *, at: dt.datetime) -> Refused | None:
    """The one reason why a link opens nothing any more."""
    email = current_meeting().contact_email
    if invitation.revoked_at is not None:
        words = _("This link was taken back, or a newer one was sent. Use the latest mail, or write to %(email)s.")
        return Refused(words % {"email": email}, code="revoked")
    if at >= ends_at():
        return Refused(
            _("The meeting is over, and this link with it. Write to %(email)s.") % {"email": email}, code="over"
        )
    return None


def locked(speaker: Speaker) -> Speaker:
    """The speaker's row, locked until the end of the transaction: invitations and answers change under it only."""
    rows = Speaker.objects.select_for_update(of=("self",)).select_related("registration__user", "country")
    return rows.get(pk=speaker.pk)


def never_invited() -> QuerySet[Speaker]:
    """Speakers with a session to come whom nobody has asked, as far as a mail can reach them."""
    live = SpeakerInvitation.objects.filter(speaker=OuterRef("pk"), revoked_at__isnull=True)
    reachable = ~Q(email="") | Q(registration__isnull=False)
    rows = Speaker.objects.filter(reachable, appearances__session__is_cancelled=False).distinct()
    return rows.filter(~Exists(live))


def _asked_of(speaker: Speaker) -> QuerySet[Appearance]:
    """The parts of the speaker about which there is something to ask."""
    return Appearance.objects.filter(speaker=speaker, session__is_cancelled=False)


def _due(at: dt.datetime) -> QuerySet[SpeakerInvitation]:
    return _whole().filter(
        sent_at__lte=at - REMIND_AFTER,
        reminded_at__isnull=True,
        completed_at__isnull=True,
        revoked_at__isnull=True,
    )


def _remind_one(row: SpeakerInvitation, *, at: dt.datetime) -> bool:
    """Whoever answered a moment ago is left in peace."""
    try:
        remind(row, actor=None, at=at)
    except Refused:
        return False
    return True


def _whole() -> QuerySet[SpeakerInvitation]:
    return SpeakerInvitation.objects.select_related("speaker__registration__user", "sent_by")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
