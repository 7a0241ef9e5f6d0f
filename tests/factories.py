"""Plain functions that make rows for tests. Every person and organisation here is invented.

Each takes the fields that the test cares about and fills in the rest. Times are fixed around the meeting, so that a
test reads the same on every day of the year.
"""

import datetime as dt
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db.models import Q

from ascn8.lib.text import fold
from ascn8.meeting.models import City, Country, CountryRole, FocusArea, Meeting
from ascn8.meeting.versions import bump
from ascn8.roles import ROLES
from delegates.models import (
    Category,
    ConsentText,
    Delegation,
    FollowUp,
    Purpose,
    Registration,
    RetentionRule,
    Travel,
    User,
    VaultItem,
)
from delegates.vault.keeping import keep
from exhibition.models import Booth, Exhibitor, ExhibitorMember, Hall, Listing
from sessions.models import (
    Appearance,
    Document,
    Interpretation,
    Place,
    QuietWindow,
    Seating,
    Session,
    Speaker,
    Track,
    TravelTime,
)

PASSWORD = "an-invented-passphrase"
ZONE = ZoneInfo("Asia/Kuala_Lumpur")

_next = count(1)
_attending = (Registration.State.APPROVED, Registration.State.CLEARED)


def local(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of September 2025 on the clock of the venue: local(9, 14) is Tuesday, 14:00."""
    return dt.datetime(2025, 9, day, hour, minute, tzinfo=ZONE)


# --- The meeting and its places ---------------------------------------------------------------------------------


def make_meeting(**fields: Any) -> Meeting:
    """The meeting (row 1), made or changed."""
    facts = {
        "name_en": "8th Annual Meeting of the ASEAN Smart Cities Network",
        "name_ms": "Mesyuarat Tahunan Ke-8 ASEAN Smart Cities Network",
        "short_name": "ASCN8",
        "theme_en": "Fostering Stronger Cooperation Towards Common Goal",
        "theme_ms": "Memupuk Kerjasama Kukuh ke Arah Matlamat Bersama",
        "starts_on": dt.date(2025, 9, 8),
        "ends_on": dt.date(2025, 9, 12),
        "time_zone": "Asia/Kuala_Lumpur",
        "city": "Kuala Lumpur",
        "venue": "Hotel Shangri-La",
        "venue_address": "11 Jalan Contoh, Kuala Lumpur",
        "registration_opens_at": dt.datetime(2025, 6, 1, tzinfo=ZONE),
        "registration_closes_at": dt.datetime(2099, 1, 1, tzinfo=ZONE),
        "contact_email": "secretariat@ascn8.example",
        "organiser_en": "The Secretariat of the tests",
        "is_demo": True,
    }
    meeting, _made = Meeting.objects.update_or_create(pk=1, defaults={**facts, **fields})
    bump("meeting")
    return meeting


def make_country(code: str = "MY", **fields: Any) -> Country:
    """A country; without fields Malaysia, a Member State."""
    names = {"MY": ("Malaysia", "Malaysia"), "PH": ("Philippines", "Filipina"), "KH": ("Cambodia", "Kemboja")}
    english, malay = names.get(code, (f"Country {code}", f"Negara {code}"))
    country, made = Country.objects.get_or_create(
        code=code, defaults={"name_en": english, "name_ms": malay, "calling_code": "60", **fields}
    )
    if made:
        CountryRole.objects.create(country=country, role="member", since=dt.date(1967, 8, 8))
    return country


def make_city(name: str = "", **fields: Any) -> City:
    """A city of the network."""
    country = fields.pop("country", None) or make_country()
    return City.objects.create(name=name or f"Kota Contoh {next(_next)}", country=country, **fields)


def make_focus_area(**fields: Any) -> FocusArea:
    """One focus area."""
    n = next(_next)
    made = {"slug": f"focus-{n}", "name_en": f"Focus {n}", "name_ms": f"Tumpuan {n}", "icon": "leaf", "position": n}
    return FocusArea.objects.create(**{**made, **fields})


# --- People -----------------------------------------------------------------------------------------------------


@cache
def _hashed(password: str) -> str:
    """Argon2 is slow on purpose; a test run pays for it once."""
    return make_password(password)


def make_user(email: str = "", **fields: Any) -> User:
    """An account with a verified address and the password `PASSWORD`."""
    password = fields.pop("password", PASSWORD)
    user = User.objects.create(email=email or f"person{next(_next)}@example.org", password=_hashed(password), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_staff(role: str = "Registration", **fields: Any) -> User:
    """A member of staff in the group of one role of ascn8/roles.py; "superuser" may do everything."""
    if role == "superuser":
        return make_user(fields.pop("email", ""), is_staff=True, is_superuser=True, **fields)
    user = make_user(fields.pop("email", ""), is_staff=True, **fields)
    group, made = Group.objects.get_or_create(name=role)
    if made:
        group.permissions.set(_permissions(ROLES[role]))
    user.groups.add(group)
    return user


def _permissions(names: list[str]) -> list[Permission]:
    wanted = Q()
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def make_category(slug: str = "delegate", **fields: Any) -> Category:
    """A category of people; the same slug gives the same row."""
    name = slug.replace("-", " ").capitalize()
    made = {"name_en": name, "name_ms": name, "colour": "#0B4F9E", "stages": ["approved"], "zones": ["A"]}
    return Category.objects.get_or_create(slug=slug, defaults={**made, **fields})[0]


def make_delegation(name: str = "", *, focal_points: tuple[User, ...] = (), **fields: Any) -> Delegation:
    """A delegation, with its focal points."""
    made = {"kind": Delegation.Kind.STATE, "country": fields.pop("country", None) or make_country()}
    delegation = Delegation.objects.create(name_en=name or f"Delegation {next(_next)}", **{**made, **fields})
    delegation.focal_points.set(focal_points)
    return delegation


def make_consent_text(purpose: str = "data", **fields: Any) -> ConsentText:
    """A text that people agree to when they register."""
    made = {
        "version": 1,
        "title_en": "Use of your data",
        "title_ms": "Penggunaan data anda",
        "text_en": "We use your data to accredit you.",
        "text_ms": "Kami menggunakan data anda untuk akreditasi.",
        "is_required": True,
        "published_at": local(1, 9),
    }
    return ConsentText.objects.create(purpose=purpose, **{**made, **fields})


# Invented, as every sign of it: 9 signs whose check digit is 8.
PASSPORT = {
    "passport_name": "CONTOH REKAAN",
    "number": "Z9988776X",
    "issuing_country": "KH",
    "expires_on": "2031-05-20",
    "birth_date": "1980-02-29",
    "birth_place": "Kampung Rekaan",
}


def make_passport(registration: Registration, *, scan: bytes | None = None, **facts: str) -> VaultItem:
    """An invented travel document in the vault."""
    document = {**PASSPORT, **facts}
    return keep(registration, purpose=Purpose.PASSPORT, facts=document, actor=None, at=local(1, 9), scan=scan)


def make_retention(kind: str, days: int) -> RetentionRule:
    """How long something is kept after the meeting."""
    return RetentionRule.objects.create(kind=kind, days=days)


def make_registration(user: User | None = None, state: str = "approved", **fields: Any) -> Registration:
    """A complete registration in `state`, with its account where none is given. It has no photo and no badge."""
    n = next(_next)
    given, family = fields.pop("given_name", f"Contoh {n}"), fields.pop("family_name", "Rekaan")
    badge_name = f"{given} {family}".strip()
    made: dict[str, Any] = {
        "state": state,
        "given_name": given,
        "family_name": family,
        "badge_name": badge_name,
        "sort_name": f"{family} {given}".strip(),
        "search": fold(f"{badge_name} Majlis Bandaran Rekaan"),
        "organisation": "Majlis Bandaran Rekaan",
        "position": "City planner",
        "category": fields.pop("category", None) or make_category(),
        "country": fields.pop("country", None) or make_country(),
        "created_at": local(1, 9),
        "changed_at": local(1, 10),
        "submitted_at": None if state == Registration.State.DRAFT else local(1, 10),
        "decided_at": local(2, 9) if state in _attending else None,
    }
    return Registration.objects.create(user=user or make_user(), **{**made, **fields})


def make_follow_up(form: str = "travel", slug: str = "", **fields: Any) -> FollowUp:
    """A task after the approval, due on 1 September 2025."""
    slug = slug or form
    made = {"title_en": f"Task {slug}", "title_ms": f"Tugas {slug}", "form": form, "due_at": local(1, 18)}
    return FollowUp.objects.create(slug=slug, **{**made, **fields})


def make_travel(registration: Registration, **fields: Any) -> Travel:
    """The journey of somebody: in on Sunday at 14:30, out on the last evening."""
    made = {
        "arrives_at": local(7, 14, 30),
        "arrival_flight": "MH 123",
        "arrival_terminal": "KUL Terminal 1",
        "departs_at": local(12, 20),
        "departure_flight": "MH 124",
        "departure_terminal": "KUL Terminal 1",
        "hotel": "Hotel Contoh",
        "changed_at": local(1, 9),
    }
    return Travel.objects.create(registration=registration, **{**made, **fields})


# --- The programme ----------------------------------------------------------------------------------------------


def make_track(**fields: Any) -> Track:
    """A strand of the programme."""
    n = next(_next)
    return Track.objects.create(**{"slug": f"track-{n}", "name_en": f"Track {n}", "name_ms": f"Trek {n}", **fields})


def make_place(**fields: Any) -> Place:
    """A room of the venue."""
    n = next(_next)
    made = {"slug": f"room-{n}", "name_en": f"Room {n}", "name_ms": f"Bilik {n}", "position": n}
    return Place.objects.create(**{**made, **fields})


def make_speaker(*, session: Session | None = None, **fields: Any) -> Speaker:
    """A speaker; with `session`, one who appears in it."""
    n = next(_next)
    speaker = Speaker.objects.create(**{"name": f"Dr Rekaan {n}", "organisation": "Institut Contoh", **fields})
    if session:
        Appearance.objects.create(session=session, speaker=speaker, position=n)
    return speaker


def make_session(**fields: Any) -> Session:
    """A session of one hour on Tuesday, in a room of its own. `interpretation` names languages: "km, th"."""
    n = next(_next)
    starts_at = fields.pop("starts_at", local(9, 10))
    made = {
        "title_en": f"Session {n}",
        "title_ms": f"Sesi {n}",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=1) if starts_at else None,
        "place": fields.pop("place", None) or make_place(),
    }
    languages = filter(None, fields.pop("interpretation", "").split(", "))
    session = Session.objects.create(**{**made, **fields})
    for channel, language in enumerate(languages, start=2):
        Interpretation.objects.create(session=session, language=language, channel=channel)
    return session


def make_visit(**fields: Any) -> Session:
    """A site visit on Friday, at a place outside the venue."""
    place = fields.pop("place", None) or make_place(is_outside=True)
    return make_session(**{"kind": Session.Kind.VISIT, "starts_at": local(12, 9), "place": place, **fields})


def make_seating(session: Session | None = None, capacity: int = 40, **fields: Any) -> Seating:
    """A departure of a visit; its sign-up is open from 2025 to 2099, whenever the test runs."""
    session = session or make_visit()
    starts_at = fields.pop("starts_at", None) or session.starts_at or local(12, 9)
    made = {
        "name_en": f"Departure {next(_next)}",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=3),
        "meeting_point_en": "Lobby",
        "signup_opens_at": dt.datetime(2025, 8, 1, tzinfo=ZONE),
        "signup_closes_at": dt.datetime(2099, 1, 1, tzinfo=ZONE),
    }
    return Seating.objects.create(session=session, capacity=capacity, **{**made, **fields})


def make_quiet_window(**fields: Any) -> QuietWindow:
    """Friday prayers."""
    made = {"kind": "prayer", "name_en": "Friday prayers", "name_ms": "Solat Jumaat"}
    times = {"starts_at": local(12, 12, 15), "ends_at": local(12, 14, 45)}
    return QuietWindow.objects.create(**{**made, **times, **fields})


def make_travel_time(one: Place | None = None, other: Place | None = None, minutes: int = 45) -> TravelTime:
    """The way between two places."""
    a, b = sorted((one or make_place(), other or make_place(is_outside=True)), key=lambda place: place.pk)
    return TravelTime.objects.create(a=a, b=b, minutes=minutes)


# The smallest PDF that the door lets in.
PDF = b"%PDF-1.7\ninvented\n%%EOF\n"


def make_paper(
    *, session: Session | None = None, languages: str = "en", content: bytes = PDF, **fields: Any
) -> Document:
    """A published paper for participants, with a PDF for each of `languages` ("en, ms")."""
    n = next(_next)
    made = {"symbol": f"ASCN8/2025/INF.{n}", "title_en": f"Paper {n}", "state": "published", "created_at": local(1, 9)}
    made = {**made, "published_at": local(1, 10), **fields}
    made["search"] = fold(f"{made['symbol']} {made['title_en']} {made.get('title_ms', '')}")
    paper = Document.objects.create(**made)
    if session:
        paper.sessions.add(session)
    for language in filter(None, languages.split(", ")):
        file = ContentFile(content, name=f"{paper.code}{language}.pdf")
        facts = {"name": f"paper-{language}.pdf", "size": len(content), "uploaded_at": local(1, 9)}
        paper.files.create(language=language, file=file, **facts)
    return paper


# --- The exhibition ---------------------------------------------------------------------------------------------


def make_exhibitor(name: str = "", *, members: tuple[User, ...] = (), **fields: Any) -> Exhibitor:
    """An exhibitor with its public listing (`exhibitor.listing`) and the people who may edit it."""
    n = next(_next)
    name = name or f"Syarikat Rekaan {n}"
    listing = {key: fields.pop(key) for key in ("slug", "is_published", "tagline_en") if key in fields}
    exhibitor = Exhibitor.objects.create(name=name, country=fields.pop("country", None) or make_country(), **fields)
    made = {"slug": f"exhibitor-{n}", "tagline_en": "Invented for a test", "search": fold(name)}
    Listing.objects.create(exhibitor=exhibitor, changed_at=local(1, 9), **{**made, **listing})
    for user in members:
        ExhibitorMember.objects.create(exhibitor=exhibitor, user=user)
    return exhibitor


def make_hall(**fields: Any) -> Hall:
    """A hall of 40 by 20 metres."""
    made = {"slug": f"hall-{next(_next)}", "name_en": "Hall A", "name_ms": "Dewan A", "width": 4000, "depth": 2000}
    return Hall.objects.create(**{**made, **fields})


def make_booth(hall: Hall | None = None, exhibitor: Exhibitor | None = None, **fields: Any) -> Booth:
    """A booth of 3 by 3 metres: free, or assigned to `exhibitor`."""
    n = next(_next)
    made = {
        "number": f"A{n}",
        "x": 300 * (n % 12),
        "y": 300 * (n % 5),
        "width": 300,
        "depth": 300,
        "state": Booth.State.ASSIGNED if exhibitor else Booth.State.FREE,
    }
    return Booth.objects.create(hall=hall or make_hall(), exhibitor=exhibitor, **{**made, **fields})
