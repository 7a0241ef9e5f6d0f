"""Deciding on many: first what would happen, then one piece of long work that may be run again, with a result a row."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.jobs.kinds import Result, job_kind
from ascn8.jobs.models import Job
from ascn8.jobs.running import Progress
from ascn8.jobs.starting import start_job
from ascn8.lib.errors import Refused
from ascn8.lib.sheets import as_csv
from delegates.accreditation import decide, why_not_decide
from delegates.models import Registration, User
from delegates.models.registration import State
from delegates.reasons import in_words
from delegates.stages import next_stage
from delegates.steps import Step
from delegates.transitions import RULES, Move

KIND = "registrations.decide"
_AT_ONCE = 200
# What stands on the page of the job; a longer result is in the file as well.
_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Blocked:
    """A registration that a decision cannot be taken on, and why, in words."""

    registration: Registration
    reason: str


@dataclass(slots=True)
class Group:
    """Registrations that a decision cannot be taken on for the same reason."""

    reason: str
    blocked: list[Blocked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on many would do."""

    can: list[Registration]
    cannot: list[Group]

    @property
    def number_cannot(self) -> int:
        return sum(len(group.blocked) for group in self.cannot)

    @property
    def selection(self) -> list[str]:
        """Those that can be decided on, each with the version that was seen: a later change is left alone."""
        return [f"{row.code}:{row.version}" for row in self.can]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one of many: done (perhaps before: `again`), or refused with `reason`."""

    registration: Registration
    done: bool
    again: bool = False
    reason: str = ""


def preview(registrations: Iterable[Registration], *, decision: Move, actor: User) -> Preview:
    """Sort out which of `registrations` the decision can be taken on. Changes nothing."""
    can: list[Registration] = []
    groups: dict[str, Group] = {}
    for row in registrations:
        refused = why_not_decide(row, decision=decision, actor=actor)
        if refused is None:
            can.append(row)
            continue
        words = _in_common(refused, row)
        groups.setdefault(words, Group(words)).blocked.append(Blocked(row, str(refused)))
    return Preview(can, sorted(groups.values(), key=lambda group: -len(group.blocked)))


def order_decisions(
    selection: Sequence[str],
    *,
    decision: Move,
    actor: User,
    token: str,
    at: dt.datetime,
    reason: str = "",
    note: str = "",
    steps: Mapping[Step, str] | None = None,
) -> Job:
    """Ask for the decision on each of `selection` ("CODE:version"). The same press twice is one job.

    `token` names the preview: the same selection chosen anew later is a new job. `reason` is one of
    delegates.reasons, put into each person's language when it is that person's turn.
    """
    asked = "\n".join([decision.value, token, *sorted(selection)])
    people = ngettext("%(number)s person", "%(number)s people", len(selection)) % {"number": len(selection)}
    return start_job(
        kind=KIND,
        title=f"{decision.label}: {people}",
        input={
            "decision": decision.value,
            "selection": list(selection),
            "reason": reason,
            "note": note,
            "steps": {step.value: words for step, words in (steps or {}).items()},
        },
        owner=actor,
        key=f"{KIND}:{hashlib.sha256(asked.encode()).hexdigest()}",
        in_panel=True,
        at=at,
    )


@job_kind(KIND)
def decide_selected(progress: Progress) -> Result:
    """Take the decision on each, every one in its own transaction. Begun again, it finds what it did before."""
    job, outcomes = progress.job, []
    if job.owner is None:
        raise Refused(_("Whoever asked for this has no account any more."), code="no_owner")
    total = len(job.input["selection"])
    progress.step(0, total)
    for row, version in _selected(job, actor=job.owner):
        outcomes.append(_decide_one(row, version=version, job=job, actor=job.owner))
        progress.step(len(outcomes), total)
    return _result(job, outcomes)


def _selected(job: Job, *, actor: User) -> Iterator[tuple[Registration, int]]:
    selection = [entry.rpartition(":") for entry in job.input["selection"]]
    versions = {code: int(version) for code, _colon, version in selection}
    codes = list(versions)
    for start in range(0, len(codes), _AT_ONCE):
        rows = Registration.objects.visible_to(actor).filter(code__in=codes[start : start + _AT_ONCE])
        for row in rows.select_related("user").order_by("submitted_at", "pk"):
            yield row, versions[row.code]


def _decide_one(row: Registration, *, version: int, job: Job, actor: User) -> Outcome:
    asked: Mapping[str, Any] = job.input
    move = Move(asked["decision"])
    try:
        decide(
            row,
            decision=move,
            actor=actor,
            at=timezone.now(),
            reason=in_words(asked["reason"], asked["note"], language=row.user.language),
            version=version,
            steps={Step(step): words for step, words in asked["steps"].items()},
        )
    except Refused as refused:
        by_this_job = row.transitions.filter(
            to_state=RULES[move].leads_to, actor=actor, at__gte=job.created_at
        ).exists()
        again = by_this_job or refused.code == "already"
        return Outcome(row, done=again, again=again, reason="" if again else str(refused))
    return Outcome(row, done=True)


def _result(job: Job, outcomes: list[Outcome]) -> Result:
    """Those that were left alone first, each with its reason."""
    done = sum(outcome.done for outcome in outcomes)
    left = len(outcomes) - done
    words = [ngettext("%(done)s done.", "%(done)s done.", done) % {"done": done}]
    if left:
        words.append(ngettext("%(left)s left as it was.", "%(left)s left as they were.", left) % {"left": left})
    columns = [_("Person"), _("Code"), _("What happened")]
    rows = [
        [one.registration.full_name, one.registration.code, _("Done") if one.done else one.reason]
        for one in sorted(outcomes, key=lambda one: one.done)
    ]
    file = file_name = ""
    if len(rows) > _SHOWN:
        file = default_storage.save(f"jobs/{job.code}.csv", ContentFile(as_csv(columns, rows)))
        file_name = f"{job.input['decision']}-{job.code}.csv"
    back = {"url": reverse("admin:delegates_registration_changelist"), "label": _("Back to the queue")}
    return Result(" ".join(words), columns, rows, [back], file, file_name)


def _in_common(refused: Refused, row: Registration) -> str:
    """The reason without a name in it, for everybody whom it keeps back."""
    words = {"state": State(row.state).label, "category": str(row.category or "–"), "stage": ""}
    if stage := next_stage(row):
        words["stage"] = str(stage.label)
    said = {
        "already": _("already in the state “%(state)s”"),
        "wrong_state": _("in the state “%(state)s”"),
        "not_yours_now": _("in the state “%(state)s”, which is not with you"),
        "stage_missing": _("the stage “%(stage)s” comes first"),
        "no_such_stage": _("the category has no such stage"),
        "own_registration": _("your own registration, or that of somebody who accompanies you"),
    }
    return said[refused.code] % words if refused.code in said else str(refused)
