"""What the programme holds about a person, for /me/data/ and for an erasure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegates.data_export.registry import Entry, Holder, Part, fact, facts, tell
from delegates.erasing.registry import Keeping, keeps
from sessions.following_data import tell_of_following
from sessions.models import Signup
from sessions.speaking_data import tell_of_speaking


def _seats(holder: Holder, _is_open: bool) -> Iterator[Entry]:
    rows = Signup.objects.filter(registration__in=holder.registrations).select_related("seating", "session")
    for row in rows:
        where = fact("session", _("session"), row.session.code, str(row.session))
        when = fact("starts_at", _("begins"), row.seating.starts_at)
        yield Entry(str(row.seating), [where, when, *facts(row, "code", "state", "ticket", "created_at", "changed_at")])


def tell_all() -> None:
    """Name the parts, and what an erasure does with them."""
    _tell_of_seats()
    tell_of_speaking()
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
