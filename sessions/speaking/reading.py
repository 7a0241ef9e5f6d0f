"""How it stands with the speakers: what they answered, and where the programme is at odds with it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from sessions.models import Appearance, Session, Speaker, SpeakerInvitation
from sessions.programme import current_programme

Answer = Appearance.Answer
_TAKES_PLACE = Q(appearances__session__is_cancelled=False)


def with_answers(speakers: QuerySet[Speaker]) -> QuerySet[Any]:
    """Each with `count`, `confirmed`, `declined` parts in sessions that take place, and its letters."""

    def number(**wanted: str) -> Count:
        only = _TAKES_PLACE & Q(**{f"appearances__{name}": value for name, value in wanted.items()})
        return Count("appearances", filter=only, distinct=True)

    letters = SpeakerInvitation.objects.filter(revoked_at__isnull=True).order_by("-sent_at", "-pk")
    return speakers.annotate(
        count=number(),
        confirmed=number(answer=Answer.CONFIRMED),
        declined=number(answer=Answer.DECLINED),
    ).prefetch_related(Prefetch("invitations", letters, to_attr="live"))


def declined() -> QuerySet[Appearance]:
    """Parts that somebody declined in sessions that take place: each waits for staff to find another person."""
    return Appearance.objects.filter(answer=Answer.DECLINED, session__is_cancelled=False)


def declined_and_published() -> QuerySet[Appearance]:
    """Those of them that the public still reads in the programme."""
    named = {(item.guid, person.code) for item in current_programme().items for person in item.people}
    rows = declined().values_list("pk", "session__guid", "speaker__code")
    return Appearance.objects.filter(pk__in=[pk for pk, guid, code in rows if (str(guid), code) in named])


def objecting() -> QuerySet[Appearance]:
    """Parts in recorded sessions of speakers who do not want to be recorded."""
    rows = Appearance.objects.filter(session__is_recorded=True, session__is_cancelled=False)
    return rows.filter(speaker__recording=Speaker.Recording.NO).exclude(answer=Answer.DECLINED)


def has_objector() -> Exists:
    """For a list of sessions: whether one of the speakers does not want the recording."""
    return Exists(objecting().filter(session=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Concerns:
    """What staff should know of the people of one session before it is published or recorded."""

    objecting: tuple[Speaker, ...]
    declined: tuple[Appearance, ...]
    unanswered: tuple[Speaker, ...]

    def __bool__(self) -> bool:
        return bool(self.objecting or self.declined or self.unanswered)


def concerns(session: Session) -> Concerns:
    """Who objects to the recording, who declined, and who was not heard about a recording. One query."""
    rows = list(session.appearances.select_related("speaker").order_by("position", "pk"))
    there = list(dict.fromkeys(row.speaker for row in rows if row.answer != Answer.DECLINED))
    recorded = there if session.is_recorded and not session.is_cancelled else []
    return Concerns(
        tuple(speaker for speaker in recorded if speaker.recording == Speaker.Recording.NO),
        tuple(row for row in rows if row.answer == Answer.DECLINED and not session.is_cancelled),
        tuple(speaker for speaker in recorded if not speaker.recording),
    )
