"""What the secretariat does with papers: file, revise, change, publish, withdraw."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line, fold
from ascn8.meeting.versions import bump
from delegates.models import User
from sessions.models import Document, Session
from sessions.papers import mails
from sessions.papers.symbols import next_number, next_revision, revised_symbol, save_once, symbol_of
from sessions.release import VERSION

PERMISSION = "agenda.change_document"
State, Classification = Document.State, Document.Classification


@dataclass(frozen=True, slots=True)
class Facts:
    """What staff decide about a paper."""

    title_en: str
    title_ms: str = ""
    sessions: Iterable[Session] = field(default=())
    classification: str = Classification.PARTICIPANTS
    embargo_until: dt.datetime | None = None


@transaction.atomic
def make(*, facts: Facts, series: str, number: int | None = None, actor: User, at: dt.datetime) -> Document:
    """A draft under a symbol; without `number` the next of its series. Raises Refused, also where it is taken."""
    _may(actor)
    document = Document(symbol=symbol_of(series, number or next_number(series)), created_at=at)
    return _keep(document, facts, action="paper.make", actor=actor, at=at)


@transaction.atomic
def revise(
    *, of: Document, revision: str, number: int | None = None, facts: Facts, actor: User, at: dt.datetime
) -> Document:
    """A draft that belongs to another paper: Rev.1, Add.1, Corr.1. Raises Refused."""
    _may(actor)
    first = lock(of.revises or of)
    if not first.symbol:
        raise Refused(_("The paper has no symbol yet. Give it one first."), code="no_symbol")
    number = number or next_revision(first, revision)
    document = Document(revises=first, revision=revision, revision_number=number, created_at=at)
    document.symbol = revised_symbol(first, revision, number)
    return _keep(document, facts, action="paper.make", actor=actor, at=at)


@transaction.atomic
def give_symbol(
    document: Document, *, facts: Facts, series: str, number: int | None = None, actor: User, at: dt.datetime
) -> Document:
    """Accept what a delegation submitted: it gets its symbol and becomes a draft. Raises Refused."""
    document = lock(document)
    if refused := why_not_answer(document, actor=actor):
        raise refused
    document.symbol, document.state = symbol_of(series, number or next_number(series)), State.DRAFT
    return _keep(document, facts, action="paper.accept", actor=actor, at=at)


@transaction.atomic
def change(document: Document, *, facts: Facts, actor: User, at: dt.datetime) -> Document:
    """Another title, session, classification or embargo. Readers and pages follow at once. Raises Refused."""
    document = lock(document)
    if refused := why_not_change(document, actor=actor):
        raise refused
    return _keep(document, facts, action="paper.change", actor=actor, at=at)


@transaction.atomic
def publish(document: Document, *, actor: User, at: dt.datetime) -> Document:
    """Let everybody whom the classification names open it, from its embargo on. Raises Refused."""
    document = lock(document)
    if refused := why_not_publish(document, actor=actor):
        raise refused
    document.state, document.published_at, document.withdrawn_at = State.PUBLISHED, at, None
    document.save(update_fields=["state", "published_at", "withdrawn_at"])
    record(at=at, action="paper.publish", subject=_subject(document), actor=actor, symbol=document.symbol)
    mails.published(document, at=at)
    bump(VERSION)
    return document


@transaction.atomic
def withdraw(document: Document, *, actor: User, at: dt.datetime) -> Document:
    """Take it from every reader at once. Its files stay until the rule of retention. Raises Refused."""
    document = lock(document)
    if refused := why_not_withdraw(document, actor=actor):
        raise refused
    document.state, document.withdrawn_at = State.WITHDRAWN, at
    document.save(update_fields=["state", "withdrawn_at"])
    record(at=at, action="paper.withdraw", subject=_subject(document), actor=actor, symbol=document.symbol)
    bump(VERSION)
    return document


def why_not_publish(document: Document, *, actor: User) -> Refused | None:
    """The one reason why the paper cannot be published now; None where it can."""
    if refused := _why_not_any(actor):
        return refused
    if document.state == State.PUBLISHED:
        return Refused(_("The paper is published already."), code="published")
    if not document.symbol or document.state not in (State.DRAFT, State.WITHDRAWN):
        return Refused(_("The paper waits for its answer: give it a symbol first, or send it back."), code="no_symbol")
    if not document.files.exclude(file="").exists():
        return Refused(_("The paper has no file yet. Add one language version first."), code="no_file")
    return None


def why_not_withdraw(document: Document, *, actor: User) -> Refused | None:
    """The one reason why the paper cannot be withdrawn."""
    if refused := _why_not_any(actor):
        return refused
    if document.state not in (State.PUBLISHED, State.DRAFT):
        return Refused(_("Only a published paper or a draft is withdrawn."), code="not_published")
    return None


def why_not_change(document: Document, *, actor: User) -> Refused | None:
    """The one reason why nothing of the paper is changed."""
    if refused := _why_not_any(actor):
        return refused
    if document.state not in (State.PUBLISHED, State.DRAFT):
        return Refused(_("Only a published paper or a draft is changed."), code="not_published")
    return None


def why_not_answer(document: Document, *, actor: User) -> Refused | None:
    """The one reason why a submitted paper is neither accepted nor sent back."""
    if refused := _why_not_any(actor):
        return refused
    if document.state != State.SUBMITTED:
        return Refused(_("A colleague has answered already, or the delegation took the paper back."), code="answered")
    return None


def lock(document: Document) -> Document:
    """The row as it is now, locked until the end of the transaction."""
    return Document.objects.select_for_update().get(pk=document.pk)


def index(document: Document) -> str:
    """What a search reads of a paper."""
    return fold(f"{document.symbol} {document.title_en} {document.title_ms}")


def _keep(document: Document, facts: Facts, *, action: str, actor: User, at: dt.datetime) -> Document:
    document.title_en, document.title_ms = clean_line(facts.title_en)[:300], clean_line(facts.title_ms)[:300]
    document.classification, document.embargo_until = facts.classification, facts.embargo_until
    document.search = index(document)
    save_once(document)
    document.sessions.set(facts.sessions)
    kept = {"symbol": document.symbol, "classification": str(document.classification)}
    record(at=at, action=action, subject=_subject(document), actor=actor, **kept)
    if document.state == State.PUBLISHED:
        bump(VERSION)
    return document


def _may(actor: User) -> None:
    if refused := _why_not_any(actor):
        raise refused


def _why_not_any(actor: User) -> Refused | None:
    if actor.has_perm(PERMISSION):
        return None
    return Refused(_("Your role does not change papers."), code="not_allowed")


def _subject(document: Document) -> str:
    return f"document {document.code}"
