"""Papers of the demonstration: two versions of the list of participants with differences, and some letters."""

import datetime as dt

from ascn8.jobs.running import run
from ascn8.meeting.models import Country
from delegates.consents import add_answers
from delegates.models import ConsentText, Letter, ParticipantList, Purpose, Registration, Travel, User
from delegates.papers.issuing import issue_letter
from delegates.papers.letters import ask_for_letter
from delegates.papers.participants import ask_for_list, set_listed_as
from delegates.papers.snapshot import PURPOSE
from delegates.protocol import protocol_order
from delegates.registration import correct, withdraw
from delegates.vault.keeping import item_of, keep

Kind = ParticipantList.Kind
# Who asks for letters, besides the demo's own delegate.
_TRAVELLERS = 6


def make_papers(users: dict[str, User], *, at: dt.datetime) -> None:
    """A provisional list, some changes, a revised list; letters for the delegate and some others."""
    people = protocol_order(Registration.objects.attending().filter(principal__isnull=True).select_related("user"))
    if len(people) < 12:
        return
    _agree(people[-3], False, at=at - dt.timedelta(minutes=2))
    _list(Kind.PROVISIONAL, "Made before the last nominations (demonstration)", users["protocol"], at=at)
    _change(people, users["secretariat"], at=at)
    _list(Kind.REVISED, "After the corrections of the delegations (demonstration)", users["protocol"], at=at)
    _letters(people, at=at)


def _list(kind: ParticipantList.Kind, note: str, actor: User, *, at: dt.datetime) -> None:
    job = ask_for_list(kind=kind, note=note, after=ParticipantList.objects.count(), actor=actor, at=at)
    run(job.pk)


def _change(people: list[Registration], staff: User, *, at: dt.datetime) -> None:
    """One of each: agreed meanwhile, another position, listed otherwise, consent taken back, withdrawn.

    The demo's own delegate stays.
    """
    _agree(people[-3], True, at=at)
    chosen = [row for row in people if not row.user.email.startswith("delegate@")]
    correct(chosen[1], data={"position": "Acting Director, Smart City Office"}, actor=staff, at=at)
    set_listed_as(chosen[3], listed_as=f"H.E. {chosen[3].full_name}", actor=chosen[3].user, at=at)
    _agree(chosen[5], False, at=at)
    withdraw(chosen[7], actor=chosen[7].user, at=at, reason="Another duty (demonstration)")


def _agree(row: Registration, given: bool, *, at: dt.datetime) -> None:
    wish = ConsentText.objects.filter(purpose=PURPOSE).latest("version")
    add_answers(row, answers={wish: given}, language="en", at=at)


def _letters(people: list[Registration], *, at: dt.datetime) -> None:
    own = [row for row in people if row.user.email.startswith("delegate@")]
    others = [row for row in people if row not in own and row.country_id != "MY"]
    for number, row in enumerate([*own, *others[:: max(1, len(others) // _TRAVELLERS)][:_TRAVELLERS]]):
        row = Registration.objects.select_related("user", "category", "country").get(pk=row.pk)
        if not row.is_attending:
            continue
        _journey(row, number, at=at)
        ask_for_letter(row, kind=Letter.Kind.INVITATION, actor=row.user, at=at)
        if number % 2 == 0:
            ask_for_letter(row, kind=Letter.Kind.VISA, actor=row.user, at=at)
    for pk in Letter.objects.current().order_by("pk").values_list("pk", flat=True):
        issue_letter(pk)


def _journey(row: Registration, number: int, *, at: dt.datetime) -> None:
    """An invented travel document, where the demonstration has given none yet."""
    nationality = Country.objects.filter(pk=row.country_id).first()
    Travel.objects.get_or_create(registration=row, defaults={"nationality": nationality, "changed_at": at})
    if item_of(row, Purpose.PASSPORT):
        return
    facts = {
        "passport_name": f"{row.given_name} {row.family_name}".strip().upper(),
        "number": f"DEMO{4711 + number}",
        "issuing_country": row.country_id,
        "expires_on": "2031-05-31",
        "birth_date": f"19{70 + number}-04-0{1 + number}",
        "birth_place": "Demo City",
    }
    keep(row, purpose=Purpose.PASSPORT, facts=facts, actor=None, at=at)
