"""What we write to speakers."""

import datetime as dt

from django.urls import reverse

from ascn8.outbox.queueing import enqueue
from sessions.models import SpeakerInvitation


def invitation(row: SpeakerInvitation, *, token: str, again: bool, until: dt.datetime, at: dt.datetime) -> None:
    """Please complete your page and answer. `token` leaves by this mail only."""
    speaker = row.speaker
    account = speaker.registration.user if speaker.registration else None
    user = account if account and account.email.casefold() == row.to.casefold() else None
    sessions = speaker.sessions.filter(is_cancelled=False).order_by("starts_at", "pk").distinct()
    enqueue(
        # Of the hash: the key must tell two letters apart and must not give the secret away.
        key=f"speaker:{speaker.code}:{row.token_hash[:24]}",
        kind="speaker_invitation",
        template="speaker_invitation",
        context={
            "speaker": speaker,
            "sessions": list(sessions.select_related("place")),
            "again": again,
            "until": until,
            "path": reverse("speaker_invitation", args=[token]),
        },
        user=user,
        to=row.to,
        language=user.language if user else "",
        useful_until=until,
        at=at,
    )
