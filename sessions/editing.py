"""Every change of a session by staff: one version more, by whom and when; and never a lost edit.

Whoever changes a session says which version was in front of them. Where somebody else was faster, they are told who,
when, and both versions, and decide.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.errors import Refused
from ascn8.meeting.models import ContentVersion
from ascn8.meeting.versions import bump
from sessions.models import Place, Session

# The content version of the draft: it rises with every change, so a board that is open sees that it is old.
VERSION = "board"
_BOOKING = frozenset({"place", "starts_at", "ends_at", "is_cancelled", "shares_place"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a session in both versions, as people read it."""

    label: str
    theirs: str
    mine: str


class Outdated(Refused):
    """Somebody changed the session meanwhile. `theirs` is the row as it is, `mine` what was to be written."""

    def __init__(self, session: Session, mine: Mapping[str, Any]) -> None:
        self.theirs, self.mine = session, dict(mine)
        self.by, self.at, self.version = session.changed_by, session.changed_at, session.version
        super().__init__(_who_was_faster(session), code="outdated")

    @property
    def differences(self) -> list[Difference]:
        """The fields in which both versions differ."""
        pairs = ((name, getattr(self.theirs, name), value) for name, value in self.mine.items())
        return [
            Difference(label_of(name), shown(self.theirs, name, theirs), shown(self.theirs, name, mine))
            for name, theirs, mine in pairs
            if theirs != mine
        ]


def hold_the_draft() -> None:
    """Let nobody else change the draft until the transaction ends: whoever checks rules holds it before reading."""
    ContentVersion.objects.get_or_create(name=VERSION)
    ContentVersion.objects.select_for_update().get(name=VERSION)


@transaction.atomic
def change_session(*, code: str, version: int, changes: Mapping[str, Any], actor: Any, at: dt.datetime) -> Session:
    """The session with `changes` (field -> value), one version further.

    Raises Outdated where it is no longer at `version`; Refused where it is gone or its place is taken.
    """
    hold_the_draft()
    session = held_sessions([code])[code]
    if session.version != version:
        raise Outdated(session, changes)
    write([(session, changes)], actor=actor, at=at)
    return session


def held_sessions(codes: Collection[str]) -> dict[str, Session]:
    """The sessions by code, locked. Raises Refused where one of them is gone."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("place", "changed_by")
    found = {session.code: session for session in rows.filter(code__in=codes).order_by("pk")}
    if missing := set(codes) - set(found):
        text = _("The session %(code)s is no longer there: somebody took it away. Load the board again.")
        raise Refused(text % {"code": min(missing)}, code="gone")
    return found


def write(changed: Iterable[tuple[Session, Mapping[str, Any]]], *, actor: Any, at: dt.datetime) -> None:
    """Write the changes of one action. Raises Refused where a place is taken.

    Sessions that change places among themselves are lifted out first, then put down: the database looks at each row.
    """
    rows = [(session, dict(changes)) for session, changes in changed if changes]
    fields = {name for _session, changes in rows for name in changes}
    lifted = [session.pk for session, changes in rows if _BOOKING & set(changes)]
    for session, changes in rows:
        for name, value in {**changes, **changed_mark(session, actor=actor, at=at)}.items():
            setattr(session, name, value)
    try:
        with transaction.atomic():
            if len(lifted) > 1:
                Session.objects.filter(pk__in=lifted).update(place=None)
                fields.add("place")
            Session.objects.bulk_update(
                [session for session, _changes in rows], [*sorted(fields), "version", "changed_at", "changed_by"]
            )
    except IntegrityError as error:
        raise refused_by_the_database([session for session, _changes in rows]) from error
    bump(VERSION)


def changed_mark(session: Session, *, actor: Any, at: dt.datetime) -> dict[str, Any]:
    """What every change writes beside itself."""
    return {"version": session.version + 1, "changed_at": at, "changed_by": actor}


def refused_by_the_database(sessions: list[Session]) -> Refused:
    """In words: which session holds the place that one of `sessions` wanted."""
    own = [session.pk for session in sessions]
    for session in sessions:
        if not (session.place_id and session.starts_at) or session.is_cancelled or session.shares_place:
            continue
        others = Session.objects.scheduled().filter(shares_place=False, place=session.place_id)
        other = others.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at).exclude(pk__in=own).first()
        if other:
            text = _("“%(other)s” is in %(place)s at that time, so “%(title)s” cannot be there. Choose another time.")
            names = {"other": other, "place": session.place, "title": session}
            return Refused(text % names, code="room_taken")
    return Refused(
        _("Two sessions would be in one place at the same time. Choose another time or place for one of them."),
        code="room_taken",
    )


def label_of(name: str) -> str:
    """A field of a session as people call it."""
    return str(capfirst(Session._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def shown(session: Session, name: str, value: Any) -> str:
    """The value of a field as people read it, times on the clock that is set."""
    field = Session._meta.get_field(name)
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "D j M, H:i")
    if isinstance(field, models.Field) and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, models.Manager):
        value = value.all()
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return ", ".join(str(one.get("url", one) if isinstance(one, dict) else one) for one in value)
    return str(value)


def _who_was_faster(session: Session) -> str:
    when = date_format(timezone.localtime(session.changed_at), "H:i") if session.changed_at else ""
    if session.changed_by and when:
        text = _("%(who)s changed “%(title)s” at %(when)s, after you opened it. See both versions and choose.")
        return text % {"who": session.changed_by, "title": session, "when": when}
    text = _("“%(title)s” was changed after you opened it. See both versions and choose.")
    return text % {"title": session}


def where_it_is(place: Place | None, starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> str:
    """A place and a time in one line."""
    if not starts_at or not ends_at:
        return str(gettext_lazy("not on the board"))
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    clock = f"{date_format(start, 'D j M')} {start:%H:%M}–{end:%H:%M}"
    return f"{place}, {clock}" if place else clock
