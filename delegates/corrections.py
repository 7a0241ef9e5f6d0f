"""What a registration came back for: the steps that are open again, each with a short note, and what may be edited."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.translation import ngettext

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.models import Registration
from delegates.models.registration import State
from delegates.steps import Step, missing_steps

NOTE_MAX = 120

Named = list[dict[str, str]]


def named_steps(steps: Mapping[Step, str]) -> Named:
    """What `Registration.open_steps` holds: the steps in the order of the form, each with its note."""
    return [{"step": step.value, "note": clean_line(steps[step])[:NOTE_MAX]} for step in Step if step in steps]


def with_steps(reason: str, named: Named, *, language: str) -> str:
    """The reason as the person reads it: under it one line for each step, “Photograph: face too small”.

    One step without a note says nothing that the reason does not.
    """
    if reason and len(named) == 1 and not named[0]["note"]:
        return reason
    with translation.override(language):
        lines = [": ".join(filter(None, (str(Step(one["step"]).label), one["note"]))) for one in named]
    return "\n\n".join(part for part in (reason.strip(), "\n".join(lines)) if part)


def notes_of(registration: Registration) -> dict[str, str]:
    """The note on each step that the registration came back for; empty where it came back as a whole, or did not."""
    if registration.state != State.RETURNED:
        return {}
    return {one["step"]: one["note"] for one in registration.open_steps}


def open_steps(registration: Registration, steps: Iterable[Step], *, at: dt.datetime) -> list[Step]:
    """Those of `steps` that the person may edit while the form is open at all, in their order.

    What is not finished is open even where it was not named: nobody can submit without it.
    """
    named = notes_of(registration)
    steps = list(steps)
    if not named:
        return steps
    missing = missing_steps(registration, at=at)
    return [step for step in steps if step.value in named or step in missing]


def why_step_closed(registration: Registration, *, step: Step, at: dt.datetime) -> Refused | None:
    """The reason why `step` stays as it is while others are corrected; None where it is open."""
    named = notes_of(registration)
    if not named or step in open_steps(registration, [step], at=at):
        return None
    names = ", ".join(str(Step(one).label) for one in named)
    return Refused(
        ngettext(
            "This step has been checked and stays as it is. Correct this one: %(steps)s.",
            "This step has been checked and stays as it is. Correct these: %(steps)s.",
            len(named),
        )
        % {"steps": names},
        code="step_closed",
    )
