"""The members of a delegation as its focal point sees them: nominations and registrations as one list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from delegates.delegations.owed import owed_by
from delegates.models import Category, Delegation, Nomination, Registration
from delegates.models.nomination import LIVE_NOMINATIONS, NominationState
from delegates.models.registration import Standing, State

_GONE = (State.DECLINED, State.WITHDRAWN)
_STANDINGS = [Standing.HEAD, Standing.ALTERNATE, Standing.MEMBER]
# Colour and icon of each state of a nomination, for focal points and the secretariat alike.
NOMINATION_LOOKS = {
    NominationState.REQUESTED: ("warn", "hourglass"),
    NominationState.NAMED: ("neutral", "circle"),
    NominationState.INVITED: ("info", "mail"),
    NominationState.ACCEPTED: ("good", "check"),
    NominationState.REFUSED: ("bad", "x"),
    NominationState.DECLINED: ("bad", "x"),
    NominationState.WITHDRAWN: ("neutral", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One line: somebody with a registration, a nomination, or both."""

    url: str
    name: str
    email: str
    category: Category | None
    standing: str
    nomination: Nomination | None = None
    registration: Registration | None = None
    owed: list[str] = field(default_factory=list)
    companions: list[Registration] = field(default_factory=list)
    is_gone: bool = False

    @property
    def waits_for_endorsement(self) -> bool:
        """Whether the focal point acts next: somebody who registered alone and whom nobody nominated."""
        row, place = self.registration, self.nomination
        if row is None or row.state != State.SUBMITTED or (place and place.state == NominationState.REQUESTED):
            return False
        return bool(row.category and "endorsed" in row.category.stages)

    @property
    def state(self) -> str:
        """The stored value of the state: of the registration, else of the nomination."""
        return self.registration.state if self.registration else str(self.nomination.state if self.nomination else "")

    @property
    def state_words(self) -> str:
        """The state in words, with the request for a place where that is what is waited for."""
        if self.registration is None and self.nomination and self.nomination.is_unnamed:
            return _("Place held")
        if self.nomination and (self.registration is None or self.nomination.state == NominationState.REQUESTED):
            return str(self.nomination.get_state_display())
        return str(self.registration.get_state_display()) if self.registration else ""

    @property
    def tone(self) -> str:
        """The colour of a state that is not one of a registration."""
        return NOMINATION_LOOKS[NominationState(self.nomination.state)][0] if self.nomination else "neutral"

    @property
    def icon(self) -> str:
        """The icon beside it."""
        return NOMINATION_LOOKS[NominationState(self.nomination.state)][1] if self.nomination else "circle"

    @property
    def shows_nomination(self) -> bool:
        """Whether the state shown is that of the nomination."""
        if self.registration is None:
            return True
        return self.nomination is not None and self.nomination.state == NominationState.REQUESTED


def members(delegation: Delegation, *, at: dt.datetime) -> list[Member]:
    """Everybody of the delegation, the head first, then by category and name. A constant number of queries."""
    people = list(registrations(delegation))
    owed = owed_by(people, at=at)
    places = {row.registration_id: row for row in nominations(delegation) if row.registration_id}
    companions: dict[int, list[Registration]] = defaultdict(list)
    for row in Registration.objects.filter(principal__in=people).exclude(state__in=_GONE):
        companions[row.principal_id or 0].append(row)
    rows = [_person(delegation, row, places.get(row.pk), owed.get(row.pk, []), companions[row.pk]) for row in people]
    known = {row.pk for row in people}
    rows += [_place(delegation, row) for row in nominations(delegation) if row.registration_id not in known]
    return sorted(rows, key=_order)


def registrations(delegation: Delegation) -> QuerySet[Registration]:
    """The people of the delegation in their own right; a draft that nobody handed in belongs to its person until a
    focal point nominated them."""
    rows = Registration.objects.filter(delegation=delegation, principal=None)
    own_draft = rows.filter(state__in=[State.DRAFT, State.WITHDRAWN], nomination__isnull=True)
    return rows.exclude(pk__in=own_draft.values("pk")).select_related("user", "category", "delegation", "country")


def nominations(delegation: Delegation) -> QuerySet[Nomination]:
    """The nominations of the delegation with what a page shows of them."""
    return delegation.nominations.select_related("category", "registration__category")


def member_of(delegation: Delegation, row: Registration, *, at: dt.datetime) -> Member:
    """One person of the delegation."""
    place = Nomination.objects.filter(registration=row).select_related("category").first()
    companions = Registration.objects.filter(principal=row).exclude(state__in=_GONE)
    return _person(delegation, row, place, owed_by([row], at=at).get(row.pk, []), list(companions))


def _person(
    delegation: Delegation, row: Registration, place: Nomination | None, owed: list[str], companions: list[Registration]
) -> Member:
    return Member(
        url=reverse("delegation_person", args=[delegation.code, row.code]),
        name=row.full_name or (place.name if place else "") or row.user.email,
        email=row.user.email,
        category=row.category,
        standing=row.standing,
        nomination=place,
        registration=row,
        owed=owed,
        companions=companions,
        is_gone=row.state in _GONE,
    )


def _place(delegation: Delegation, row: Nomination) -> Member:
    return Member(
        url=reverse("delegation_nomination", args=[delegation.code, row.code]),
        name=row.name,
        email=row.email,
        category=row.category,
        standing=row.standing,
        nomination=row,
        owed=_open_of(row),
        is_gone=row.state not in LIVE_NOMINATIONS,
    )


def _open_of(row: Nomination) -> list[str]:
    """What a place without a registration still lacks."""
    if row.state == NominationState.REQUESTED:
        return [_("Decision of the secretariat about the place")]
    if row.state == NominationState.INVITED:
        return [_("Answer to the invitation")]
    if row.state != NominationState.NAMED:
        return []
    lacks = [] if row.name else [_("Name")]
    lacks += [] if row.email else [_("E-mail address")]
    return lacks or [_("Invitation or registration")]


def _order(member: Member) -> tuple[bool, int, int, str]:
    category = member.category.position if member.category else 99
    return member.is_gone, _STANDINGS.index(Standing(member.standing)), category, member.name


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing the focal point does next."""

    title: str
    text: str
    url: str = ""
    label: str = ""


def next_step(delegation: Delegation, rows: Sequence[Member], *, may_add: bool) -> NextStep:
    """What comes first: people who wait for the focal point, the missing head, places without a name, silence."""
    live = [row for row in rows if not row.is_gone]
    if waiting := [row for row in live if row.waits_for_endorsement]:
        title = _("%(name)s waits for your endorsement") % {"name": waiting[0].name}
        text = _("Say whether this person comes for your delegation.")
        return NextStep(title, text, waiting[0].url, _("Look at the registration"))
    if may_add and not any(row.standing == Standing.HEAD for row in live):
        url = reverse("delegation_nominate", args=[delegation.code]) + "?standing=head"
        text = _("Every delegation has exactly one head. Nominate that person first.")
        return NextStep(_("No head of delegation yet"), text, url, _("Nominate the head"))
    ready = [row for row in live if row.registration is None and row.state == NominationState.NAMED]
    for row in ready:
        if not row.name or not row.email:
            text = _("A place is held without a name or an address.")
            return NextStep(_("Say who comes"), text, row.url, _("Name the person"))
        text = _("Invite by mail, or begin the registration yourself.")
        return NextStep(_("%(name)s is not invited yet") % {"name": row.name}, text, row.url, _("Go on"))
    return NextStep(
        _("Nothing waits for you"), _("We write to you when somebody answers or when the secretariat decides.")
    )
