"""Opening a paper: who asks is looked up at the file itself, every time, and it is written down who opened what."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F

from delegates.models import User
from sessions.models import Document, DocumentFile, DocumentReading
from sessions.models.papers import heads

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class ReadBy:
    """How many of the heads of delegation and their alternates have opened a paper."""

    heads: int
    of: int


def file_for(code: str, *, user: Reader, at: dt.datetime) -> DocumentFile | None:
    """The language version under this code, if `user` may open it at this moment; None is all that others learn."""
    visible = Document.objects.visible_to(user, at=at)
    rows = DocumentFile.objects.filter(code=code, document__in=visible).exclude(file="")
    return rows.select_related("document").first()


@transaction.atomic
def note_readings(files: Iterable[DocumentFile], *, user: Reader, at: dt.datetime) -> None:
    """Write down that a signed-in reader opened these files. Of others nothing is kept."""
    if not isinstance(user, User):
        return
    wanted = list(files)
    rows = [DocumentReading(file=file, user=user, first_at=at, last_at=at, times=0) for file in wanted]
    DocumentReading.objects.bulk_create(rows, ignore_conflicts=True)
    DocumentReading.objects.filter(file__in=wanted, user=user).update(times=F("times") + 1, last_at=at)


def read_by(document: Document) -> ReadBy:
    """How far a paper has come among the heads."""
    people = set(heads().values_list("user", flat=True))
    readers = set(DocumentReading.objects.filter(file__document=document).values_list("user", flat=True))
    return ReadBy(len(people & readers), len(people))
