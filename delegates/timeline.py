"""Where a registration stands and who acts next: what the person sees on My ASCN8."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from delegates.models import Badge, Registration, Transition
from delegates.models.registration import State


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: done, now, later or stopped; `text` says who acts while it is now."""

    state: str
    title: str
    text: str = ""
    at: dt.datetime | None = None


def timeline(registration: Registration, *, badge: Badge | None) -> list[Stage]:
    """From the submission over the stages of the category to the badge."""
    reached = _reached(registration)
    path = [State.SUBMITTED, *_stages(registration)]
    if registration.state in (State.DECLINED, State.WITHDRAWN):
        return _stopped(registration, path, reached)
    current = State(registration.state)
    passed = path.index(current) + 1 if current in path else 0
    if current == State.WAITING:
        passed = 1
    rows = [_stage(stage, place, passed, reached, registration) for place, stage in enumerate(path)]
    ready = badge is not None and badge.state == Badge.State.DRAWN
    if ready and badge:
        return [*rows, Stage("done", _("Badge ready"), at=badge.drawn_at)]
    if passed == len(path):
        return [*rows, Stage("now", _("Badge ready"), _("It is being drawn; it comes by mail in a minute."))]
    return [*rows, Stage("later", _("Badge ready"))]


def reason_for(registration: Registration) -> str:
    """What was written when the form was given back or declined; empty in every other state.

    Who corrects a declined registration still reads why it was declined.
    """
    if registration.state not in (State.RETURNED, State.DECLINED):
        return ""
    told = registration.transitions.filter(to_state__in=[State.RETURNED, State.DECLINED]).exclude(reason="")
    last = told.order_by("-at", "-pk").first()
    return last.reason if last else ""


def _stage(stage: State, place: int, passed: int, reached: dict[str, dt.datetime], registration: Registration) -> Stage:
    if place < passed:
        return Stage("done", str(stage.label), at=reached.get(stage))
    if place == passed:
        return Stage("now", str(stage.label), _who(stage, registration))
    return Stage("later", str(stage.label))


def _who(stage: State, registration: Registration) -> str:
    """Who has to act so that `stage` is reached."""
    if registration.state == State.WAITING:
        return _("You are on the waiting list. The secretariat writes to you when a place is free.")
    if registration.state == State.RETURNED:
        return _("You act next: correct your registration and submit it again.")
    if stage == State.SUBMITTED:
        return _("You act next: finish your registration and submit it.")
    if stage == State.ENDORSED:
        return _("The focal point of your delegation acts next.")
    if stage == State.CLEARED:
        return _("Security acts next. You need not do anything.")
    return _("The secretariat acts next. You need not do anything.")


def _stopped(registration: Registration, path: list[State], reached: dict[str, dt.datetime]) -> list[Stage]:
    done = [Stage("done", str(stage.label), at=reached[stage]) for stage in path if stage in reached]
    end = State(registration.state)
    return [*done, Stage("stopped", str(end.label), reason_for(registration), reached.get(end))]


def _stages(registration: Registration) -> list[State]:
    return [State(stage) for stage in (registration.category.stages if registration.category else ["approved"])]


def _reached(registration: Registration) -> dict[str, dt.datetime]:
    """When each state was reached since the last submission."""
    found: dict[str, dt.datetime] = {}
    passed: list[Transition] = list(registration.transitions.all())
    for move in passed:
        if move.to_state in (State.SUBMITTED, State.DRAFT):
            found.clear()
        found[move.to_state] = move.at
    return found
