"""One function for each thing we tell people about their registration. Each promises one mail in the outbox.

The key of the promise says the occasion, so that the same function may be called twice.
"""

import datetime as dt

from django.utils import timezone

from ascn8.meeting.facts import current_meeting
from ascn8.outbox.queueing import enqueue
from delegates.models import ChangeRequest, FollowUp, Letter, Registration, Transition, User
from delegates.models.registration import State
from delegates.steps import Step

# decision -> folder under templates/emails/
_DECIDED = {
    State.RETURNED: "registration_returned",
    State.DECLINED: "registration_declined",
    State.ENDORSED: "registration_passed",
    State.APPROVED: "registration_passed",
}


def received(registration: Registration, passed: Transition, *, at: dt.datetime) -> None:
    """We have it, this happens next."""
    _tell(registration, f"received:{registration.code}:{passed.pk}", "registration_received", at=at)


def decided(registration: Registration, passed: Transition, *, at: dt.datetime) -> None:
    """A decision that makes no badge: returned, declined, or one stage of several passed."""
    template = _DECIDED[State(passed.to_state)]
    _tell(registration, f"decision:{registration.code}:{passed.pk}", template, at=at, reason=passed.reason)


def approved_badge(registration: Registration, *, code: str, fingerprint: str, file: str, at: dt.datetime) -> None:
    """You may come; here is the badge. Once for each different badge of the person."""
    meeting = current_meeting()
    attachment = {"file": file, "name": f"{meeting.short_name}-badge.pdf", "type": "application/pdf"}
    _tell(registration, f"badge:{code}:{fingerprint}", "approved_badge", at=at, attachments=[attachment])


def withdrawn(registration: Registration, passed: Transition, *, at: dt.datetime) -> None:
    """Confirmation for the person who withdrew."""
    _tell(registration, f"withdrawn:{registration.code}:{passed.pk}", "registration_withdrawn", at=at)


def letter_ready(registration: Registration, *, letter: Letter, at: dt.datetime) -> None:
    """A letter is made. It is not attached: it holds passport data, and lies behind the sign-in."""
    _tell(
        registration,
        f"letter:{letter.code}",
        "letter_ready",
        at=at,
        number=letter.number,
        is_visa=letter.kind == letter.Kind.VISA,
    )


def change_decided(registration: Registration, change: ChangeRequest, *, at: dt.datetime) -> None:
    """What became of a change that the person asked for after the approval."""
    accepted = change.state == ChangeRequest.State.ACCEPTED
    template = "change_accepted" if accepted else "change_refused"
    _tell(registration, f"change:{change.code}", template, at=at, reason=change.reason)


def draft_unfinished(registration: Registration, *, missing: list[Step], at: dt.datetime) -> bool:
    """A registration begun and not finished: once for each person. Returns whether this call promised it."""
    return _tell(
        registration,
        f"unfinished:{registration.code}",
        "draft_unfinished",
        at=at,
        useful_until=current_meeting().registration_closes_at,
        missing=[step.label for step in missing],
    )


def invited(registration: Registration, *, at: dt.datetime) -> bool:
    """The secretariat has entered you: sign in and finish. Once for each person. Returns whether this call promised."""
    is_draft = registration.state == State.DRAFT
    return _tell(registration, f"invited:{registration.code}", "people_invited", at=at, is_draft=is_draft)


def merged(registration: Registration, gone: Registration, *, at: dt.datetime) -> None:
    """Two registrations of one person have become one: told to both accounts, which of them stays."""
    for user in {registration.user, gone.user}:
        _tell(
            registration,
            f"merged:{gone.code}:{registration.code}:{user.pk}",
            "registrations_merged",
            at=at,
            to=user,
            address=registration.user.email,
        )


def arrival_card_due(registration: Registration, *, arrives_at: dt.datetime, at: dt.datetime) -> bool:
    """Fill in the arrival card: once for each person. Returns whether this call promised it."""
    return _tell(
        registration,
        f"arrival-card:{registration.code}",
        "arrival_card",
        at=at,
        useful_until=arrives_at,
        arrives_at=timezone.localtime(arrives_at, current_meeting().zone),
    )


def tasks_open(
    registration: Registration, *, tasks: list[FollowUp], due_at: dt.datetime, days: int, at: dt.datetime
) -> bool:
    """What is still to do until a deadline, one by one: once for each deadline and distance. Whether promised now."""
    zone = current_meeting().zone
    return _tell(
        registration,
        tasks_key(registration, due_at=due_at, days=days),
        "tasks_open",
        at=at,
        useful_until=due_at,
        tasks=tasks,
        due_at=timezone.localtime(due_at, zone),
    )


def tasks_key(registration: Registration, *, due_at: dt.datetime, days: int) -> str:
    """The key of that promise: a deadline that was moved is told of again."""
    return f"tasks:{registration.code}:{due_at.astimezone(dt.UTC):%Y%m%d%H%M}:{days}"


def _tell(
    registration: Registration,
    key: str,
    template: str,
    *,
    at: dt.datetime,
    useful_until: dt.datetime | None = None,
    attachments: list[dict[str, str]] | None = None,
    to: User | None = None,
    **context: object,
) -> bool:
    message = enqueue(
        key=key,
        kind=template,
        template=template,
        context={"name": registration.full_name, "code": registration.code, "registration": registration, **context},
        user=to or registration.user,
        useful_until=useful_until,
        attachments=attachments or (),
        at=at,
    )
    return message is not None
