"""What readers keep of the programme, for /me/data/ and for an erasure: stars, looks, feeds, papers read, feedback."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from delegates.data_export.registry import Entry, Holder, Part, facts, tell
from delegates.erasing.registry import Erasure, Keeping, erases, keeps
from sessions.models import CalendarFeed, DocumentReading, Feedback, ProgrammeLook, Star


def tell_of_following() -> None:
    """Name the parts, and what an erasure does with them."""
    tell(
        Part(
            "programme_kept",
            gettext_lazy("What you keep of the programme"),
            gettext_lazy("Sessions you starred, papers you opened, what you said of sessions, your calendar feed."),
            ["agenda.Star", "agenda.ProgrammeLook", "agenda.CalendarFeed", "agenda.DocumentReading", "agenda.Feedback"],
            _kept,
        )
    )
    for name, what, rows in _GOES:
        erases(Erasure(name, what, [rows.model._meta.label], _of(rows), _deleting(rows)))
    keeps(
        Keeping(
            "papers",
            gettext_lazy("The papers that you uploaded for a delegation or the secretariat"),
            gettext_lazy("They are papers of the meeting; your account is a pseudonym in them afterwards."),
            ["agenda.Document", "agenda.DocumentFile"],
        )
    )


_GOES: list[tuple[str, Any, Any]] = [
    ("stars", gettext_lazy("The sessions that you starred."), Star.objects),
    ("looks", gettext_lazy("Up to where you looked at changes of the programme."), ProgrammeLook.objects),
    ("feed", gettext_lazy("Your calendar feed."), CalendarFeed.objects),
    ("readings", gettext_lazy("That you opened papers."), DocumentReading.objects),
    ("feedback", gettext_lazy("What you said of sessions."), Feedback.objects),
]


def _of(rows: Any) -> Callable[[Holder], QuerySet[Any]]:
    def of_holder(holder: Holder) -> Any:
        if rows.model is Feedback:
            return rows.filter(registration__in=holder.registrations)
        return rows.filter(user=holder.user)

    return of_holder


def _deleting(rows: Any) -> Callable[[Holder, dt.datetime], None]:
    def delete(holder: Holder, _at: dt.datetime) -> None:
        _of(rows)(holder).delete()

    return delete


def _kept(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    for star in _of(Star.objects)(holder).select_related("session"):
        yield Entry(str(star.session), facts(star, "starred_at"))
    for look in _of(ProgrammeLook.objects)(holder):
        yield Entry(str(look._meta.verbose_name), facts(look, "number", "looked_at"))
    for feed in _of(CalendarFeed.objects)(holder):
        yield Entry(str(feed._meta.verbose_name), facts(feed, "made_at"))
    for reading in _of(DocumentReading.objects)(holder).select_related("file__document"):
        yield Entry(str(reading.file.document), facts(reading, "first_at", "last_at", "times"))
    for row in _of(Feedback.objects)(holder).select_related("session"):
        yield Entry(str(row.session), facts(row, "rating", "words", "given_at"))
