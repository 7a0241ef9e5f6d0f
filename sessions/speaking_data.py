"""What the programme holds about a speaker, for /me/data/ and for an erasure."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from delegates.data_export.registry import Entry, Holder, Part, facts, tell
from delegates.erasing.registry import Erasure, Keeping, erases, keeps
from sessions.models import Appearance, Speaker, SpeakerInvitation

_NAMED = ("code", "title", "name", "native_name", "position", "organisation", "country", "email")
_SAID = ("biography_en", "biography_ms", "recording", "recording_answered_at", "photo_agreed_at")


def tell_of_speaking() -> None:
    """Name the part, and what an erasure does with it."""
    tell(
        Part(
            "speaker",
            gettext_lazy("In the programme"),
            gettext_lazy("What the programme says of you as a speaker, what you answered, and our letters about it."),
            ["agenda.Speaker"],
            _speakers,
        )
    )
    erases(
        Erasure(
            "speaker",
            gettext_lazy(
                "The link between your registration and your entry as a speaker, your address there, the letters to "
                "you about it, your words to the secretariat, and the photograph of your registration."
            ),
            ["agenda.Speaker"],
            _spoken,
            _unlink,
        )
    )
    keeps(
        Keeping(
            "programme",
            gettext_lazy("Your entry as a speaker in the published programme"),
            gettext_lazy("The programme is a public record of the meeting. Write to us if it must be changed."),
            ["agenda.Speaker", "agenda.Release"],
        )
    )


def _speakers(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for row in _spoken(holder).select_related("country"):
        yield Entry(str(row), facts(row, *_NAMED, *_SAID))
        for part in row.appearances.select_related("session"):
            yield Entry(f"{part.session} ({part.get_role_display()})", facts(part, "answer", "words", "answered_at"))
        for letter in row.invitations.all():
            yield Entry(str(letter._meta.verbose_name), facts(letter, "to", "sent_at", "reminded_at", "completed_at"))


def _spoken(holder: Holder) -> QuerySet[Speaker]:
    return Speaker.objects.filter(registration__in=holder.registrations)


def _unlink(holder: Holder, _at: dt.datetime) -> None:
    """The published programme is a record; its speaker is tied to no registration and written to no longer."""
    pks = list(_spoken(holder).values_list("pk", flat=True))
    Appearance.objects.filter(speaker__in=pks).update(words="")
    SpeakerInvitation.objects.filter(speaker__in=pks).delete()
    rows = Speaker.objects.filter(pk__in=pks)
    rows.filter(photo_agreed_at__isnull=False).update(photo="", photo_agreed_at=None)
    rows.update(registration=None, follows_registration=False, email="")
