"""The meeting itself and its programme, from the tables beside this file."""

import datetime as dt
from zoneinfo import ZoneInfo

from ascn8.management.demo_meeting.names import NAMES
from ascn8.management.demo_meeting.programme import ACCESS, BRING, DEPARTURES, PLACES, PLANS, Plan
from ascn8.meeting.models import FocusArea, Meeting
from ascn8.meeting.versions import bump
from delegates.models import Registration
from sessions.models import Appearance, Interpretation, Place, Seating, Session, Speaker, Track

ZONE = ZoneInfo("Asia/Kuala_Lumpur")


def moment(day: int, clock: str) -> dt.datetime:
    """A time of the meeting at the venue: day 8 to 12 of September 2025, "HH:MM"."""
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(2025, 9, day, hour, minute, tzinfo=ZONE)


def make_meeting() -> Meeting:
    """The facts of the meeting as they were reported."""
    meeting, _ = Meeting.objects.update_or_create(
        pk=1,
        defaults={
            "name_en": "8th Annual Meeting of the ASEAN Smart Cities Network",
            "name_ms": "Mesyuarat Tahunan Ke-8 ASEAN Smart Cities Network",
            "short_name": "ASCN8",
            "theme_en": "Fostering Stronger Cooperation Towards Common Goal for Smart and Sustainable Urban "
            "Development in ASEAN",
            "theme_ms": "Memupuk Kerjasama Lebih Erat ke Arah Matlamat Bersama bagi Pembangunan Bandar Pintar dan "
            "Mampan di ASEAN",
            "starts_on": dt.date(2025, 9, 8),
            "ends_on": dt.date(2025, 9, 12),
            "time_zone": "Asia/Kuala_Lumpur",
            "city": "Kuala Lumpur",
            "venue": "Hotel Shangri-La",
            "venue_address": "11 Jalan Sultan Ismail, 50250 Kuala Lumpur",
            "venue_latitude": 3.154,
            "venue_longitude": 101.706,
            "registration_opens_at": dt.datetime(2025, 6, 2, 9, 0, tzinfo=ZONE),
            "registration_closes_at": dt.datetime(2025, 9, 7, 18, 0, tzinfo=ZONE),
            "contact_email": "secretariat@ascn8.example",
            "organiser_en": "Ministry of Housing and Local Government (KPKT)",
            "organiser_ms": "Kementerian Perumahan dan Kerajaan Tempatan (KPKT)",
            "host_country_id": "MY",
            "signatory_name": "Datuk Contoh binti Rekaan",
            "signatory_title_en": "Head of the Secretariat (demonstration, no real letter)",
            "signatory_title_ms": "Ketua Urus Setia (demonstrasi, bukan surat sebenar)",
            "is_demo": True,
        },
    )
    bump("meeting")
    return meeting


def make_programme() -> None:
    """Places, tracks, speakers, sessions and seatings: the draft that the first release publishes."""
    tracks = {
        area.slug: Track.objects.create(
            slug=area.slug, name_en=area.name_en, name_ms=area.name_ms, focus_area=area, position=area.position
        )
        for area in FocusArea.objects.all()
    }
    places = {}
    for position, (slug, name_en, name_ms, outside, capacity, address, lat, lon) in enumerate(PLACES, 1):
        access_en, access_ms = ACCESS.get(slug, ("", ""))
        places[slug] = Place.objects.create(
            slug=slug, name_en=name_en, name_ms=name_ms, is_outside=outside, capacity=capacity, address=address,
            latitude=lat, longitude=lon, access_en=access_en, access_ms=access_ms, position=position,
        )  # fmt: skip
    speakers: dict[tuple[str, int], Speaker] = {}
    minister = Speaker.objects.create(
        title="YB",
        name="Nga Kor Ming",
        position="Minister of Housing and Local Government",
        organisation="Ministry of Housing and Local Government (KPKT)",
        country_id="MY",
    )
    for plan in PLANS:
        session = _session(plan, tracks, places)
        if plan.title_en.startswith("Opening by"):
            Appearance.objects.create(session=session, speaker=minister, role="speaker")
        for order, (role, country, index) in enumerate(plan.people):
            Appearance.objects.create(
                session=session, speaker=_speaker(speakers, country, index), role=role, position=order
            )
    bump("programme")


def _session(plan: Plan, tracks: dict[str, Track], places: dict[str, Place]) -> Session:
    bring_en, bring_ms = BRING.get(plan.place, ("", ""))
    session = Session.objects.create(
        kind=plan.kind,
        title_en=plan.title_en,
        title_ms=plan.title_ms,
        abstract_en=plan.abstract_en,
        abstract_ms=plan.abstract_ms,
        track=tracks.get(plan.track),
        place=places[plan.place],
        starts_at=moment(plan.day, plan.start),
        ends_at=moment(plan.day, plan.end),
        language="" if plan.kind in ("break", "social") else "en",
        is_open=plan.is_open,
        # Arrivals, breaks and receptions go on beside one another in the same hall.
        shares_place=plan.kind in ("break", "ceremony", "social"),
        bring_en=bring_en if plan.kind == "visit" else "",
        bring_ms=bring_ms if plan.kind == "visit" else "",
    )
    for channel, language in enumerate(filter(None, plan.interpretation.split(", ")), start=2):
        Interpretation.objects.create(session=session, language=language, channel=channel)
    opens, closes = dt.datetime(2025, 8, 1, 9, 0, tzinfo=ZONE), moment(11, "18:00")
    if plan.kind == "visit":
        for place, name_en, name_ms, leaves, returns, point_en, point_ms in DEPARTURES:
            if place == plan.place:
                Seating.objects.create(
                    session=session, name_en=name_en, name_ms=name_ms, starts_at=moment(12, leaves),
                    ends_at=moment(12, returns), meeting_point_en=point_en, meeting_point_ms=point_ms,
                    signup_opens_at=opens, signup_closes_at=closes, capacity=40,
                )  # fmt: skip
    elif plan.seats and plan.kind == "technical" and session.starts_at and session.ends_at:
        Seating.objects.create(
            session=session, starts_at=session.starts_at, ends_at=session.ends_at, signup_opens_at=opens,
            signup_closes_at=session.starts_at, capacity=plan.seats,
        )  # fmt: skip
    return session


def _speaker(known: dict[tuple[str, int], Speaker], country: str, index: int) -> Speaker:
    """The index-th invented person of a country, once."""
    name = NAMES[country][index % len(NAMES[country])]
    key = (country, index % len(NAMES[country]))
    if key not in known:
        known[key] = Speaker.objects.create(
            title=name.title,
            name=" ".join(part for part in (name.given, name.family) if part),
            native_name=name.native,
            position="Invented speaker of the demonstration",
            organisation="Demo City Office",
            country_id=country,
            biography_en="This person is invented. The name is the word “example” in the language of the country.",
            biography_ms="Orang ini direka. Namanya ialah perkataan “contoh” dalam bahasa negara tersebut.",
        )
    return known[key]


def attending() -> list[Registration]:
    """Approved registrations in the order of their codes' rows: who may take seats."""
    return list(Registration.objects.attending().select_related("user").order_by("pk"))
