"""The delegation of the demonstration's focal point: a nomination in every state, and somebody who registered alone."""

import datetime as dt

from ascn8.management.demo_meeting.people import DOMAIN
from delegates.delegations import endorsing, granting, inviting, nominating, registering_for
from delegates.delegations.companions import add
from delegates.delegations.places import tallies
from delegates.models import Category, Delegation, DelegationPlaces, Nomination, Registration, Transition, User
from delegates.models.registration import Standing, State
from delegates.registration import save_step, write_index
from delegates.steps import Step

_FREE = {"head-of-delegation": 1, "national-representative": 2, "chief-smart-city-officer": 1, "delegate": 2}
_DAY = dt.timedelta(days=1)


def make_nominations(users: dict[str, User], *, at: dt.datetime) -> None:
    """Fill the delegation of Cambodia as a focal point would have over the last two weeks."""
    focal, staff = users["focal"], users["secretariat"]
    delegation = focal.delegations.get()
    delegation.seals_at = at + 20 * _DAY
    delegation.save(update_fields=["seals_at"])
    _give_places(delegation)
    head = _nominate(delegation, focal, "head-of-delegation", "H.E. Rekaan Sopheak", at - 12 * _DAY, Standing.HEAD)
    registering_for.register_for(head, actor=focal, at=at - 11 * _DAY)
    _begin(head, at=at - 11 * _DAY)
    silent = _nominate(delegation, focal, "national-representative", "Ms Contoh Bopha", at - 9 * _DAY)
    inviting.invite(silent, actor=focal, at=at - 3 * _DAY)
    _nominate(delegation, focal, "national-representative", "", at - 8 * _DAY)
    refusing = _nominate(delegation, focal, "chief-smart-city-officer", "Mr Contoh Visal", at - 8 * _DAY)
    inviting.decline(inviting.invite(refusing, actor=focal, at=at - 7 * _DAY), at=at - 6 * _DAY)
    _nominate(delegation, focal, "chief-smart-city-officer", "Mr Rekaan Veasna", at - 5 * _DAY)
    former = _nominate(delegation, focal, "observer", "Ms Rekaan Chanthou", at - 5 * _DAY)
    nominating.replace(former, name="Mr Contoh Pisey", email=_address("pisey"), actor=focal, at=at - 4 * _DAY)
    full = "national-representative"
    refused = _nominate(delegation, focal, full, "Mr Contoh Dara", at - 4 * _DAY, reason="A second adviser.")
    granting.refuse(refused, answer="The hall has no more seats at the table.", actor=staff, at=at - 3 * _DAY)
    _nominate(delegation, focal, full, "Ms Rekaan Maly", at - _DAY, reason="She interprets for our head of delegation.")
    _somebody_alone(delegation, at=at)
    _somebody_comes_along(users["delegate"], at=at)


def _give_places(delegation: Delegation) -> None:
    """So many more than are taken already as the story below needs, however large the demonstration is."""
    taken = {tally.category.slug: tally.held for tally in tallies(delegation)}
    for slug, more in _FREE.items():
        category = Category.objects.get(slug=slug)
        DelegationPlaces.objects.create(delegation=delegation, category=category, places=taken.get(slug, 0) + more)


def _nominate(
    delegation: Delegation,
    focal: User,
    slug: str,
    name: str,
    at: dt.datetime,
    standing: Standing = Standing.MEMBER,
    reason: str = "",
) -> Nomination:
    return nominating.nominate(
        delegation,
        category=Category.objects.get(slug=slug),
        standing=standing,
        name=name,
        email=_address(name.rsplit(" ", 1)[-1]) if name else "",
        reason=reason,
        actor=focal,
        at=at,
    )


def _begin(head: Nomination, *, at: dt.datetime) -> None:
    """The focal point typed what is known of the head, and has no photograph yet."""
    row = Registration.objects.get(nomination=head)
    you = {"title": "H.E.", "given_name": "Rekaan", "family_name": "Sopheak", "badge_name": "Rekaan Sopheak"}
    save_step(row, step=Step.YOU, data=you, at=at)
    work = {"organisation": "Demo Ministry, Cambodia", "position": "Secretary of State"}
    save_step(row, step=Step.WORK, data=work, at=at)


def _somebody_alone(delegation: Delegation, *, at: dt.datetime) -> None:
    """Two who registered alone: one waits for the focal point, the other was endorsed and waits for the secretariat."""
    _alone(delegation, "Kosal", at=at)
    endorsed = _alone(delegation, "Sreyneang", at=at)
    endorsing.endorse(endorsed, actor=delegation.focal_points.get(), at=at - _DAY)


def _alone(delegation: Delegation, given: str, *, at: dt.datetime) -> Registration:
    like = Registration.objects.filter(user__email=f"delegate@{DOMAIN}", principal=None).get()
    since = at - 2 * _DAY
    row = Registration(
        user=User.objects.create(email=_address(given), password="!"),  # noqa: S106 - unusable
        state=State.SUBMITTED,
        category=Category.objects.get(slug="delegate"),
        delegation=delegation,
        country=delegation.country,
        given_name="Rekaan",
        family_name=given,
        badge_name=f"Rekaan {given}",
        organisation="Demo Institute of Urban Planning, Cambodia",
        position="City planner",
        phone="+85512345678",
        photo=like.photo.name,
        photo_print=like.photo_print.name,
        created_at=since - _DAY,
        changed_at=since,
        submitted_at=since,
        state_since=since,
    )
    write_index(row)
    row.save()
    Transition.objects.create(registration=row, from_state=State.DRAFT, to_state=State.SUBMITTED, at=since)
    return row


def _somebody_comes_along(user: User, *, at: dt.datetime) -> None:
    principal = Registration.objects.get(user=user, principal=None)
    companion = add(principal, actor=user, at=at - 2 * _DAY)
    you = {"given_name": "Contoh", "family_name": "Sreymom", "badge_name": "Contoh Sreymom"}
    save_step(companion, step=Step.YOU, data=you, at=at - 2 * _DAY)


def _address(name: str) -> str:
    return f"{name.lower()}@{DOMAIN}"
