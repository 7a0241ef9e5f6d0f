"""No place holds two sessions at once: a constraint in both databases, behind every check.

PostgreSQL has an exclusion constraint; plain ranges of integers and times need no extension. SQLite has two triggers.
Both refuse with an IntegrityError. Sessions that share their place, are cancelled, or have no place or time are free.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

_EXCLUDE = (
    "CONSTRAINT %(name)s EXCLUDE USING gist (int8range(place_id, place_id, '[]') WITH &&, "
    "tstzrange(starts_at, ends_at) WITH &&) WHERE (place_id IS NOT NULL AND starts_at IS NOT NULL "
    "AND NOT is_cancelled AND NOT shares_place)"
)
_TRIGGER = (
    "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s WHEN NEW.place_id IS NOT NULL "
    "AND NEW.starts_at IS NOT NULL AND NOT NEW.is_cancelled AND NOT NEW.shares_place BEGIN "
    "SELECT RAISE(ABORT, '%(constraint)s') WHERE EXISTS (SELECT 1 FROM %(table)s AS other "
    "WHERE other.id <> NEW.id AND other.place_id = NEW.place_id AND NOT other.is_cancelled "
    "AND NOT other.shares_place AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END"
)
_EVENTS = {
    "insert": "INSERT",
    "update": "UPDATE OF place_id, starts_at, ends_at, is_cancelled, shares_place",
}


class NoDoubleBooking(BaseConstraint):
    """On a table with place_id, starts_at, ends_at, is_cancelled and shares_place.

    A swap of two rooms passes through a moment of conflict: take the sessions out first, then put them down
    (sessions/board/placing.py does).
    """

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """As a part of CREATE TABLE. SQLite makes tables anew for every change, and the triggers after them."""
        if schema_editor.connection.vendor == "postgresql":
            return _EXCLUDE % {"name": schema_editor.quote_name(self.name)}
        schema_editor.deferred_sql += self._triggers(model, schema_editor)
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            table = Table(model._meta.db_table, schema_editor.quote_name)
            part = _EXCLUDE % {"name": schema_editor.quote_name(self.name)}
            return Statement("ALTER TABLE %(table)s ADD %(part)s", table=table, part=part)
        first, second = self._triggers(model, schema_editor)
        schema_editor.deferred_sql.append(second)
        return first

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            table = Table(model._meta.db_table, schema_editor.quote_name)
            return Statement(
                "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
                table=table,
                name=schema_editor.quote_name(self.name),
            )
        schema_editor.deferred_sql.append(f"DROP TRIGGER IF EXISTS {self.name}_update")
        return f"DROP TRIGGER IF EXISTS {self.name}_insert"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoDoubleBooking) and self.name == other.name

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str | None = DEFAULT_DB_ALIAS) -> None:
        """Forms are told by the rules of the board, which name both sides (sessions/board)."""

    def _triggers(self, model: Any, schema_editor: Any) -> list[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return [
            Statement(_TRIGGER, table=table, name=f"{self.name}_{suffix}", event=event, constraint=self.name)
            for suffix, event in _EVENTS.items()
        ]
