"""Language versions of a paper: one file for each language, in the private storage under a random name."""

import datetime as dt
import secrets

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from delegates.models import User
from delegates.photos import discard
from sessions.languages import NAMES
from sessions.models import Document, DocumentFile
from sessions.papers.checking import Accepted, accept_paper
from sessions.papers.filing import Facts, lock, make, revise, why_not_change


@transaction.atomic
def file_paper(
    *,
    facts: Facts,
    series: str,
    number: int | None = None,
    of: Document | None = None,
    revision: str = "",
    upload: UploadedFile[bytes] | None = None,
    language: str = "en",
    actor: User,
    at: dt.datetime,
) -> Document:
    """A new draft, or one that belongs to another paper, with its first file; or nothing at all. Raises Refused."""
    if of:
        document = revise(of=of, revision=revision, number=number, facts=facts, actor=actor, at=at)
    else:
        document = make(facts=facts, series=series, number=number, actor=actor, at=at)
    if upload:
        add_file(document, upload=upload, language=language, actor=actor, at=at)
    return document


@transaction.atomic
def add_file(
    document: Document, *, upload: UploadedFile[bytes], language: str, actor: User, at: dt.datetime
) -> DocumentFile:
    """Keep a language version; in a draft it takes the place of the one before. Raises Refused."""
    document = lock(document)
    if refused := why_not_add_file(document, language=language, actor=actor):
        raise refused
    return keep_file(document, accept_paper(upload), language=language, actor=actor, at=at)


@transaction.atomic
def remove_file(document: Document, *, code: str, actor: User, at: dt.datetime) -> None:
    """Take a language version out of a draft. Raises Refused."""
    document = lock(document)
    if refused := why_not_change(document, actor=actor):
        raise refused
    if document.state == Document.State.PUBLISHED:
        raise _published()
    row = document.files.filter(code=code).first()
    if row is not None:
        _forget(row)
        record(at=at, action="paper.file_removed", subject=f"document {document.code}", actor=actor, file=row.name)


def why_not_add_file(document: Document, *, language: str, actor: User) -> Refused | None:
    """The one reason why no file in this language is added."""
    if refused := why_not_change(document, actor=actor):
        return refused
    if language not in NAMES:
        return Refused(_("Choose the language of the file."), code="no_language")
    if document.state == Document.State.PUBLISHED and document.files.filter(language=language).exists():
        return _published()
    return None


def keep_file(document: Document, accepted: Accepted, *, language: str, actor: User, at: dt.datetime) -> DocumentFile:
    """Put an accepted file under the locked `document`, instead of the one that it had in this language."""
    for former in document.files.filter(language=language):
        _forget(former)
    row = DocumentFile(document=document, language=language, uploaded_at=at, uploaded_by=actor)
    row.name, row.size = accepted.name, len(accepted.content)
    row.file.save(f"{secrets.token_hex(16)}.{accepted.kind}", ContentFile(accepted.content), save=False)
    row.save()
    record(
        at=at,
        action="paper.file",
        subject=f"document {document.code}",
        actor=actor,
        file=row.code,
        language=language,
        size=row.size,
    )
    return row


def _forget(row: DocumentFile) -> None:
    discard([row.file.name])
    row.delete()


def _published() -> Refused:
    return Refused(
        _("Readers have this version already. File a corrigendum or a revision, so that they see what changed."),
        code="published",
    )
