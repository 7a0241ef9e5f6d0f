"""Changing something after the approval: what is reviewed waits beside the old until somebody decides."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.images import PHOTO, accept_picture
from ascn8.lib.text import clean_block
from ascn8.meeting.facts import current_meeting
from delegates import mails
from delegates.attendance import settle_attendance
from delegates.badges.orders import order_badge, void_badges
from delegates.change_values import REVIEWED, new_values, reviewed_fields, seal_passport, sealed_passport
from delegates.consents import add_answers
from delegates.freezing import GROUP_OF_STEP, why_not_change
from delegates.models import ChangeRequest, ConsentText, Purpose, Registration, Travel, User
from delegates.models.registration import Standing
from delegates.papers.letters import renew_letters
from delegates.photos import discard, print_copy
from delegates.questions.answering import drop_hidden, save_answers
from delegates.questions.filling import sections_of_form
from delegates.registration import ON_THE_BADGE, Box, bring_companions, write_index
from delegates.steps import FIELDS, Step, steps_of
from delegates.transitions import ACCEPTED, is_own, pass_by_itself
from delegates.vault.keeping import keep
from delegates.vault.medical import put_notes
from delegates.vault.passport import TRAVEL_FIELDS

PERMISSION = "delegates.change_changerequest"
State = ChangeRequest.State
_REASON_MAX = 1000


def open_change(registration: Registration) -> ChangeRequest | None:
    """The change of this registration that waits for a decision."""
    return registration.changes.filter(state=State.OPEN).first()


def changeable_steps(registration: Registration) -> list[Step]:
    """The steps that somebody who is accepted may change; agreements have a page of their own."""
    if registration.state not in ACCEPTED:
        return []
    return [step for step in steps_of(registration) if step is not Step.CONSENT]


def why_not_ask(registration: Registration, *, step: Step, at: dt.datetime) -> Refused | None:
    """The reason why the person cannot change `step` after the approval; None where it can."""
    if registration.state not in ACCEPTED:
        return Refused(_("Changes of this kind are for people whose registration is approved."), code="not_accepted")
    if step not in changeable_steps(registration):
        return Refused(_("This page is not part of your registration."), code="no_such_step")
    return why_not_change(GROUP_OF_STEP[step], at=at)


@transaction.atomic
def ask(
    registration: Registration,
    *,
    step: Step,
    data: Mapping[str, Any],
    actor: User,
    at: dt.datetime,
    answers: Mapping[ConsentText, bool] | None = None,
    language: str = "en",
) -> ChangeRequest | None:
    """Change one step: reviewed fields wait in the open change, all others are saved at once. Raises Refused.

    A second edit amends the open change. Returns the change that is open afterwards; None where nothing waits.
    """
    row = _changeable(registration, step=step, at=at)
    fields = reviewed_fields(step)
    _save_at_once(row, {field: data[field] for field in FIELDS[step] if field in data and field not in fields}, at=at)
    if step is Step.NEEDS:
        put_notes(row, data=data, at=at)
    if answers:
        add_answers(row, answers=answers, language=language, at=at)
    asked = {field: data[field] for field in fields if field in data}
    change = _open(row)
    values = dict(change.values) if change else {}
    for field, new in asked.items():
        pair = {"old": REVIEWED[field].write(getattr(row, field)), "new": REVIEWED[field].write(new)}
        values.pop(field, None)
        if pair["old"] != pair["new"]:
            values[field] = pair
    return change if change and change.values == values else _amend(row, change, actor=actor, at=at, values=values)


def ask_photo(
    registration: Registration, *, upload: UploadedFile[bytes], box: Box | None, actor: User, at: dt.datetime
) -> ChangeRequest | None:
    """Ask for another photograph; it lies beside the old one until somebody decides. Raises Refused."""
    if refused := why_not_ask(registration, step=Step.PHOTO, at=at):
        raise refused
    picture = accept_picture(upload, PHOTO, box=box)  # slow, so before the lock
    small = print_copy(picture)
    with transaction.atomic():
        row = _changeable(registration, step=Step.PHOTO, at=at)
        change = _open(row) or ChangeRequest(registration=row)
        discard([change.photo.name, change.photo_print.name])
        change.photo.save(str(picture.name), picture, save=False)
        change.photo_print.save(str(small.name), small, save=False)
        return _amend(row, change, actor=actor, at=at, values=change.values)


@transaction.atomic
def ask_passport(
    registration: Registration,
    *,
    travel: Mapping[str, Any],
    facts: Mapping[str, Any] | None,
    scan: bytes | None,
    actor: User,
    at: dt.datetime,
) -> ChangeRequest | None:
    """Change the travel document: the journey at once, the document itself sealed until somebody decides."""
    row = _changeable(registration, step=Step.PASSPORT, at=at)
    chosen = {field: travel[field] for field in TRAVEL_FIELDS if field in travel}
    Travel.objects.update_or_create(registration=row, defaults={**chosen, "changed_at": at})
    change = _open(row)
    if facts is not None:
        change = change or ChangeRequest(registration=row)
        change.sealed, change.key_id = seal_passport(dict(facts), scan)
        return _amend(row, change, actor=actor, at=at, values=change.values)
    renew_letters(row, at=at)
    return change


@transaction.atomic
def answer(
    registration: Registration,
    *,
    values: Mapping[str, Any],
    files: Mapping[str, tuple[bytes, str]],
    at: dt.datetime,
) -> ChangeRequest | None:
    """Change the answers to the secretariat's own questions, at once. Returns the change that is open anyway."""
    row = _changeable(registration, step=Step.QUESTIONS, at=at)
    save_answers(row, sections=sections_of_form(), values=values, files=files, at=at)
    return _open(row)


@transaction.atomic
def take_back(registration: Registration, *, actor: User, at: dt.datetime) -> bool:
    """The person wants the open change no more. Returns whether there was one."""
    row = Registration.objects.locked(registration.pk)
    change = _open(row)
    if change is None:
        return False
    _end(change, State.WITHDRAWN, actor=actor, at=at)
    _badge_after(row, shown_anew=False, at=at)
    return True


def why_not_decide_change(change: ChangeRequest, *, actor: User) -> Refused | None:
    """The one reason why `actor` cannot decide on this change; None where nothing stands in the way."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not decide on changes."), code="not_allowed")
    if is_own(change.registration, actor):
        return Refused(_("You cannot decide on your own change. Ask a colleague."), code="own_registration")
    if change.state != State.OPEN:
        return Refused(
            _("This change is already decided: %(state)s.") % {"state": change.get_state_display()}, code="already"
        )
    return None


def why_not_accept(change: ChangeRequest, *, actor: User) -> Refused | None:
    """The one reason why `actor` cannot accept this change; None where nothing stands in the way."""
    if refused := why_not_decide_change(change, actor=actor):
        return refused
    if any(value is None and change.values[field]["new"] for field, value in new_values(change).items()):
        return Refused(_("What was chosen does not exist any more. Refuse the change, and say so."), code="gone")
    return None


@transaction.atomic
def accept(change: ChangeRequest, *, actor: User, at: dt.datetime) -> Registration:
    """Let the new values take the place of the old; the badge and the letters follow. Raises Refused."""
    row, change = _to_decide(change, actor=actor)
    if refused := why_not_accept(change, actor=actor):
        raise refused
    was_attending, values = row.is_attending, new_values(change)
    shown_anew = bool(change.photo) or bool(ON_THE_BADGE.intersection(values))
    if "delegation" in values:
        row.standing = Standing.MEMBER  # whoever was head of one is a member of the other
    for field, value in values.items():
        setattr(row, field, value)
    if change.photo:
        discard([row.photo.name, row.photo_print.name])
        row.photo, row.photo_print = change.photo.name, change.photo_print.name
        change.photo = change.photo_print = ""
    if change.sealed:
        facts, scan = sealed_passport(change)
        keep(row, purpose=Purpose.PASSPORT, facts=facts, actor=actor, at=at, scan=scan)
    _save(row, at=at)
    bring_companions(row)
    if "category" in values:
        drop_hidden(row, at=at)  # another category may have other questions
    _end(change, State.ACCEPTED, actor=actor, at=at)
    pass_by_itself(row, at=at)
    settle_attendance(row, was_attending=was_attending, shown_anew=False, at=at)
    _badge_after(row, shown_anew=shown_anew, at=at)
    renew_letters(row, at=at)
    mails.change_decided(row, change, at=at)
    return row


@transaction.atomic
def refuse(change: ChangeRequest, *, reason: str, actor: User, at: dt.datetime) -> Registration:
    """Keep the old values; the person reads `reason`. Raises Refused."""
    row, change = _to_decide(change, actor=actor)
    reason = clean_block(reason)[:_REASON_MAX]
    if not reason:
        raise Refused(_("Write a reason: the person reads it."), code="reason_missing")
    _end(change, State.REFUSED, actor=actor, at=at, reason=reason)
    _badge_after(row, shown_anew=False, at=at)
    mails.change_decided(row, change, at=at)
    return row


def _changeable(registration: Registration, *, step: Step, at: dt.datetime) -> Registration:
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_ask(row, step=step, at=at):
        raise refused
    return row


def _open(row: Registration) -> ChangeRequest | None:
    return ChangeRequest.objects.select_for_update().filter(registration=row, state=State.OPEN).first()


def _to_decide(change: ChangeRequest, *, actor: User) -> tuple[Registration, ChangeRequest]:
    """Both rows, locked in the order in which everybody locks them. Raises Refused."""
    row = Registration.objects.locked(change.registration_id)
    now = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    now.registration = row
    if refused := why_not_decide_change(now, actor=actor):
        raise refused
    return row, now


def _save_at_once(row: Registration, values: Mapping[str, Any], *, at: dt.datetime) -> None:
    changed = {field for field, value in values.items() if getattr(row, field) != value}
    for field in changed:
        setattr(row, field, values[field])
    if not changed:
        return
    _save(row, at=at)
    if row.is_attending and ON_THE_BADGE.intersection(changed):
        order_badge(row, at=at)
    renew_letters(row, at=at)


def _amend(
    row: Registration, change: ChangeRequest | None, *, actor: User, at: dt.datetime, values: dict[str, Any]
) -> ChangeRequest | None:
    """Keep what waits now; a change that changes nothing any more is taken back."""
    waits = bool(values or (change and (change.photo or change.sealed)))
    if not waits:
        if change is not None:
            _end(change, State.WITHDRAWN, actor=actor, at=at)
            _badge_after(row, shown_anew=False, at=at)
        return None
    change = change or ChangeRequest(registration=row)
    is_new = change.pk is None
    change.values, change.asked_at, change.asked_by = values, at, actor
    change.save()
    record(
        at=at,
        action="change.ask",
        subject=f"registration {row.code}",
        actor=actor,
        change=change.code,
        fields=_named(change),
    )
    if is_new and not current_meeting().badge_during_review:
        void_badges(row, at=at)
    return change


def _end(change: ChangeRequest, state: ChangeRequest.State, *, actor: User, at: dt.datetime, reason: str = "") -> None:
    """Close the change. What was sealed or photographed for it is not kept; names stay as its history."""
    record(
        at=at,
        action=f"change.{state}",
        subject=f"registration {change.registration.code}",
        actor=actor,
        change=change.code,
        fields=_named(change),
    )
    discard([change.photo.name, change.photo_print.name])
    change.photo = change.photo_print = ""
    change.sealed = change.key_id = ""
    change.state, change.decided_at, change.reason = state, at, reason
    change.decided_by = actor
    change.save()


def _badge_after(row: Registration, *, shown_anew: bool, at: dt.datetime) -> None:
    """Order the badge where it shows something new, or was held back while the change was open."""
    if row.is_attending and (shown_anew or not row.badges.valid().exists()):
        order_badge(row, at=at)


def _save(row: Registration, *, at: dt.datetime) -> None:
    write_index(row)
    row.version += 1
    row.changed_at = at
    row.save()


def _named(change: ChangeRequest) -> list[str]:
    """Which things a change touches, never their values."""
    named = sorted(change.values)
    named += ["photo"] if change.photo else []
    return [*named, "passport"] if change.sealed else named
