"""Accounts, delegations and registrations of the demonstration."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ascn8.lib.storing import store_whole
from ascn8.management.demo_meeting.names import NAMES, SHARES, Name
from ascn8.management.demo_meeting.pictures import portrait
from ascn8.meeting.models import City, Country
from delegates.models import Category, Consent, ConsentText, Delegation, Registration, Transition, User
from delegates.photos import print_copy
from delegates.registration import write_index

PASSWORD = "ascn8-demo"  # noqa: S105 - printed on the first page of the demonstration
DOMAIN = "ascn8.example"

# local part, group, superuser
STAFF = [
    ("secretariat", "", True),
    ("registration", "Registration", False),
    ("programme", "Programme", False),
    ("exhibition", "Exhibition", False),
    ("protocol", "Protocol", False),
    ("door", "Door", False),
    ("security", "Security", False),
]
PORTRAITS = 24
_POSITIONS = [
    "Deputy Director, Urban Planning",
    "Chief Resilience Officer",
    "Head of Digital Services",
    "City Engineer",
    "Director, Smart City Office",
    "Senior Officer, International Relations",
    "Head of Mobility",
    "Environmental Officer",
]


class Photo(NamedTuple):
    """The names of two files: the photograph, and its small copy for the badge."""

    whole: str
    printed: str


def make_accounts() -> dict[str, User]:
    """The demo's own accounts by local part; verified addresses, one password."""
    password = make_password(PASSWORD)
    users = {}
    for name, group, is_superuser in [*STAFF, ("delegate", "", False), ("focal", "", False), ("exhibitor", "", False)]:
        user = User.objects.create(
            email=f"{name}@{DOMAIN}",
            password=password,
            is_staff=bool(group) or is_superuser,
            is_superuser=is_superuser,
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        users[name] = user
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users.values()
    )
    return users


def make_delegations(focal: User) -> list[Delegation]:
    """A delegation for each country that sends people, for each city of the network, and the host."""
    delegations = []
    for country in Country.objects.filter(code__in=NAMES):
        is_member = country.roles.filter(role="member", since__lte=dt.date(2025, 9, 8)).exists()
        kind = Delegation.Kind.STATE if is_member else Delegation.Kind.PARTNER
        kind = Delegation.Kind.OBSERVER if country.code == "TL" else kind
        delegation = Delegation.objects.create(
            kind=kind, name_en=country.name_en, name_ms=country.name_ms, country=country
        )
        delegations.append(delegation)
        for city in City.objects.filter(country=country):
            delegations.append(
                Delegation.objects.create(
                    kind=Delegation.Kind.CITY,
                    name_en=f"{city.name} ({country.name_en})",
                    name_ms=f"{city.name} ({country.name_ms})",
                    country=country,
                    city=city,
                    parent=delegation,
                )
            )
    next(d for d in delegations if d.country_id == "KH" and d.city_id is None).focal_points.add(focal)
    return delegations


def make_registrations(users: dict[str, User], delegations: list[Delegation], count: int, *, at: dt.datetime) -> None:
    """`count` registrations, the same every time: most approved, some waiting, returned, declined, draft."""
    chance = random.Random(8)  # noqa: S311 - the same invented people every time
    photos = [_photo(n) for n in range(PORTRAITS)]
    categories = {category.slug: category for category in Category.objects.all()}
    people = list(_people(count))
    accounts = User.objects.bulk_create(
        User(email=f"demo-{n:04d}@{DOMAIN}", password="!", language=_language(country, chance))  # noqa: S106 - unusable
        for n, (country, _) in enumerate(people)
    )
    by_country: dict[str, list[Delegation]] = {}
    for delegation in delegations:
        by_country.setdefault(str(delegation.country_id), []).append(delegation)
    rows = [
        _registration(account, country, name, chance, by_country[country], categories, photos, at)
        for account, (country, name) in zip(accounts, people, strict=True)
    ]
    focal_delegation = next(d for d in by_country["KH"] if d.city_id is None)
    delegate = _registration(
        users["delegate"], "KH", NAMES["KH"][0], chance, [focal_delegation], categories, photos, at, state="approved"
    )
    made = Registration.objects.bulk_create([*rows, delegate])
    _history(made, at)


def _people(count: int) -> Iterator[tuple[str, Name]]:
    """(country, name) in the shares of SHARES; a name comes again when a country's list is used up."""
    order = [country for country, share in SHARES.items() for _ in range(share)]
    random.Random(2025).shuffle(order)  # noqa: S311
    used: dict[str, int] = {}
    for n in range(count):
        country = order[n % len(order)]
        turn = used.get(country, 0)
        used[country] = turn + 1
        names = NAMES[country]
        yield country, names[turn % len(names)]


def _language(country: str, chance: random.Random) -> str:
    return "ms" if country in ("MY", "BN") and chance.random() < 0.6 else "en"


def _registration(
    user: User,
    country: str,
    name: Name,
    chance: random.Random,
    delegations: list[Delegation],
    categories: dict[str, Category],
    photos: list[Photo],
    at: dt.datetime,
    *,
    state: str = "",
) -> Registration:
    delegation = chance.choice(delegations)
    state = state or chance.choices(["approved", "submitted", "returned", "declined", "draft"], [78, 9, 3, 2, 8])[0]
    begun, submitted, decided = _times(state, chance, at)
    city = delegation.city
    photo = chance.choice(photos) if state != "draft" else Photo("", "")
    row = Registration(
        user=user,
        state=state,
        category=categories[_slug(delegation, chance)],
        delegation=delegation,
        title=name.title,
        given_name=name.given,
        family_name=name.family,
        native_name=name.native,
        badge_name=f"{name.given} {name.family}".strip(),
        organisation=f"{city.name} City Office (demo)" if city else f"Demo Ministry, {delegation.name_en}",
        position=chance.choice(_POSITIONS),
        country=delegation.country,
        city=city,
        phone="",
        photo=photo.whole,
        photo_print=photo.printed,
        diet=chance.choice(["none", "none", "none", "vegetarian", "no_beef", "no_seafood"]),
        created_at=begun,
        changed_at=decided or submitted or begun,
        submitted_at=submitted,
        decided_at=decided,
    )
    write_index(row)
    return row


def _times(
    state: str, chance: random.Random, at: dt.datetime
) -> tuple[dt.datetime, dt.datetime | None, dt.datetime | None]:
    """When a registration was begun, submitted, decided. A secretariat at work leaves little lying."""
    oldest = {"submitted": 3, "returned": 9, "draft": 20}.get(state, 75)
    begun = at - dt.timedelta(days=chance.randint(1, oldest), minutes=chance.randint(0, 1400))
    submitted = begun + dt.timedelta(hours=chance.randint(1, 20)) if state != "draft" else None
    if submitted is None or state == "submitted":
        return begun, submitted, None
    decided = min(submitted + dt.timedelta(hours=chance.randint(2, 50)), at - dt.timedelta(minutes=10))
    return begun, submitted, max(decided, submitted)


def _slug(delegation: Delegation, chance: random.Random) -> str:
    """The category of a member of this delegation."""
    if delegation.city:
        return "chief-smart-city-officer" if chance.random() < 0.25 else "delegate"
    if chance.random() < 0.2:
        return chance.choice(["national-representative", "partner", "speaker", "media", "observer"])
    return "delegate"


def _photo(number: int) -> Photo:
    """A drawn portrait, stored as a photograph is: whole and as it prints."""
    photo = Photo(f"photos/demo-{number:02d}.jpg", f"photos/demo-{number:02d}-print.jpg")
    whole = ContentFile(portrait(number))
    store_whole(default_storage, photo.whole, whole.read())
    store_whole(default_storage, photo.printed, print_copy(whole).read())
    return photo


def _history(rows: list[Registration], at: dt.datetime) -> None:
    texts = list(ConsentText.objects.all())
    transitions, consents = [], []
    for row in rows:
        if not row.submitted_at:
            continue
        transitions.append(Transition(registration=row, from_state="draft", to_state="submitted", at=row.submitted_at))
        if row.decided_at:
            reason = {
                "returned": "The photograph is too dark. Please take it again in daylight.",
                "declined": "All places of this delegation are taken.",
            }.get(row.state, "")
            transitions.append(
                Transition(
                    registration=row, from_state="submitted", to_state=row.state, at=row.decided_at, reason=reason
                )
            )
        consents += [
            Consent(registration=row, text=text, given=True, language=row.user.language, at=row.submitted_at)
            for text in texts
        ]
    Transition.objects.bulk_create(transitions)
    Consent.objects.bulk_create(consents, batch_size=2000)
