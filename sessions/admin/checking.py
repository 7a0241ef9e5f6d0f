"""Forms of the panel ask the rules of the board before anything is saved, and say afterwards what it brings with it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from ascn8.lib.adminpages import PanelAdmin
from sessions.board.draft import Draft, PersonRow, SessionRow, load_draft
from sessions.board.rules.checking import by_session, findings, new_findings
from sessions.board.rules.finding import Finding
from sessions.board.rules.severities import Rule
from sessions.editing import hold_the_draft
from sessions.models import Appearance, Session

# Beside which field of the session's form a finding stands.
FIELDS = {
    Rule.ROOM_TAKEN: "place",
    Rule.PLACE_CLOSED: "place",
    Rule.TOO_SMALL: "place",
    Rule.FIRE_LIMIT: "place",
    Rule.QUIET_WINDOW: "starts_at",
    Rule.REQUIRED_TWICE: "required_categories",
    Rule.INTERPRETER_TURN: "starts_at",
}
# These depend on who appears, and are judged with the rows that say so.
OF_PEOPLE = frozenset(set(Rule) - set(FIELDS))
# So many problems are told one by one.
MOST_TOLD = 5
_COPIED = ("kind", "title_en", "title_ms", "starts_at", "ends_at", "is_cancelled", "shares_place", "expected")


def held_draft() -> Draft:
    """The draft, which nobody else changes until the form that asks for it is saved."""
    hold_the_draft()
    return load_draft()


def row_as_filled_in(draft: Draft, session: Session, values: dict[str, Any]) -> SessionRow:
    """The session as the rules would see it with `values` of its form; one that is new has nobody in it yet."""
    known = draft.sessions.get(session.code) or SessionRow(0, session.code, "", "", session.kind, None, None, None)
    place, required = values.get("place"), values.get("required_categories")
    return replace(
        known,
        place=place.pk if place else None,
        required=known.required if required is None else frozenset(category.pk for category in required),
        **{name: values[name] for name in _COPIED if name in values},
    )


def refused_fields(draft: Draft, session: Session, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, why) of everything for which the session cannot be saved so, but for who appears in it."""
    after = draft.with_session(row_as_filled_in(draft, session, values))
    for finding in new_findings(draft, after):
        if finding.blocks and finding.rule not in OF_PEOPLE:
            yield FIELDS[Rule(finding.rule)], finding.refusal


class AppearancesOfSession(BaseInlineFormSet[Appearance, Session, Any]):
    """Who appears in a session, judged together with its time and place as its form has them now."""

    def clean(self) -> None:
        super().clean()
        session = self.instance
        if any(self.errors) or not _has_times(session):
            return
        draft = held_draft()
        values = {name: getattr(session, name) for name in (*_COPIED, "place")}
        row = row_as_filled_in(draft, session, values)
        people = tuple((filled["speaker"].pk, filled["role"]) for filled in _coming(self))
        _refuse(draft, draft.with_session(replace(row, people=people)))


class AppearancesOfSpeaker(BaseInlineFormSet[Appearance, Any, Any]):
    """Where a speaker appears."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        draft, key = held_draft(), self.instance.pk or 0
        people = {**draft.people, key: PersonRow(key, self.instance.title, self.instance.name)}
        before = replace(draft, people=draft.people if key else people)
        after = before
        for code, row in before.sessions.items():
            others = tuple(part for part in row.people if part[0] != key)
            own = tuple((key, filled["role"]) for filled in _coming(self) if filled["session"].code == code)
            after = after.with_session(replace(row, people=others + own)) if own or others != row.people else after
        _refuse(before, after)


class TellsProblems(PanelAdmin):
    """The form of a fact that the rules look at: nothing is refused, and what it brings to the draft is told."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.draft = load_draft()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        found = new_findings(form.draft, load_draft())
        for finding in found[:MOST_TOLD]:
            messages.warning(request, finding.refusal)
        if (more := len(found) - MOST_TOLD) > 0:
            words = ngettext(
                "%(count)d problem more is new; see the page of problems.",
                "%(count)d problems more are new; see the page of problems.",
                more,
            )
            messages.warning(request, words % {"count": more})


def problems_of(session: Session) -> SafeString | str:
    """What the rules find about a session now, with links to the other sides."""
    found = by_session(findings(load_draft())).get(session.code, [])
    return _as_list(session, found) if found else "–"


def tell_new_problems(request: HttpRequest, before: Draft, session: Session) -> None:
    """Say what saving the session has brought with it."""
    for finding in by_session(new_findings(before, load_draft())).get(session.code, []):
        messages.warning(request, finding.refusal)


def _as_list(session: Session, found: Iterable[Finding]) -> SafeString:
    rows = [
        {"finding": one, "links": [link for link in one.links if (link.model, link.key) != ("session", session.pk)]}
        for one in found
    ]
    return mark_safe(render_to_string("admin/agenda/rulesetting/of_session.html", {"rows": rows}))


def _coming(formset: Any) -> Iterator[dict[str, Any]]:
    """The rows that will stand after saving, without those who declined."""
    for form in formset.forms:
        filled = form.cleaned_data
        declined = form.instance.answer == Appearance.Answer.DECLINED
        if filled.get("speaker") and filled.get("session", True) and not filled.get("DELETE") and not declined:
            yield filled


def _has_times(session: Session) -> bool:
    return session.starts_at is not None and session.ends_at is not None and session.starts_at < session.ends_at


def _refuse(before: Draft, after: Draft) -> None:
    blocks = [one.refusal for one in new_findings(before, after) if one.blocks and one.rule in OF_PEOPLE]
    if blocks:
        raise ValidationError(blocks)
