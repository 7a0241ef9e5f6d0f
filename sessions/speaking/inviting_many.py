"""Inviting many speakers: first who would be written to, then one piece of long work with a result a row."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.models import Appearance, Speaker, SpeakerInvitation
from sessions.speaking.inviting import address_of, invite, why_not_invite

KIND = "speakers.invite"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One speaker in the preview: the address, and why nothing would be sent. `again`: the old link would end."""

    speaker: Speaker
    to: str
    why_not: str
    again: bool


def preview(speakers: Iterable[Speaker], *, at: dt.datetime) -> tuple[list[Candidate], list[Candidate]]:
    """Who would be written to, and who not. Changes nothing."""
    rows = list(speakers)
    parts = Appearance.objects.filter(session__is_cancelled=False, speaker__in=rows)
    letters = SpeakerInvitation.objects.filter(revoked_at__isnull=True, speaker__in=rows)
    appears, invited = (set(found.values_list("speaker_id", flat=True)) for found in (parts, letters))
    found = [_candidate(row, appears=row.pk in appears, again=row.pk in invited, at=at) for row in rows]
    return [one for one in found if not one.why_not], [one for one in found if one.why_not]


def order_invitations(codes: Iterable[str], *, token: str, actor: User, at: dt.datetime) -> Job:
    """Ask for a letter to each of `codes`. The same press twice (`token` names the preview) is one job."""
    wanted = sorted(set(codes))
    asked = hashlib.sha256("\n".join([token, *wanted]).encode()).hexdigest()
    people = ngettext("%(number)d speaker", "%(number)d speakers", len(wanted)) % {"number": len(wanted)}
    return start_job(
        kind=KIND,
        title=_("Invitations: %(people)s") % {"people": people},
        input={"codes": wanted},
        owner=actor,
        key=f"{KIND}:{asked}",
        in_panel=True,
        at=at,
    )


@job_kind(KIND)
def invite_selected(progress: Progress) -> Result:
    """Write to each, in a transaction of its own. Begun again, it finds the letters that are out."""
    job, rows, sent = progress.job, [], 0
    found = Speaker.objects.filter(code__in=job.input["codes"]).select_related("registration__user")
    speakers = list(found.order_by("name", "pk"))
    progress.step(0, len(speakers))
    for number, speaker in enumerate(speakers, 1):
        said = _invite_one(speaker, actor=job.owner)
        sent += not said
        rows.append([str(speaker), address_of(speaker), said or _("Written to")])
        progress.step(number, len(speakers))
    summary = ngettext("%(number)d speaker is written to.", "%(number)d speakers are written to.", sent)
    back = {"url": reverse("admin:agenda_speaker_changelist"), "label": _("Back to the speakers")}
    return Result(summary % {"number": sent}, [_("Speaker"), _("Address"), _("What happened")], rows, [back])


def _invite_one(speaker: Speaker, *, actor: User | None) -> str:
    try:
        invite(speaker, actor=actor, at=timezone.now())
    except Refused as refused:
        return refused.message
    return ""


def _candidate(speaker: Speaker, *, appears: bool, again: bool, at: dt.datetime) -> Candidate:
    refused = why_not_invite(speaker, at=at, appears=appears)
    return Candidate(speaker, address_of(speaker), refused.message if refused else "", again)
