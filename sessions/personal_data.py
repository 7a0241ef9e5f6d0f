"""What the programme holds about a person, for /me/data/ and for an erasure."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegates.data_export.registry import Entry, Holder, Part, fact, facts, tell
from delegates.erasing.registry import Erasure, Keeping, erases, keeps
from sessions.following_data import tell_of_following
from sessions.models import Signup, Speaker


def _seats(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    rows = Signup.objects.filter(registration__in=holder.registrations).select_related("seating", "session")
    for row in rows:
        where = fact("session", _("session"), row.session.code, str(row.session))
        when = fact("starts_at", _("begins"), row.seating.starts_at)
        yield Entry(str(row.seating), [where, when, *facts(row, "code", "state", "ticket", "created_at", "changed_at")])


def _speakers(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    named = ("code", "title", "name", "native_name", "position", "organisation", "country")
    for row in Speaker.objects.filter(registration__in=holder.registrations).select_related("country"):
        yield Entry(str(row), facts(row, *named, "biography_en", "biography_ms"))


def _spoken(holder: Holder) -> QuerySet[Speaker]:
    return Speaker.objects.filter(registration__in=holder.registrations)


def _unlink_speaker(holder: Holder, _at: dt.datetime) -> None:
    """The published programme is a record; its speaker is no longer tied to a registration."""
    _spoken(holder).update(registration=None)


def tell_all() -> None:
    """Name the parts, and what an erasure does with them."""
    _tell_of_seats()
    _tell_of_the_programme()
    tell_of_following()


def _tell_of_seats() -> None:
    tell(
        Part(
            "seats",
            gettext_lazy("Seats"),
            gettext_lazy("Seats on visits and sessions, and waiting lists."),
            ["agenda.Signup"],
            _seats,
        )
    )
    keeps(
        Keeping(
            "seats",
            gettext_lazy("That a seat was taken and given back, without your name"),
            gettext_lazy("The numbers of the visits must add up; the seats themselves are free at once."),
            ["agenda.Signup"],
        )
    )


def _tell_of_the_programme() -> None:
    tell(
        Part(
            "speaker",
            gettext_lazy("In the programme"),
            gettext_lazy("What the published programme says of you as a speaker."),
            ["agenda.Speaker"],
            _speakers,
        )
    )
    erases(
        Erasure(
            "speaker",
            gettext_lazy("The link between your registration and your entry as a speaker."),
            ["agenda.Speaker"],
            _spoken,
            _unlink_speaker,
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
