"""Delegations submit papers for a session until its deadline; the secretariat accepts each or sends it back."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_block, clean_line
from ascn8.meeting.facts import current_meeting
from delegates.delegations.guarding import lock as lock_delegation
from delegates.models import Delegation, User
from sessions.languages import NAMES
from sessions.models import Document, Session
from sessions.papers import mails
from sessions.papers.checking import accept_paper
from sessions.papers.filing import index, lock, why_not_answer
from sessions.papers.versions import keep_file
from sessions.programme import current_programme

# What one delegation may have waiting at a time.
_MOST_WAITING = 20
State = Document.State


def sessions_with_papers() -> list[Session]:
    """The published sessions for which delegations may submit or might have, in the order of the programme."""
    codes = [item.code for item in current_programme().items if not item.is_cancelled]
    asked = Session.objects.filter(papers_due_at__isnull=False, is_cancelled=False, code__in=codes)
    return list(asked.order_by("starts_at", "pk"))


@transaction.atomic
def submit(
    *,
    delegation: Delegation,
    session: Session,
    title_en: str,
    title_ms: str = "",
    language: str,
    upload: UploadedFile[bytes],
    actor: User,
    at: dt.datetime,
) -> Document:
    """Put a paper into the queue of the secretariat. Raises Refused: late, not yours, not readable."""
    delegation = lock_delegation(delegation)
    if refused := why_not_submit(delegation=delegation, session=session, actor=actor, at=at):
        raise refused
    if language not in NAMES:
        raise Refused(_("Choose the language of the file."), code="no_language")
    accepted = accept_paper(upload)
    document = Document(state=State.SUBMITTED, delegation=delegation, submitted_by=actor, created_at=at)
    document.title_en, document.title_ms = clean_line(title_en)[:300], clean_line(title_ms)[:300]
    document.search = index(document)
    document.save()
    document.sessions.set([session])
    keep_file(document, accepted, language=language, actor=actor, at=at)
    record(
        at=at,
        action="paper.submit",
        subject=f"document {document.code}",
        actor=actor,
        delegation=delegation.code,
        session=session.code,
    )
    return document


def why_not_submit(*, delegation: Delegation, session: Session, actor: User, at: dt.datetime) -> Refused | None:
    """The one reason why `actor` submits nothing for this session now; None where they may."""
    if not delegation.focal_points.filter(pk=actor.pk).exists():
        return Refused(_("Only a focal point of this delegation submits its papers."), code="not_focal_point")
    if session.papers_due_at is None or session.is_cancelled:
        return Refused(_("This session takes no papers from delegations."), code="no_papers")
    if at >= session.papers_due_at:
        return Refused(
            _("Papers for this session were due on %(date)s. Write to %(email)s: only the secretariat files it now.")
            % {"date": _date(session.papers_due_at), "email": current_meeting().contact_email},
            code="late",
        )
    if delegation.documents.waiting().count() >= _MOST_WAITING:
        return Refused(
            _("%(most)d papers of your delegation wait already. Submit more when they are answered.")
            % {"most": _MOST_WAITING},
            code="too_many",
        )
    return None


@transaction.atomic
def send_back(document: Document, *, words: str, actor: User, at: dt.datetime) -> Document:
    """Send a submitted paper back; the focal points read the words by mail. Raises Refused."""
    document = lock(document)
    if refused := why_not_answer(document, actor=actor):
        raise refused
    document.answer = clean_block(words)[:2000]
    if not document.answer:
        raise Refused(_("Write what the delegation should do, so that it can send the paper again."), code="no_words")
    document.state, document.withdrawn_at = State.RETURNED, at
    document.save(update_fields=["state", "answer", "withdrawn_at"])
    record(at=at, action="paper.send_back", subject=f"document {document.code}", actor=actor)
    mails.sent_back(document, at=at)
    return document


@transaction.atomic
def take_back(document: Document, *, actor: User, at: dt.datetime) -> Document:
    """Take back what the own delegation submitted, while nobody has answered. Raises Refused."""
    document = lock(document)
    if refused := why_not_take_back(document, actor=actor):
        raise refused
    document.state, document.withdrawn_at = State.WITHDRAWN, at
    document.save(update_fields=["state", "withdrawn_at"])
    record(at=at, action="paper.take_back", subject=f"document {document.code}", actor=actor)
    return document


def why_not_take_back(document: Document, *, actor: User) -> Refused | None:
    """The one reason why `actor` cannot take the paper back."""
    if document.delegation is None or not document.delegation.focal_points.filter(pk=actor.pk).exists():
        return Refused(_("Only a focal point of this delegation submits its papers."), code="not_focal_point")
    if document.state != State.SUBMITTED:
        return Refused(_("The secretariat has answered already. Write to it to change the paper."), code="answered")
    return None


def _date(moment: dt.datetime) -> str:
    return date_format(moment.astimezone(current_meeting().zone), "j F Y, H:i")
