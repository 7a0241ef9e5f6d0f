"""Which questions are shown, from the answers alone. No database: the form, the activity and the tests ask here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A question by its short name: shown always, or when `parent` is shown and has one of `values`."""

    slug: str
    parent: str = ""
    values: frozenset[str] = frozenset()


def shown(conditions: Iterable[Condition], answers: Mapping[str, Any]) -> set[str]:
    """The short names of the questions that are shown. One whose parent is not asked, or asks for itself, is hidden."""
    known = {condition.slug: condition for condition in conditions}
    found: dict[str, bool] = {}

    def is_shown(slug: str, above: frozenset[str]) -> bool:
        if slug in found:
            return found[slug]
        condition = known.get(slug)
        if condition is None or slug in above:
            return False
        by_parent = not condition.parent or (
            is_shown(condition.parent, above | {slug})
            and bool(condition.values & comparable(answers.get(condition.parent)))
        )
        found[slug] = by_parent
        return by_parent

    return {slug for slug in known if is_shown(slug, frozenset())}


def has_cycle(conditions: Iterable[Condition]) -> bool:
    """Whether some question depends on itself, over however many others."""
    parents = {condition.slug: condition.parent for condition in conditions}
    for slug in parents:
        seen, here = set(), slug
        while here:
            if here in seen:
                return True
            seen.add(here)
            here = parents.get(here, "")
    return False


def comparable(value: Any) -> set[str]:
    """An answer as conditions compare it: the chosen values; "yes" or "no"."""
    if value is None or value == "":
        return set()
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, list):
        return {str(one) for one in value}
    return {str(value)}
