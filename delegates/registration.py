"""Registering: a draft is begun, saved step by step, submitted, perhaps corrected or withdrawn."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.images import PHOTO, accept_picture
from ascn8.lib.text import clean_block, fold
from ascn8.meeting.facts import current_meeting
from delegates import mails
from delegates.attendance import end_attendance, settle_attendance
from delegates.consents import add_answers
from delegates.corrections import why_step_closed
from delegates.delegations.leaving import let_go
from delegates.duplicates import look_for_duplicates
from delegates.models import ConsentText, Registration, User
from delegates.models.registration import Standing, State
from delegates.papers.letters import renew_letters
from delegates.photos import discard, print_copy
from delegates.questions.answering import drop_hidden
from delegates.steps import FIELDS, Step, missing_steps
from delegates.transitions import IN_REVIEW, Move, is_own, make_move, pass_by_itself, why_not_move
from delegates.vault.medical import put_notes

Box = tuple[float, float, float, float]
# What a badge shows: a change of one of them after the approval orders the badge again.
ON_THE_BADGE = frozenset({"badge_name", "native_name", "organisation", "country", "category"})


def why_not_begin(*, at: dt.datetime) -> Refused | None:
    """The reason why nobody can begin a registration at the moment `at`: the window of the meeting."""
    meeting = current_meeting()
    if at < meeting.registration_opens_at:
        return Refused(_("Registration has not opened yet. The date stands on this page."), code="not_open_yet")
    if at >= meeting.registration_closes_at:
        return Refused(
            _("Registration has closed. Write to %(email)s if you must still attend.")
            % {"email": meeting.contact_email},
            code="closed",
        )
    return None


@transaction.atomic
def begin(user: User, *, at: dt.datetime) -> Registration:
    """The registration of `user`: the one there is, a withdrawn one opened again, or a new draft. Raises Refused."""
    row = Registration.objects.filter(user=user, principal__isnull=True).first()
    if row and row.state != State.WITHDRAWN:
        return row
    if row and row.merged_into:
        raise Refused(
            _("You were registered twice, and the two were made one. Sign in as %(email)s: it is there.")
            % {"email": row.merged_into.user.email},
            code="merged",
        )
    if refused := why_not_begin(at=at):
        raise refused
    if row is None:
        fresh = {"created_at": at, "changed_at": at}
        row, _made = Registration.objects.get_or_create(user=user, principal=None, defaults=fresh)
        return row
    row = Registration.objects.locked(row.pk)
    if row.state == State.WITHDRAWN:
        make_move(row, move=Move.REOPEN, actor=user, at=at)
    return row


def why_not_edit(registration: Registration, *, at: dt.datetime, step: Step | None = None) -> Refused | None:
    """The reason why the person cannot change the form, or one step of it, now.

    What was returned may be corrected after the window; only the steps that it came back for are open then.
    """
    if not registration.is_editable:
        return Refused(
            _("Your registration is being processed and cannot be changed here. Write to the secretariat instead."),
            code="not_editable",
        )
    if registration.state == State.DRAFT:
        return why_not_begin(at=at)
    return why_step_closed(registration, step=step, at=at) if step else None


@transaction.atomic
def save_step(
    registration: Registration,
    *,
    step: Step,
    data: Mapping[str, Any],
    at: dt.datetime,
    answers: Mapping[ConsentText, bool] | None = None,
    language: str = "en",
) -> Registration:
    """Keep the cleaned `data` of one step, and the answers to its consent texts. Returns the row. Raises Refused.

    Only the fields of `step` are written, whatever `data` holds.
    """
    row = _editable(registration, at=at, step=step)
    _leave_standing(row, data)
    for field in FIELDS[step]:
        if field in data:
            setattr(row, field, data[field])
    row.held.pop(step, None)
    if step is Step.NEEDS:
        put_notes(row, data=data, at=at)
    write_index(row)
    _save(row, at=at)
    if step is Step.WORK:
        bring_companions(row)
        drop_hidden(row, at=at)  # another category may have other questions
    if answers:
        add_answers(row, answers=answers, language=language, at=at)
    return row


@transaction.atomic
def hold_step(registration: Registration, *, step: Step, typed: Mapping[str, str], at: dt.datetime) -> Registration:
    """Keep what was typed into a step that did not pass, so that it is there tomorrow. Raises Refused.

    Not for needs: nothing sensitive is kept before somebody agreed to it. Not for the passport: it is kept sealed only.
    """
    row = _editable(registration, at=at, step=step)
    if step not in (Step.NEEDS, Step.PASSPORT):
        row.held[step] = {field: value[:400] for field, value in typed.items() if field in FIELDS[step]}
        _save(row, at=at)
    return row


def attach_photo(
    registration: Registration, *, upload: UploadedFile[bytes], box: Box | None, at: dt.datetime
) -> Registration:
    """Keep a new photograph, cropped to `box`, and drop the former one. Raises Refused in words for a bad picture."""
    if refused := why_not_edit(registration, at=at, step=Step.PHOTO):
        raise refused
    picture = accept_picture(upload, PHOTO, box=box)  # slow, so before the lock
    small = print_copy(picture)
    with transaction.atomic():
        row = _editable(registration, at=at, step=Step.PHOTO)
        former = [row.photo.name, row.photo_print.name]
        row.photo.save(str(picture.name), picture, save=False)
        row.photo_print.save(str(small.name), small, save=False)
        _save(row, at=at)
        discard(former)
    return row


def why_not_submit(registration: Registration, *, at: dt.datetime) -> Refused | None:
    """The one reason why the registration cannot be submitted: the button shows it, the action raises it."""
    if refused := why_not_edit(registration, at=at):
        return refused
    missing = missing_steps(registration, at=at)
    if missing:
        names = ", ".join(str(step.label) for step in missing)
        return Refused(
            ngettext("One step is not finished: %(steps)s.", "Some steps are not finished: %(steps)s.", len(missing))
            % {"steps": names},
            code="incomplete",
        )
    return why_not_move(registration, move=Move.SUBMIT)


@transaction.atomic
def submit(registration: Registration, *, actor: User, at: dt.datetime) -> Registration:
    """Hand the registration in, and take it past the stages that need nobody. Raises Refused.

    A second press finds it submitted and changes nothing.
    """
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_move(row, move=Move.SUBMIT, actor=actor):
        if refused.code != "not_allowed" and row.state in IN_REVIEW:
            return row
        raise refused
    if refused := why_not_submit(row, at=at):
        raise refused
    row.held = {}
    row.save(update_fields=["held"])
    passed = make_move(row, move=Move.SUBMIT, actor=actor, at=at)
    look_for_duplicates(row, at=at)
    pass_by_itself(row, at=at)
    mails.received(row, passed, at=at)
    return row


@transaction.atomic
def take_up_again(registration: Registration, *, actor: User, at: dt.datetime) -> Registration:
    """Open a declined registration to its person, to correct and submit it again. Raises Refused."""
    row = Registration.objects.locked(registration.pk)
    if row.state == State.RETURNED:
        return row
    if refused := why_not_move(row, move=Move.CORRECT, actor=actor):
        raise refused
    make_move(row, move=Move.CORRECT, actor=actor, at=at)
    return row


@transaction.atomic
def withdraw(registration: Registration, *, actor: User, at: dt.datetime, reason: str = "") -> Registration:
    """Take the registration back: the badge becomes void, seats are freed. A second press changes nothing."""
    row = Registration.objects.locked(registration.pk)
    if row.state == State.WITHDRAWN:
        return row
    if refused := why_not_move(row, move=Move.WITHDRAW, actor=actor):
        raise refused
    was_attending, was_draft = row.is_attending, row.state == State.DRAFT
    passed = make_move(row, move=Move.WITHDRAW, actor=actor, at=at, reason=clean_block(reason)[:1000])
    if was_attending:
        end_attendance(row, at=at)
    let_go(row, actor=actor, at=at)
    if not was_draft:
        mails.withdrawn(row, passed, at=at)
    return row


@transaction.atomic
def correct(
    registration: Registration,
    *,
    data: Mapping[str, Any],
    actor: User,
    at: dt.datetime,
    version: int | None = None,
) -> Registration:
    """Staff mend cleaned fields of a registration in any state; a badge that shows one of them is drawn anew.

    Fields that belong to no step are refused as a programming error. Raises Refused where the row changed meanwhile,
    and for one's own: whoever may not approve themselves may not choose their category afterwards either.
    """
    row = Registration.objects.locked(registration.pk)
    if refused := _why_not_correct(row, actor=actor, version=version):
        raise refused
    unknown = data.keys() - {field for fields in FIELDS.values() for field in fields}
    if unknown:
        raise ValueError(f"not fields of the form: {sorted(unknown)}")
    was_attending = row.is_attending
    changed = sorted(field for field, value in data.items() if getattr(row, field) != value)
    _leave_standing(row, data)
    for field in changed:
        setattr(row, field, data[field])
    if changed:
        write_index(row)
        _save(row, at=at)
        record(at=at, action="registration.correct", subject=f"registration {row.code}", actor=actor, fields=changed)
        bring_companions(row)
    if "category" in changed:
        drop_hidden(row, at=at)  # another category may have other questions
    settle_attendance(row, was_attending=was_attending, shown_anew=bool(ON_THE_BADGE.intersection(changed)), at=at)
    renew_letters(row, at=at)
    return row


def _why_not_correct(row: Registration, *, actor: User, version: int | None) -> Refused | None:
    if is_own(row, actor):
        return Refused(
            _("You cannot mend your own registration or that of somebody who accompanies you. Ask a colleague."),
            code="own_registration",
        )
    if version is not None and version != row.version:
        return Refused(
            _("Somebody changed this registration while you were editing it. Read it again, then save."),
            code="changed_meanwhile",
        )
    return None


def bring_companions(row: Registration) -> None:
    """Move accompanying persons into the delegation of the person they come with. Under the lock, where it changed."""
    for companion in row.companions.select_related("user", "country"):
        if companion.delegation_id != row.delegation_id:
            companion.delegation = row.delegation
            write_index(companion)
            companion.save(update_fields=["delegation", "search", "sort_name"])


def write_index(row: Registration) -> None:
    """Set what the row is sorted and searched by. Call it wherever names, organisation or category change."""
    row.sort_name = fold(f"{row.family_name} {row.given_name}")[:170]
    words = [row.title, row.given_name, row.family_name, row.native_name, row.badge_name, row.organisation]
    words += [row.position, row.code, row.user.email]
    if row.country:
        words += [row.country.name_en, row.country.name_ms]
    if row.delegation:
        words += [row.delegation.name_en, row.delegation.name_ms]
    row.search = fold(" ".join(words))


def _leave_standing(row: Registration, data: Mapping[str, Any]) -> None:
    """Whoever was head of one delegation is a member of the other."""
    if "delegation" in data and data["delegation"] != row.delegation:
        row.standing = Standing.MEMBER


def _editable(registration: Registration, *, at: dt.datetime, step: Step) -> Registration:
    row = Registration.objects.locked(registration.pk)
    if refused := why_not_edit(row, at=at, step=step):
        raise refused
    return row


def _save(row: Registration, *, at: dt.datetime) -> None:
    row.version += 1
    row.changed_at = at
    row.save()
