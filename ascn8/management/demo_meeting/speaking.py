"""Speakers who were asked and what they answered, and booths with interpreters; every person is invented."""

import datetime as dt
import secrets

from django.core.files.base import ContentFile

from ascn8.management.demo_meeting.pictures import portrait
from delegates.models import Registration, User
from sessions.interpreting.rota import lay_out
from sessions.interpreting.turns import minutes_of
from sessions.models import Appearance, Interpretation, InterpreterTurn, Session, Speaker, SpeakerInvitation

# Two for each booth of the large sessions: language, names.
BOOTHS = {
    "ms": ("Farid bin Jurubahasa", "Lina binti Jurubahasa"),
    "km": ("Dara Kumru", "Rachana Kumru"),
    "lo": ("Keo Tuayang", "Souk Tuayang"),
    "my": ("U Hla Namuna", "Daw Nwe Namuna"),
    "th": ("Anong Tuayang", "Wichai Tuayang"),
    "vi": ("Lan Mẫu", "Minh Mẫu"),
}
# Nobody sits in two booths at once: the smaller rooms have teams of their own.
BOOTHS_BESIDE = {
    "km": ("Chenda Kumru", "Sopheak Kumru"),
    "lo": ("Bounthong Tuayang", "Mali Tuayang"),
}
# Whose parts have a share of the time: the title of the session, minutes in the order of the names.
SHARES = {
    "ASEAN Smart City Action Plan 2026–2035": (10, 5, 20, 20, 10),
    "City progress: Quality Environment": (10, 20, 20, 20),
}
RECORDED = ("ASEAN Smart City Action Plan 2026–2035", "Partners' session", "Adoption of the report and hand-over")
# The seed of the portrait of every so many speakers.
_PORTRAITS_FROM, _EVERY = 300, 4


def make_booths_and_shares() -> None:
    """Before the first release: portraits, shares of the time, recorded sessions, and who sits in which booth."""
    Session.objects.filter(title_en__in=RECORDED).update(is_recorded=True)
    for title, shares in SHARES.items():
        parts = Appearance.objects.filter(session__title_en=title).order_by("position", "pk")
        for part, minutes in zip(parts, shares, strict=True):
            part.minutes = minutes
            part.save(update_fields=["minutes"])
    for number, speaker in enumerate(Speaker.objects.order_by("pk")[1::_EVERY]):
        speaker.photo.save(f"demo-{number:02d}.jpg", ContentFile(portrait(_PORTRAITS_FROM + number)))
    _booths()


def _booths() -> None:
    """Every booth but one: what is open is seen on the page of the day."""
    hall, beside = (_teams(names) for names in (BOOTHS, BOOTHS_BESIDE))
    rows = Interpretation.objects.select_related("session__place").order_by("session__starts_at", "pk")
    for row in list(rows)[:-1]:
        teams = hall if row.session.place and row.session.place.slug == "ballroom" else beside
        turns = lay_out(minutes=minutes_of(row.session), team=teams[row.language], turn=15)
        InterpreterTurn.objects.bulk_create(
            InterpreterTurn(
                interpretation=row, interpreter_id=one.who, begins_after=one.begins_after, minutes=one.minutes
            )
            for one in turns
        )


def _teams(booths: dict[str, tuple[str, str]]) -> dict[str, list[int]]:
    facts = {"position": "Invented interpreter", "organisation": "Demo Interpreters"}
    return {
        language: [Speaker.objects.create(name=name, **facts).pk for name in names]
        for language, names in booths.items()
    }


def make_answers(users: dict[str, User], *, at: dt.datetime) -> None:
    """After the registrations: the delegate of the demonstration is a speaker, others have answered."""
    registration = Registration.objects.get(user=users["delegate"], principal__isnull=True)
    names = (registration.given_name, registration.family_name)
    mine = Speaker.objects.get(name=" ".join(part for part in names if part), country=registration.country)
    mine.registration = registration
    mine.save(update_fields=["registration"])
    speakers = list(
        Speaker.objects.filter(appearances__isnull=False, registration=None).distinct().order_by("pk")[1:25]
    )
    for number, speaker in enumerate(speakers):
        speaker.email = f"speaker{number + 1:02d}@ascn8.example"
        speaker.save(update_fields=["email"])
        if number < 16:
            _invited(speaker, number, sent_by=users["programme"], at=at)
    # One who speaks in a recorded session does not want it.
    panellist = Appearance.objects.filter(session__title_en=RECORDED[0], role="panellist").order_by("pk").first()
    if panellist:
        Speaker.objects.filter(pk=panellist.speaker_id).update(recording="no", recording_answered_at=at)


def _invited(speaker: Speaker, number: int, *, sent_by: User, at: dt.datetime) -> None:
    """Most have answered; one declined, some were reminded. The links are nobody's: their secrets are thrown away."""
    sent = at - dt.timedelta(days=9 - number % 4)
    answered = sent + dt.timedelta(days=1, hours=number) if number % 4 != 3 else None
    SpeakerInvitation.objects.create(
        speaker=speaker,
        token_hash=secrets.token_hex(32),
        to=speaker.email,
        sent_at=sent,
        sent_by=sent_by,
        reminded_at=None if answered else sent + dt.timedelta(days=5),
        opened_at=answered,
        completed_at=answered,
    )
    answer = "asked" if answered is None else "declined" if number == 6 else "confirmed"
    words = "I am travelling that week and propose a colleague." if answer == "declined" else ""
    speaker.appearances.update(answer=answer, answered_at=answered, words=words)
    if answered:
        Speaker.objects.filter(pk=speaker.pk).update(recording="yes", recording_answered_at=answered)
