"""Setting how strict the rules are."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ascn8.audit.trail import record
from sessions.board.rules.severities import DEFAULTS, FIXED, MEASURED, Setting, settings_of
from sessions.models import RuleSetting


def current_settings() -> dict[str, Setting]:
    """Every rule as it is set now."""
    return settings_of(RuleSetting.objects.values_list("rule", "severity", "limit"))


@transaction.atomic
def set_rules(*, wanted: Mapping[str, Setting], actor: Any, at: dt.datetime) -> list[str]:
    """Keep what differs from how the rules are set now, and say which rules those are.

    What nobody may change, or does not measure, is left as it is.
    """
    now = current_settings()
    changed = []
    for rule, setting in wanted.items():
        limit = setting.limit if rule in MEASURED else None
        if rule not in DEFAULTS or rule in FIXED or setting == now[rule]:
            continue
        RuleSetting.objects.update_or_create(rule=rule, defaults={"severity": setting.severity, "limit": limit})
        note = f"{now[rule].severity} {now[rule].limit} -> {setting.severity} {setting.limit}"
        record(at=at, actor=actor, action="rule.set", subject=f"rule {rule}", note=note)
        changed.append(rule)
    return changed
