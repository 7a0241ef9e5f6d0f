"""Letters of invitation and of support for a visa: ordered with the accreditation, renewed when what they say changes.

A letter is a row first; a worker draws it soon (issuing.py), the sweeper at the latest. Nobody gets one before the
last stage of the accreditation, by any door.
"""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.codes import new_code
from ascn8.lib.errors import Refused
from ascn8.lib.waking import wake
from ascn8.meeting.facts import current_meeting, meeting_today
from delegates.models import Letter, Purpose, Registration, Travel, User
from delegates.papers.letter_facts import Facts, facts_for
from delegates.papers.numbers import next_number
from delegates.tasks import draw_letter
from delegates.vault.keeping import item_of

PERMISSION = "delegates.change_letter"
# Long enough that nobody finds somebody else's by trying: 77 bits.
CODE_LENGTH = 16

Kind = Letter.Kind
State = Letter.State
# Which wish of the journey asks for which letter.
WISHES = {Kind.INVITATION: "needs_invitation", Kind.VISA: "needs_visa_letter"}


def order_letters(row: Registration, *, at: dt.datetime) -> list[Letter]:
    """Order the letters that the person asked for and that can be made now. Returns the new ones.

    Call it in the transaction that changed the locked registration. Raises Refused for somebody who has not passed
    the last stage: no other door leads to a letter.
    """
    if not row.is_attending:
        raise _not_attending(row)
    travel = Travel.objects.filter(registration=row).first()
    wanted = [kind for kind, wish in WISHES.items() if travel and getattr(travel, wish)]
    made = [_bring_up_to_date(row, kind, at=at) for kind in wanted if why_not_letter(row, kind=kind) is None]
    return [letter for letter in made if letter]


def renew_letters(registration: Registration, *, at: dt.datetime) -> list[Letter]:
    """After a change of the passport, the names or the journey: letters that would say something else get a new number.

    Call it under the lock of the registration. Returns the new letters; none for somebody who does not attend (yet),
    and none once the meeting is over: nobody travels to it any more, and the vault is emptied then.
    """
    is_over = meeting_today(at=at) > current_meeting().ends_on
    return order_letters(registration, at=at) if registration.is_attending and not is_over else []


def why_not_letter(row: Registration, *, kind: Kind) -> Refused | None:
    """The one reason why a letter of this kind cannot be made now; None where it can."""
    if not row.is_attending:
        return _not_attending(row)
    if kind == Kind.VISA and item_of(row, Purpose.PASSPORT) is None:
        return Refused(
            _("The letter for the visa needs the facts of the travel document of %(name)s. Enter them first.")
            % {"name": row.full_name},
            code="passport_missing",
        )
    return None


@transaction.atomic
def ask_for_letter(registration: Registration, *, kind: Kind, actor: User, at: dt.datetime) -> Letter | None:
    """Note that the person needs this letter, and order it where that can be done now. A second press changes nothing.

    Returns the letter in force; None where it is made later, with the accreditation or once the passport is known.
    """
    row = Registration.objects.locked(registration.pk)
    travel, _made = Travel.objects.get_or_create(registration=row, defaults={"changed_at": at})
    if not getattr(travel, WISHES[kind]):
        setattr(travel, WISHES[kind], True)
        travel.changed_at = at
        travel.save(update_fields=[WISHES[kind], "changed_at"])
        record(at=at, action="letter.ask", subject=f"registration {row.code}", actor=actor, kind=str(kind))
    if why_not_letter(row, kind=kind) is None:
        _bring_up_to_date(row, kind, at=at)
    return Letter.objects.current().filter(registration=row, kind=kind).first()


def why_not_anew(letter: Letter, *, actor: User) -> Refused | None:
    """The one reason why staff cannot have a letter made again under a new number."""
    if not actor.has_perm(PERMISSION):
        return Refused(_("Your role does not make letters."), code="not_allowed")
    if letter.state == State.ORDERED:
        return Refused(_("This letter is being made at this moment. Wait a minute."), code="being_made")
    if letter.state != State.MADE:
        return Refused(_("This letter is no longer in force. Make anew the one that is."), code="not_in_force")
    return why_not_letter(letter.registration, kind=Kind(letter.kind))


@transaction.atomic
def make_anew(letter: Letter, *, actor: User, at: dt.datetime) -> Letter:
    """Replace a letter in force by a new one under a new number, and return that. Raises Refused."""
    row = Registration.objects.locked(letter.registration_id)
    now = Letter.objects.select_for_update().get(pk=letter.pk)
    now.registration = row
    if refused := why_not_anew(now, actor=actor):
        raise refused
    _end(now, State.SUPERSEDED, at=at)
    fresh = _order(row, Kind(now.kind), facts_for(row, kind=Kind(now.kind)), at=at)
    record(at=at, action="letter.anew", subject=f"letter {fresh.number}", actor=actor, former=now.number)
    return fresh


def end_letters(row: Registration, *, at: dt.datetime) -> int:
    """Make the letters of somebody who no longer comes void, and delete their files. Returns how many were in force.

    Call it in the transaction that changed the locked registration.
    """
    current = list(Letter.objects.current().select_for_update().filter(registration=row))
    for letter in current:
        _end(letter, State.VOID, at=at)
    return len(current)


def _bring_up_to_date(row: Registration, kind: Kind, *, at: dt.datetime) -> Letter | None:
    """Order a letter unless one that says the same is in force or being made."""
    facts = facts_for(row, kind=kind)
    current = Letter.objects.current().select_for_update().filter(registration=row, kind=kind).first()
    if current and current.content_index == facts.index(kind):
        return None
    if current:
        _end(current, State.SUPERSEDED, at=at)
    return _order(row, kind, facts, at=at)


def _order(row: Registration, kind: Kind, facts: Facts, *, at: dt.datetime) -> Letter:
    meeting = current_meeting()
    number = next_number(f"L/{meeting.starts_on.year}")
    letter = Letter.objects.create(
        code=new_code(CODE_LENGTH),
        registration=row,
        kind=kind,
        number=f"{meeting.short_name}/L/{meeting.starts_on.year}/{number:04d}",
        name=facts.shown_name,
        content_index=facts.index(kind),
        ordered_at=at,
    )
    record(at=at, action="letter.order", subject=f"letter {letter.number}", kind=str(kind))
    wake(draw_letter, letter.pk)
    return letter


def _end(letter: Letter, state: State, *, at: dt.datetime) -> None:
    """A letter that is out of force keeps its number and its code; its file, with the passport in it, goes."""
    file, letter.state, letter.ended_at, letter.file, letter.key_id = letter.file, state, at, "", ""
    letter.save(update_fields=["state", "ended_at", "file", "key_id"])
    if file:
        transaction.on_commit(lambda: default_storage.delete(file), robust=True)


def _not_attending(row: Registration) -> Refused:
    return Refused(
        _("%(name)s has no complete accreditation yet, so there can be no letter.") % {"name": row.full_name},
        code="not_attending",
    )
