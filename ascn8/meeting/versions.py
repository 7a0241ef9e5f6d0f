"""Content versions: what public pages are cached under. One small query reads them all."""

from django.db import connection
from django.db.models import F

from ascn8.meeting.models import ContentVersion

_READ = "SELECT name, number FROM meeting_contentversion"


def numbers() -> dict[str, int]:
    """Every content version by name. Raw SQL, because cached pages spend most of their time here."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return dict(cursor.fetchall())


def number_of(name: str) -> int:
    """The version of one kind of content; 0 where it was never changed."""
    return numbers().get(name, 0)


def bump(name: str) -> None:
    """Raise the version of `name`. Call it last in the transaction that changed the content."""
    if not ContentVersion.objects.filter(name=name).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(name=name, defaults={"number": 1})
