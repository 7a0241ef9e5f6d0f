"""A session, or a part of it, as plain values: what undo and redo need, and how it is written again.

A state is a dictionary {field: value} that JSON can hold. A partial one has the fields that an action touched; a whole
one also tells who appears, who must attend and how it is interpreted, so that the session can be made again.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime

from sessions.models import Appearance, Interpretation, InterpreterTurn, Place, Session

State = dict[str, Any]
PLACEMENT = ("starts_at", "ends_at", "place")
_TIMES = frozenset({"starts_at", "ends_at", "papers_due_at"})
_KEPT = frozenset({"id", "version", "changed_at", "changed_by", "origin"})
FIELDS = tuple(field.name for field in Session._meta.concrete_fields if field.name not in _KEPT)
_RELATED = ("appearances", "required_categories", "interpretations")


def state_of(session: Session, names: Iterable[str]) -> State:
    """The fields `names` of the session, without asking the database."""
    return {name: _packed(session, name) for name in names}


def whole_state(session: Session) -> State:
    """Everything of the session that a person entered."""
    return {**state_of(session, FIELDS), **{name: related(session, name) for name in _RELATED}}


def related(session: Session, name: str) -> list[Any]:
    """The rows that belong to the session, as plain values."""
    if name == "appearances":
        fields = ("speaker_id", "role", "position", "answer", "words", "minutes")
        return [list(row) for row in session.appearances.values_list(*fields).order_by("position", "pk")]
    if name == "required_categories":
        return sorted(session.required_categories.values_list("pk", flat=True))
    rows = session.interpretations.prefetch_related("turns")
    return [
        [row.language, row.channel, [[t.interpreter_id, t.begins_after, t.minutes] for t in row.turns.all()]]
        for row in rows
    ]


def now_as(session: Session, state: Mapping[str, Any]) -> State:
    """What the session has now for everything that `state` tells."""
    return {name: related(session, name) if name in _RELATED else _packed(session, name) for name in state}


def fields_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a state as values of the model; the related rows are left out."""
    return {name: _unpacked(name, value) for name, value in state.items() if name not in _RELATED}


def write_related(session: Session, state: Mapping[str, Any]) -> None:
    """Make the related rows that the state tells, in place of what is there."""
    if "appearances" in state:
        session.appearances.all().delete()
        names = ("speaker_id", "role", "position", "answer", "words", "minutes")
        rows = [Appearance(session=session, **dict(zip(names, row, strict=True))) for row in state["appearances"]]
        Appearance.objects.bulk_create(rows)
    if "required_categories" in state:
        session.required_categories.set(state["required_categories"])
    if "interpretations" in state:
        session.interpretations.all().delete()
        for language, channel, turns in state["interpretations"]:
            row = Interpretation.objects.create(session=session, language=language, channel=channel)
            InterpreterTurn.objects.bulk_create(
                InterpreterTurn(interpretation=row, interpreter_id=who, begins_after=after, minutes=minutes)
                for who, after, minutes in turns
            )


def _packed(session: Session, name: str) -> Any:
    if name in ("place", "track"):
        return getattr(session, f"{name}_id")
    value = getattr(session, name)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value) if name == "guid" else value


def _unpacked(name: str, value: Any) -> Any:
    if name in _TIMES:
        return parse_datetime(value) if value else None
    if name == "place":
        return Place.objects.filter(pk=value).first() if value else None
    return value
