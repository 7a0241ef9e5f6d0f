"""The papers as one reader sees them: chains of a paper with what revises it, found by words and narrowed by filters.

A constant number of queries, whatever the number of papers. Nothing that the reader may not open is in it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.utils.translation import ngettext

from ascn8.lib.text import clean_line, fold
from sessions.languages import language_name
from sessions.models import Document, DocumentFile, Session
from sessions.papers.opening import Reader
from sessions.papers.symbols import place_of, series_of
from sessions.programme import Item, Paper, current_programme

Revision, Classification = Document.Revision, Document.Classification


@dataclass(frozen=True, slots=True)
class Chain:
    """One paper with what belongs to it. `newest` is offered first; `older` is what it supersedes."""

    newest: Document
    beside: tuple[Document, ...]
    older: tuple[Document, ...]
    items: tuple[Item, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        return (self.newest, *self.beside, *self.older)

    @property
    def series(self) -> str:
        return series_of(self.newest.symbol)

    @property
    def languages(self) -> set[str]:
        return {file.language for document in self.documents for file in document.files.all()}

    def superseding(self, document: Document) -> Document | None:
        """The newer version that takes the place of `document`; None where it is the newest, or an addendum."""
        return self.newest if document in self.older else None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for."""

    words: str = ""
    session: str = ""
    series: str = ""
    language: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        names = {"words": "q", "session": "session", "series": "series", "language": "language"}
        return cls(**{field: clean_line(query.get(name, ""))[:100] for field, name in names.items()})

    def url(self, **changes: str) -> str:
        """The address with these changes; what is empty is left out."""
        asked = {"q": self.words, "session": self.session, "series": self.series, "language": self.language} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def fits(self, chain: Chain) -> bool:
        wanted = fold(self.words).split()[:8]
        return (
            self.series in ("", chain.series)
            and (not self.language or self.language in chain.languages)
            and (not self.session or any(item.code == self.session for item in chain.items))
            and any(all(word in document.search for word in wanted) for document in chain.documents)
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the page of all papers shows."""

    choice: Choice
    chains: tuple[Chain, ...]
    is_empty: bool
    series: list[dict[str, Any]]
    languages: list[dict[str, Any]]
    items: tuple[Item, ...]
    chosen: Item | None
    has_open: bool

    @property
    def count_text(self) -> str:
        count = len(self.chains)
        return ngettext("%(count)d paper", "%(count)d papers", count) % {"count": count}


def shelf(choice: Choice, *, user: Reader, at: dt.datetime) -> Shelf:
    """All that `user` may open now, as far as it fits `choice`."""
    everything = chains(user=user, at=at)
    found = tuple(chain for chain in everything if choice.fits(chain))
    items = {item.code: item for chain in everything for item in chain.items}
    programme = current_programme()
    return Shelf(
        choice=choice,
        chains=found,
        is_empty=not everything,
        series=_chips("series", ((chain.series, chain.series) for chain in everything if chain.series), choice),
        languages=_chips(
            "language", ((code, language_name(code)) for chain in everything for code in chain.languages), choice
        ),
        items=tuple(item for item in programme.items if item.code in items),
        chosen=items.get(choice.session),
        has_open=any(_is_open(document) for chain in found for document in chain.documents),
    )


def chains(*, user: Reader, at: dt.datetime) -> list[Chain]:
    """Every published paper that `user` may open, in the order of series and numbers."""
    files = Prefetch("files", DocumentFile.objects.exclude(file="").order_by("language"))
    sessions = Prefetch("sessions", Session.objects.only("pk", "code").order_by("starts_at", "pk"))
    readable = Document.objects.visible_to(user, at=at).filter(state=Document.State.PUBLISHED)
    groups: dict[int, list[Document]] = defaultdict(list)
    for document in readable.prefetch_related(files, sessions):
        groups[document.revises_id or document.pk].append(document)
    return sorted(map(_chain, groups.values()), key=lambda chain: place_of(chain.newest.symbol))


def chain_of(code: str, *, user: Reader, at: dt.datetime) -> tuple[Chain, Document] | None:
    """The chain in which the paper called `code` stands, with the paper; None where `user` may not open it."""
    for chain in chains(user=user, at=at):
        for document in chain.documents:
            if document.code == code:
                return chain, document
    return None


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper on the page of a session, and whether a newer version takes its place."""

    paper: Paper
    is_superseded: bool


def listed_papers(item: Item) -> tuple[Listed, ...]:
    """The papers that everybody may read of on the page of a session, the newest version before those it supersedes.

    As released, without what was withdrawn or is for heads by now. One query where there are any.
    """
    if not item.documents:
        return ()
    codes = [paper.code for paper in item.documents]
    fields = ("code", "revises__code", "revision", "revision_number")
    live = {row[0]: row for row in Document.objects.listed().filter(code__in=codes).values_list(*fields)}
    newest: dict[str, int] = {}
    for code, first, revision, number in live.values():
        if revision in ("", Revision.REV):
            newest[first or code] = max(newest.get(first or code, 0), number or 0)

    def listed(paper: Paper) -> Listed:
        code, first, revision, number = live[paper.code]
        return Listed(paper, revision in ("", Revision.REV) and (number or 0) < newest[first or code])

    found = [listed(paper) for paper in item.documents if paper.code in live]
    return tuple(sorted(found, key=lambda one: (place_of(one.paper.symbol)[:2], one.is_superseded)))


def announced(code: str) -> Paper | None:
    """The paper called `code`, if the published programme names it: its title is no secret then."""
    items = current_programme().items
    found = next((paper for item in items for paper in item.documents if paper.code == code), None)
    return found if found and Document.objects.listed().filter(code=code).exists() else None


def has_bundle(papers: Iterable[Paper], *, at: dt.datetime | None) -> bool:
    """Whether the ZIP of open papers held something at the moment `at`."""
    return at is not None and any(
        paper.classification == Classification.OPEN and (paper.embargo_until is None or paper.embargo_until <= at)
        for paper in papers
    )


def _chain(documents: list[Document]) -> Chain:
    versions = [one for one in documents if one.revision in ("", Revision.REV)]
    versions.sort(key=lambda one: one.revision_number or 0, reverse=True)
    beside = [one for one in documents if one not in versions]
    beside.sort(key=lambda one: (one.revision, one.revision_number or 0))
    if not versions:
        versions, beside = beside[:1], beside[1:]
    programme = current_programme()
    codes = dict.fromkeys(session.code for one in documents for session in one.sessions.all())
    items = tuple(item for code in codes if (item := programme.by_code.get(code)) and not item.is_gone)
    return Chain(versions[0], tuple(beside), tuple(versions[1:]), items)


def _is_open(document: Document) -> bool:
    return document.classification == Classification.OPEN


def _chips(name: str, values: Iterable[tuple[str, str]], choice: Choice) -> list[dict[str, Any]]:
    """A filter for each value, with its number; none where there is nothing to choose."""
    found = list(values)
    counts, labels, chosen = Counter(code for code, _label in found), dict(found), getattr(choice, name)
    if len(counts) < 2 and not chosen:
        return []
    return [
        {
            "label": labels[code],
            "url": choice.url(**{name: "" if code == chosen else code}),
            "current": code == chosen,
            "count": counts[code],
        }
        for code in sorted(counts, key=lambda code: labels[code])
    ]
