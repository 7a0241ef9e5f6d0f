"""Whom a change of the programme concerns, and what of it: one digest for each person.

The people are those of sessions/following/own_agenda.py, and speakers without an account whose address is known. A
person is one digest, by address, however many reasons there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from delegates.models import Registration, User
from sessions.following.own_agenda import Reasons, Why, concerned
from sessions.models import Speaker
from sessions.moments import venue_zone
from sessions.programme import Programme, parse
from sessions.releases.differences import Difference, differences
from sessions.releases.wording import Told
from sessions.snapshot import Data


@dataclass(frozen=True, slots=True)
class Concern:
    """One session that changed, and why that concerns the person: values of `Why`."""

    told: Told
    why: tuple[str, ...]

    @property
    def difference(self) -> Difference:
        return self.told.difference

    @property
    def reasons(self) -> list[str]:
        """The reasons in words."""
        return [str(Why(reason).label) for reason in self.why]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told. `key` names the person: an account, or a speaker without one."""

    key: str
    name: str
    email: str
    language: str
    user: User | None
    concerns: tuple[Concern, ...]


def digests(new: Data, old: Data) -> tuple[Digest, ...]:
    """Everybody whom something concerns in which `new` is not as `old`, by name. Eight queries, however many."""
    zone = venue_zone()
    return digests_of(differences(new, old), (parse(old, zone=zone), parse(new, zone=zone)))


def digests_of(changes: Iterable[Difference], programmes: tuple[Programme, Programme]) -> tuple[Digest, ...]:
    """The same for known differences; `programmes` are the old and the new state."""
    told = {one.code: Told(one) for one in changes}
    reasons = {key: dict(why) for key, why in concerned(told.keys(), programmes).items()}
    guests = _guests(told.keys(), programmes)
    _join_accounts(guests, reasons)
    people = User.objects.filter(pk__in=reasons, is_active=True).exclude(email="")
    names = _names(reasons)
    found = [_of_account(user, names, reasons[user.pk], told) for user in people]
    found += [_of_guest(rows, told) for rows in guests.values()]
    return tuple(sorted(found, key=lambda digest: (digest.name.casefold(), digest.key)))


def fingerprint(found: Iterable[Digest]) -> str:
    """Who is told of what, in a few signs: whether somebody still looks at the same list."""
    rows = sorted((digest.key, sorted(one.difference.code for one in digest.concerns)) for digest in found)
    return sha256(repr(rows).encode()).hexdigest()[:16]


# Speakers without an account by their address, each with the sessions in which they appear.
_Guests = dict[str, list[tuple[Speaker, set[str]]]]


def _guests(codes: Iterable[str], programmes: Iterable[Programme]) -> _Guests:
    appears: dict[str, set[str]] = defaultdict(set)
    wanted = set(codes)
    for programme in programmes:
        for item in (programme.by_code[code] for code in wanted if code in programme.by_code):
            for person in item.people:
                appears[person.code].add(item.code)
    rows = Speaker.objects.filter(code__in=appears, registration=None).exclude(email="").order_by("pk")
    found: _Guests = defaultdict(list)
    for speaker in rows:
        found[speaker.email.casefold()].append((speaker, appears[speaker.code]))
    return found


def _join_accounts(guests: _Guests, reasons: dict[int, Reasons]) -> None:
    """Whose address is that of an account is told there."""
    for pk, email in User.objects.filter(email__in=guests, is_active=True).values_list("pk", "email"):
        own = reasons.setdefault(pk, {})
        for _speaker, codes in guests.pop(email):
            for code in codes:
                why = own.get(code, ())
                own[code] = why if Why.SPEAKS in why else (Why.SPEAKS.value, *why)


def _names(users: Iterable[int]) -> dict[int, str]:
    rows = Registration.objects.filter(user__in=users, principal=None).order_by("pk")
    return {row.user_id: row.full_name for row in rows}


def _of_account(user: User, names: dict[int, str], reasons: Reasons, told: dict[str, Told]) -> Digest:
    name = names.get(user.pk) or user.email
    return Digest(f"{user.pk}", name, user.email, user.language, user, _concerns(reasons, told))


def _of_guest(rows: list[tuple[Speaker, set[str]]], told: dict[str, Told]) -> Digest:
    first = rows[0][0]
    codes: Reasons = {code: (Why.SPEAKS.value,) for _speaker, codes in rows for code in codes}
    # Nobody knows the language of somebody without an account: it is that of the meeting.
    return Digest(f"speaker:{first.code}", str(first), first.email, "en", None, _concerns(codes, told))


def _concerns(reasons: Reasons, told: dict[str, Told]) -> tuple[Concern, ...]:
    """In the order of the programme."""
    return tuple(Concern(one, reasons[code]) for code, one in told.items() if code in reasons)
