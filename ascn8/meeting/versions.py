"""Content versions: what public pages are cached under. One small query reads them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models import F

from ascn8.meeting.models import ContentVersion

_READ = "SELECT name, number FROM meeting_contentversion"
# What was read during this request; None outside of `read_once`.
_seen: ContextVar[dict[str, dict[str, int]] | None] = ContextVar("content_versions", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Read the numbers at most once until the end of the block: a page asks for the meeting several times.

    They are read before the content that is kept under them, so that nothing is ever kept under a later number.
    """
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def numbers() -> dict[str, int]:
    """Every content version by name. Raw SQL, because cached pages spend most of their time here."""
    seen = _seen.get()
    if seen:
        return seen["numbers"]
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        found = dict(cursor.fetchall())
    if seen is not None:
        seen["numbers"] = found
    return found


def number_of(name: str) -> int:
    """The version of one kind of content; 0 where it was never changed."""
    return numbers().get(name, 0)


def bump(name: str) -> None:
    """Raise the version of `name`. Call it last in the transaction that changed the content."""
    if not ContentVersion.objects.filter(name=name).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(name=name, defaults={"number": 1})
    if seen := _seen.get():
        seen.clear()
