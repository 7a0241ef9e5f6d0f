"""How strict each rule is: what the secretariat set, and the default of what it did not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sessions.models import RuleSetting

Rule = RuleSetting.Rule
BLOCK, WARN = RuleSetting.Severity.BLOCK, RuleSetting.Severity.WARN


@dataclass(frozen=True, slots=True)
class Setting:
    """`limit` in minutes, of the rules that measure something."""

    severity: str
    limit: int = 0

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK


DEFAULTS: Mapping[str, Setting] = {
    Rule.ROOM_TAKEN: Setting(BLOCK),
    Rule.PLACE_CLOSED: Setting(BLOCK),
    Rule.PERSON_TWICE: Setting(BLOCK),
    Rule.FIRE_LIMIT: Setting(BLOCK),
    Rule.REQUIRED_TWICE: Setting(WARN),
    Rule.AVAILABILITY: Setting(WARN),
    Rule.TOO_SMALL: Setting(WARN),
    # Between a place outside and any other for which no travel time is known.
    Rule.TRAVEL_TIME: Setting(WARN, limit=60),
    Rule.QUIET_WINDOW: Setting(WARN),
    Rule.NO_CHAIR: Setting(WARN),
    # After half an hour, interpreters of conferences hand over.
    Rule.INTERPRETER_TURN: Setting(WARN, limit=30),
}
# The database refuses a second session in a room, whatever is set.
FIXED = frozenset({Rule.ROOM_TAKEN})
MEASURED = frozenset(rule for rule, setting in DEFAULTS.items() if setting.limit)


def settings_of(rows: Iterable[tuple[str, str, int | None]]) -> dict[str, Setting]:
    """Every rule with its setting, from rows of (rule, severity, limit)."""
    found = {str(rule): setting for rule, setting in DEFAULTS.items()}
    for rule, severity, limit in rows:
        if rule in found and rule not in FIXED:
            found[rule] = Setting(severity, found[rule].limit if limit is None else limit)
    return found
