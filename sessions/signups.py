"""Taking seats: sign up, withdraw, change how many there are, move a departure.

Two promises hold after each of these: confirmed seats never exceed the capacity, and nobody who could take a seat waits
while one is free. The queue's order is the ticket number, taken from the seating under its lock. Nobody holds two
confirmed seats at the same time. The page's button and the action ask the same `why_not`.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from delegates.models import Registration
from sessions import seat_mails
from sessions.models import Seating, Signup
from sessions.moments import clock, day_and_clock
from sessions.seats import count_down, fill, lock_all, lock_around

# What a sign-up reads of a person; rows of people are wide, and this is read under the lock.
_PERSON = (
    *("code", "state", "title", "given_name", "family_name", "category__stages"),
    *("user__email", "user__language"),
)


def held_by(registration: Registration) -> list[Signup]:
    """The live claims of one person, each with its place in the queue (`queue_place` of `queue_length`)."""
    return list(
        Signup.objects.live()
        .filter(registration=registration)
        .with_places()
        .select_related("seating", "session")
        .order_by("seating__starts_at", "pk")
    )


def why_not(
    *, seating: Seating, registration: Registration | None, at: dt.datetime, held: Iterable[Signup] | None = None
) -> Refused | None:
    """The one reason why this person cannot sign up for `seating` now; None: it is possible (a seat or the queue).

    `held` are the person's live claims (`held_by`), for callers that ask about several seatings; read here without.
    """
    if reason := _not_open(seating, at):
        return reason
    if registration is None or registration.state == Registration.State.DRAFT:
        return Refused(_("Register for the meeting first. Seats are for accredited delegates."), code="not_registered")
    if not registration.is_attending:
        return Refused(_("You can take a seat as soon as your registration is approved."), code="not_accredited")
    return _taken_elsewhere(seating, held_by(registration) if held is None else held)


def _not_open(seating: Seating, at: dt.datetime) -> Refused | None:
    if seating.session.is_cancelled:
        return Refused(_("This has been cancelled. Please choose another one."), code="cancelled")
    if at >= seating.starts_at:
        return Refused(_("This has already begun."), code="begun")
    if at < seating.signup_opens_at:
        opens = {"moment": day_and_clock(seating.signup_opens_at)}
        return Refused(_("Sign-up opens on %(moment)s. Please come back then.") % opens, code="not_open_yet")
    if at >= seating.signup_closes_at:
        closed = {"moment": day_and_clock(seating.signup_closes_at)}
        return Refused(
            _("Sign-up closed on %(moment)s. Ask at the information desk whether somebody gave up a seat.") % closed,
            code="closed",
        )
    return None


def _taken_elsewhere(seating: Seating, held: Iterable[Signup]) -> Refused | None:
    for signup in held:
        if signup.seating_id == seating.pk:
            text = _("You have a seat here.") if signup.is_confirmed else _("You are on the waiting list.")
            return Refused(text, code="already_here")
        if signup.session_id == seating.session_id:
            leaves = {"time": clock(signup.seating.starts_at)}
            return Refused(
                _("You are signed up for the departure at %(time)s. Withdraw from that one first to take this one.")
                % leaves,
                code="other_departure",
            )
    for signup in held:
        if signup.is_confirmed and signup.seating.overlaps(seating):
            other = {
                "title": pick(signup.session, "title"),
                "from": clock(signup.seating.starts_at),
                "until": clock(signup.seating.ends_at),
            }
            return Refused(
                _(
                    "At this time you hold a seat on “%(title)s” (%(from)s to %(until)s). "
                    "Withdraw from that first to take this one."
                )
                % other,
                code="clash",
            )
    return None


def why_not_withdraw(*, seating: Seating, at: dt.datetime) -> Refused | None:
    """The one reason why nobody can give up a seat at `seating` any more; None: it is possible."""
    if at >= seating.starts_at:
        return Refused(_("This has already begun, so the seat cannot be given to anybody else."), code="begun")
    return None


@transaction.atomic
def sign_up(*, seating: Seating, registration: Registration, at: dt.datetime) -> Signup:
    """Take a seat, or a place in the queue where none is free. The same person twice gets the same claim.

    Raises Refused with the reason of `why_not`.
    """
    # The person's row first, as where a registration is withdrawn: so no seat is taken behind a withdrawal.
    person = _lock_person(registration)
    seating = next(row for row in lock_around([seating.pk]) if row.pk == seating.pk)
    claims = list(Signup.objects.filter(registration=person).select_related("seating", "session"))
    held = [claim for claim in claims if claim.is_live]
    signup = next((claim for claim in claims if claim.seating_id == seating.pk), None)
    if signup in held:
        return signup
    if reason := why_not(seating=seating, registration=person, at=at, held=held):
        raise reason
    signup = _queue(signup or Signup(created_at=at), seating, person, at)
    # Nobody else becomes able to take a seat by this, so there is nothing to fill but this seating.
    seated = fill([seating], at=at)
    if signup in seated:
        signup.state = Signup.State.CONFIRMED
    seat_mails.tell([signup, *(other for other in seated if other != signup)], at=at)
    return signup


def _lock_person(registration: Registration) -> Registration:
    people = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("user", "category")
    return people.only(*_PERSON).get(pk=registration.pk)


def _queue(signup: Signup, seating: Seating, person: Registration, at: dt.datetime) -> Signup:
    """The next ticket of a locked seating. Coming back keeps the row and takes a new ticket."""
    seating.tickets_issued += 1
    Seating.objects.filter(pk=seating.pk).update(tickets_issued=seating.tickets_issued)
    signup.seating, signup.session_id, signup.registration = seating, seating.session_id, person
    signup.state, signup.ticket, signup.changed_at = Signup.State.WAITING, seating.tickets_issued, at
    signup.save()
    return signup


@transaction.atomic
def withdraw(*, signup: Signup, at: dt.datetime, actor: Any = None) -> Signup:
    """Give up a seat or a place in the queue; a seat goes at once to whoever is first. Twice is the same as once.

    `actor` is the member of staff who does it for the person (audited). Raises Refused once it has begun.
    """
    near = lock_around([signup.seating_id])
    signup = Signup.objects.select_related("registration__user").get(pk=signup.pk)
    if signup.state not in Signup.LIVE:
        return signup
    signup.seating = next(row for row in near if row.pk == signup.seating_id)
    if actor is None and (reason := why_not_withdraw(seating=signup.seating, at=at)):
        raise reason
    _release([signup], near, at)
    seat_mails.tell([signup, *fill(near, at=at)], at=at)
    if actor is not None:
        record(at=at, actor=actor, action="seat.withdraw", subject=f"seat {signup.code}", ticket=signup.ticket)
    return signup


@transaction.atomic
def release_all(registration: Registration, *, at: dt.datetime) -> int:
    """Free everything that somebody who no longer attends held or waited for. Returns how many claims ended.

    The person is told of the withdrawal by whoever caused it; no mail for each seat.
    """
    _lock_person(registration)
    keys = list(Signup.objects.live().filter(registration=registration).values_list("seating", flat=True))
    if not keys:
        return 0
    near = lock_around(keys)
    signups = list(Signup.objects.live().filter(registration=registration))
    _release(signups, near, at)
    seat_mails.tell(fill(near, at=at), at=at)
    return len(signups)


def _release(signups: list[Signup], near: list[Seating], at: dt.datetime) -> None:
    """End claims whose seatings are locked in `near`."""
    rows = {seating.pk: seating for seating in near}
    for signup in signups:
        if signup.is_confirmed:
            count_down(rows[signup.seating_id], 1)
        signup.state, signup.changed_at = Signup.State.WITHDRAWN, at
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(state=Signup.State.WITHDRAWN, changed_at=at)


@transaction.atomic
def set_capacity(*, seating: Seating, capacity: int, actor: Any, at: dt.datetime) -> Seating:
    """Change the number of seats; those who waited move up at once. Audited.

    Raises Refused where more people hold a seat than would remain.
    """
    near = lock_around([seating.pk])
    seating = next(row for row in near if row.pk == seating.pk)
    too_many = seating.confirmed - capacity
    if too_many > 0:
        raise Refused(
            ngettext(
                "Seats taken: %(taken)d. Withdraw %(count)d person first, or keep at least %(taken)d seats.",
                "Seats taken: %(taken)d. Withdraw %(count)d people first, or keep at least %(taken)d seats.",
                too_many,
            )
            % {"taken": seating.confirmed, "count": too_many},
            code="below_confirmed",
        )
    before, seating.capacity = seating.capacity, capacity
    Seating.objects.filter(pk=seating.pk).update(capacity=capacity)
    seat_mails.tell(fill(near, at=at), at=at)
    if capacity != before:
        subject = f"seating {seating.code}"
        record(at=at, actor=actor, action="seating.capacity", subject=subject, before=before, after=capacity)
    return seating


@transaction.atomic
def move(*, seating: Seating, starts_at: dt.datetime, ends_at: dt.datetime, actor: Any, at: dt.datetime) -> Seating:
    """Give a departure another time and tell everybody who holds a seat or waits. Audited.

    Raises Refused where somebody would then hold two seats at the same time.
    """
    seatings = lock_all()
    seating = next(row for row in seatings if row.pk == seating.pk)
    before = (seating.starts_at, seating.ends_at)
    if (starts_at, ends_at) == before:
        return seating
    seating.starts_at, seating.ends_at = starts_at, ends_at
    if reason := _why_not_at_that_time(seating, [row for row in seatings if seating.overlaps(row)]):
        raise reason
    Seating.objects.filter(pk=seating.pk).update(starts_at=starts_at, ends_at=ends_at)
    holders = list(seating.signups.live().select_related("registration__user", "seating__session"))
    seat_mails.tell_moved(holders, at=at)
    seat_mails.tell(fill(seatings, at=at), at=at)
    subject = f"seating {seating.code}"
    times = {"before": before[0].isoformat(), "after": starts_at.isoformat()}
    record(at=at, actor=actor, action="seating.move", subject=subject, **times)
    return seating


def _why_not_at_that_time(seating: Seating, overlapping: list[Seating]) -> Refused | None:
    here = Signup.objects.filter(seating=seating, state=Signup.State.CONFIRMED)
    there = Signup.objects.filter(seating__in=overlapping, state=Signup.State.CONFIRMED).exclude(seating=seating)
    clashes = here.filter(registration__in=there.values("registration")).count()
    if not clashes:
        return None
    return Refused(
        ngettext(
            "%(count)d person with a seat here holds another seat at that time. Withdraw one of the two first.",
            "%(count)d people with a seat here hold another seat at that time. Withdraw one of the two first.",
            clashes,
        )
        % {"count": clashes},
        code="would_clash",
    )


@transaction.atomic
def refill(*, at: dt.datetime) -> int:
    """Seat whoever could be seated everywhere, and return how many were.

    The changes above leave nothing to do. This is for what they do not see: a visit called off and on again, an
    accreditation given back. The sweeper calls it.
    """
    waited_for = Seating.objects.filter(
        confirmed__lt=F("capacity"), starts_at__gt=at, signups__state=Signup.State.WAITING
    )
    keys = list(waited_for.values_list("pk", flat=True).distinct())
    if not keys:
        return 0
    seated = fill(lock_around(keys), at=at)
    seat_mails.tell(seated, at=at)
    return len(seated)


def position(signup: Signup) -> tuple[int, int]:
    """(place, length) of a waiting claim in its queue, (0, length) of one that does not wait. One query."""
    row = Signup.objects.with_places().get(pk=signup.pk)
    return row.queue_place, row.queue_length
