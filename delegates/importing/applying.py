"""From persons to rows: who is new, who is here already, and what is written, a thousand at a time."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext as _

from delegates.importing.checking import GIVEN, Outcome, Person, Remark, missing_fields
from delegates.models import PeopleFile, Registration, Transition, User
from delegates.models.registration import State
from delegates.registration import write_index
from delegates.stages import next_stage, stage_rules, why_passed_by_itself

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Here:
    """What the database knows of a batch: accounts by address, registrations by account and by number elsewhere."""

    users: dict[str, User]
    own: dict[int, Registration]
    numbers: dict[str, Registration]


def place(batch: Iterable[Person], *, file: PeopleFile, actor: User | None, at: dt.datetime, write: bool) -> None:
    """Set the outcome of every person of `batch` that has none, and write it where `write` says so.

    Only drafts are filled in: what was submitted or decided stays as it is, and the remark says so. Call it in a
    transaction when writing.
    """
    people = [person for person in batch if person.outcome is None]
    here = _look(people, lock=write)
    new: list[Person] = []
    filled: list[tuple[Person, Registration, list[str]]] = []
    for person in people:
        row = _row_of(person, here)
        if person.outcome is not None:
            continue
        if row is None:
            _judge_new(person)
            new.append(person)
        elif changed := _judge_known(person, row):
            filled.append((person, row, changed))
    if write:
        _write_new(new, here, file=file, actor=actor, at=at)
        _write_filled(filled, file=file, actor=actor, at=at)


def _look(people: list[Person], *, lock: bool) -> Here:
    users = {user.email: user for user in User.objects.filter(email__in=[person.email for person in people])}
    rows = Registration.objects.select_related("user", "category", "country", "city", "delegation", "people_file")
    if lock:
        rows = rows.select_for_update(of=("self",))
    own = {row.user_id: row for row in rows.filter(user__in=[u.pk for u in users.values()], principal__isnull=True)}
    wanted = [person.external_id for person in people if person.external_id]
    numbers = {row.external_id: row for row in rows.filter(external_id__in=wanted)} if wanted else {}
    return Here(users, own, numbers)


def _row_of(person: Person, here: Here) -> Registration | None:
    """The registration that this row is about: the one with its number, else the one of its address."""
    user = here.users.get(person.email)
    own = here.own.get(user.pk) if user else None
    numbered = here.numbers.get(person.external_id)
    if numbered and numbered.user_id != (user.pk if user else None):
        _say(
            person,
            Outcome.FAULT,
            _("the number %(number)s belongs to %(email)s here; correct the number or the address")
            % {"number": person.external_id, "email": numbered.user.email},
        )
    return own


def _judge_new(person: Person) -> None:
    missing = missing_fields(person)
    if not missing:
        person.outcome = Outcome.SUBMITTED
        return
    _say(person, Outcome.DRAFT, _("still to come from the person: %(fields)s") % {"fields": _in_words(missing)})


def _judge_known(person: Person, row: Registration) -> list[str]:
    """Set on `row`, a draft, what the list gives; returns the fields. Nobody's own words are written over."""
    if row.state != State.DRAFT:
        words = {"state": str(State(row.state).label)}
        _say(person, Outcome.LEFT, _("registered already; the state is “%(state)s”, nothing was changed") % words)
        return []
    untouched = bool(row.people_file and row.people_file.imported_at == row.changed_at)
    changed, kept = [], []
    if untouched and not person.badge_name and row.badge_name == _names_of(row):
        person.badge_name = _names_of(person)
    for name in GIVEN:
        given, before = getattr(person, name), getattr(row, name)
        if not given or given == before:
            continue
        if before and not untouched:
            kept.append(name)
            continue
        setattr(row, name, given)
        changed.append(name)
    if person.external_id and not row.external_id:
        row.external_id = person.external_id
        changed.append("external_id")
    if not row.badge_name and row.given_name:
        row.badge_name = _names_of(row)
        changed.append("badge_name")
    if kept:
        words = {"fields": _in_words(kept)}
        _say(person, Outcome.SAME, _("the person wrote something else, which stays: %(fields)s") % words)
    person.outcome = Outcome.UPDATED if changed else Outcome.SAME
    return changed


def _write_new(people: list[Person], here: Here, *, file: PeopleFile, actor: User | None, at: dt.datetime) -> None:
    missing = [person for person in people if person.email not in here.users]
    made = User.objects.bulk_create(
        [
            User(email=person.email, password=_no_password(), language=person.language, date_joined=at)
            for person in missing
        ],
        batch_size=_AT_ONCE,
    )
    # Not verified: signing in by the code that we mail verifies it.
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=False, primary=True) for user in made],
        batch_size=_AT_ONCE,
    )
    here.users.update({user.email: user for user in made})
    rows = [_new_row(person, here.users[person.email], file=file, at=at) for person in people]
    Registration.objects.bulk_create(rows, batch_size=_AT_ONCE)
    _write_history([row for row in rows if row.state == State.SUBMITTED], actor=actor, at=at)


def _new_row(person: Person, user: User, *, file: PeopleFile, at: dt.datetime) -> Registration:
    given: dict[str, Any] = {name: getattr(person, name) for name in GIVEN}
    given["badge_name"] = person.badge_name or _names_of(person)
    is_whole = person.outcome == Outcome.SUBMITTED
    row = Registration(
        user=user,
        people_file=file,
        external_id=person.external_id,
        state=State.SUBMITTED if is_whole else State.DRAFT,
        submitted_at=at if is_whole else None,
        created_at=at,
        changed_at=at,
        state_since=at,
        **given,
    )
    write_index(row)
    return row


def _write_filled(
    filled: list[tuple[Person, Registration, list[str]]], *, file: PeopleFile, actor: User | None, at: dt.datetime
) -> None:
    """Drafts that are whole now are handed in, unless the person has worked on them: then the person does it."""
    submitted = []
    for person, row, _changed in filled:
        is_theirs = not (row.people_file and row.people_file.imported_at == row.changed_at)
        row.version += 1
        if not is_theirs:
            row.people_file, row.changed_at = file, at
        write_index(row)
        if not is_theirs and not missing_fields(row):
            row.state, row.submitted_at, row.state_since = State.SUBMITTED, at, at
            _say(person, Outcome.UPDATED, _("everything is there now: handed in"))
            submitted.append(row)
    fields = [*GIVEN, "external_id", "sort_name", "search", "version", "people_file", "changed_at", "state"]
    rows = [row for _person, row, _changed in filled]
    Registration.objects.bulk_update(rows, [*fields, "submitted_at", "state_since"], batch_size=100)
    _write_history(submitted, actor=actor, at=at)


def _write_history(rows: list[Registration], *, actor: User | None, at: dt.datetime) -> None:
    """Handed in, and past the stages that need nobody: `transitions.pass_by_itself`, for many at once."""
    history = [
        Transition(registration=row, from_state=State.DRAFT, to_state=State.SUBMITTED, at=at, actor=actor)
        for row in rows
    ]
    rules, reasons = stage_rules(), dict[tuple[object, ...], str]()
    further: dict[State, list[int]] = {}
    for row in rows:
        while stage := next_stage(row):
            # Who comes new was nominated by nobody, so that the delegation and the language decide.
            alike = (stage, row.delegation_id, row.user.language, row.pk if row.version > 1 else 0)
            if alike not in reasons:
                reasons[alike] = why_passed_by_itself(row, stage=stage, rule=rules[stage])
            if not reasons[alike]:
                break
            history.append(
                Transition(registration=row, from_state=row.state, to_state=stage, at=at, reason=reasons[alike])
            )
            row.state = stage
            further.setdefault(stage, []).append(row.pk)
    for stage, pks in further.items():
        Registration.objects.filter(pk__in=pks).update(state=stage)
    Transition.objects.bulk_create(history, batch_size=_AT_ONCE)


def _no_password() -> str:
    """What Django stores for somebody who has no password, in a tenth of the time."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _names_of(row: Any) -> str:
    return " ".join(filter(None, (row.given_name, row.family_name)))[:80].strip()


def _say(person: Person, outcome: Outcome, text: str) -> None:
    person.outcome = outcome
    person.remarks.append(Remark("", text))


def _in_words(names: list[str]) -> str:
    fields = {field.name: field for field in Registration._meta.fields}
    return ", ".join(str(fields[name].verbose_name) for name in names)
