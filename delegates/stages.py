"""The stages of the accreditation: who owns each, which comes next, when it is passed by itself, and its clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from delegates.models import Category, Nomination, Registration, StageRule
from delegates.models.registration import State

DECIDE = "delegates.decide_registration"
CLEAR = "delegates.clear_registration"


class Owner(TextChoices):
    """Who acts on a registration."""

    PERSON = "person", gettext_lazy("The person")
    FOCAL_POINT = "focal_point", gettext_lazy("Focal point of the delegation")
    SECRETARIAT = "secretariat", gettext_lazy("Secretariat")
    SECURITY = "security", gettext_lazy("Security")
    SYSTEM = "system", gettext_lazy("By itself")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the state it leads to, its owner, who may act in the owner's stead, and whether it may be skipped."""

    state: State
    owner: Owner
    in_their_stead: Owner | None
    can_be_skipped: bool


# The one table of stages, in their order. Nobody comes without an approval, so that one is never passed by itself.
STAGES: dict[State, Stage] = {
    stage.state: stage
    for stage in (
        Stage(State.ENDORSED, Owner.FOCAL_POINT, Owner.SECRETARIAT, can_be_skipped=True),
        Stage(State.APPROVED, Owner.SECRETARIAT, None, can_be_skipped=False),
        Stage(State.CLEARED, Owner.SECURITY, None, can_be_skipped=True),
    )
}
# The way through: a state here comes before those behind it. Somebody on the waiting list has passed no stage yet.
_ORDER = [State.SUBMITTED, *STAGES]
_BEFORE_ANY = (State.SUBMITTED, State.WAITING)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a registration has waited for its next stage, beside the target of that stage."""

    stage: State
    since: dt.datetime
    days: int
    target: int
    is_late: bool

    @property
    def words(self) -> str:
        """“waits 3 days, target 2”."""
        waits = ngettext("waits %(days)s day", "waits %(days)s days", self.days) % {"days": self.days}
        return _("%(waits)s, target %(target)s") % {"waits": waits, "target": self.target}


def stages_of(category: Category | None) -> list[State]:
    """The stages that a category passes, in their order; the approval alone where none is chosen yet."""
    return [State(stage) for stage in (category.stages if category else [])] or [State.APPROVED]


def next_stage(registration: Registration) -> State | None:
    """The stage that comes next; None where the registration is in nobody's hands or has passed the last one."""
    state = State(registration.state)
    passed = 0 if state in _BEFORE_ANY else _ORDER.index(state) if state in _ORDER else None
    if passed is None:
        return None
    return next((stage for stage in stages_of(registration.category) if _ORDER.index(stage) > passed), None)


def stage_rules() -> dict[State, StageRule]:
    """The rules that staff set, by stage: one query. A stage without a row has a target of two days and no skip."""
    kept = {State(rule.stage): rule for rule in StageRule.objects.all()}
    return {state: kept.get(state) or StageRule(stage=state) for state in STAGES}


def why_passed_by_itself(registration: Registration, *, stage: State, rule: StageRule) -> str:
    """Why `stage` needs nobody for this registration, in the language of its person; empty where somebody must act."""
    if not STAGES[stage].can_be_skipped:
        return ""
    asks_for_focal_point = rule.skip in (StageRule.Skip.NO_DELEGATION, StageRule.Skip.EITHER)
    asks_for_nomination = rule.skip in (StageRule.Skip.NOMINATED, StageRule.Skip.EITHER)
    with translation.override(registration.user.language):
        if asks_for_nomination and _is_nominated(registration):
            return _("Passed by itself: the focal point of the delegation nominated this person.")
        if asks_for_focal_point and registration.delegation is None:
            return _("Passed by itself: the person belongs to no delegation.")
        if asks_for_focal_point and not _has_focal_point(registration):
            return _("Passed by itself: the delegation has no focal point.")
    return ""


def clock_of(registration: Registration, *, rules: Mapping[State, StageRule], at: dt.datetime) -> Clock | None:
    """The clock of the next stage; None where nobody is waited for. Asks no query: load `category` with the row."""
    stage, since = next_stage(registration), registration.waits_since
    if stage is None or since is None:
        return None
    waited, target = max(at - since, dt.timedelta(0)), rules[stage].target_days
    return Clock(stage, since, waited.days, target, waited > dt.timedelta(days=target))


def _is_nominated(registration: Registration) -> bool:
    """For this delegation and category: a nomination that holds another place says nothing about this one."""
    place = {"delegation": registration.delegation_id, "category": registration.category_id}
    return Nomination.objects.holding().filter(registration=registration, **place).exists()


def _has_focal_point(registration: Registration) -> bool:
    return registration.delegation is not None and registration.delegation.focal_points.exists()
