"""What people asked about their data in the demonstration: an older privacy notice, and one request for erasure."""

import datetime as dt

from delegates.erasing.asking import ask
from delegates.models import Consent, ConsentText, Registration, User

_OLDER_EN = "The organiser uses what you enter here to accredit you and to write to you about this meeting."
_OLDER_MS = "Penganjur menggunakan maklumat yang anda isi di sini untuk mengakreditasi dan menghubungi anda."
# How many people answered before the notice changed.
_ANSWERED_BEFORE = 40


def make_rights(users: dict[str, User], *, at: dt.datetime) -> None:
    """The notice in use becomes version 2; some people, the delegate too, agreed to the version before only.

    And somebody asks for erasure, for the secretariat to decide on.
    """
    before = _older_notice(at)
    waiting = Registration.objects.exclude(user=users["delegate"]).filter(state="approved").order_by("pk")
    asked = list(waiting[: _ANSWERED_BEFORE + 1])
    early = [*asked, *Registration.objects.filter(user=users["delegate"])]
    Consent.objects.filter(registration__in=early, text__purpose="privacy").update(
        text=before, at=at - dt.timedelta(days=90)
    )
    person = asked[0] if asked else None
    if person:
        ask(
            person,
            reason="I cannot come any more. Please delete what you hold about me.",
            actor=person.user,
            at=at - dt.timedelta(days=1),
        )


def _older_notice(at: dt.datetime) -> ConsentText:
    """Version 1 with other words, older than what is in use, which becomes version 2."""
    now = ConsentText.objects.get(purpose="privacy", version=1)
    ConsentText.objects.filter(pk=now.pk).update(version=2, published_at=at - dt.timedelta(days=80))
    return ConsentText.objects.create(
        purpose="privacy",
        version=1,
        title_en=now.title_en,
        title_ms=now.title_ms,
        text_en=_OLDER_EN,
        text_ms=_OLDER_MS,
        is_required=True,
        position=now.position,
        published_at=at - dt.timedelta(days=120),
    )
