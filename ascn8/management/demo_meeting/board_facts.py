"""What the rules of the board look at in the demonstration; two sessions are left with an honest warning."""

from ascn8.management.demo_meeting.meeting import moment
from delegates.models import Category
from sessions.models import Availability, Place, PlaceClosure, QuietWindow, Session, Speaker, TravelTime

# kind, English, Malay, day, from, until
WINDOWS = [
    *(
        ("meal", "Lunch and Zohor prayer", "Makan tengah hari dan solat Zohor", day, "12:30", "14:00")
        for day in (8, 9, 10, 11)
    ),
    ("prayer", "Friday prayers and lunch", "Solat Jumaat dan makan tengah hari", 12, "12:15", "14:45"),
]
FIRE_LIMITS = {
    "ballroom": 650, "meeting-room-1": 130, "meeting-room-2": 90, "expert-stage": 170, "exhibition-hall": 900,
    "lobby": 400, "putrajaya-command-centre": 60,
}  # fmt: skip
_VISITED = ("putrajaya-command-centre", "putrajaya-wetlands")
_VENUE = ("ballroom", "meeting-room-1", "meeting-room-2", "expert-stage", "exhibition-hall", "lobby")
# From the hotel in Kuala Lumpur to Putrajaya by coach with an escort, and between the two sites.
WAYS = [
    *((inside, outside, 45) for inside in _VENUE for outside in _VISITED),
    (*_VISITED, 15),
    ("ballroom", "expert-stage", 5),
    ("meeting-room-1", "expert-stage", 5),
    ("meeting-room-2", "expert-stage", 5),
]
# place, day, from, until, reason in both languages
CLOSURES = [
    ("ballroom", 9, "17:30", "19:30", "Tables are laid for the dinner", "Meja disediakan untuk majlis makan malam"),
    ("ballroom", 11, "15:00", "19:30", "Tables are laid for the dinner", "Meja disediakan untuk majlis makan malam"),
    ("expert-stage", 11, "13:00", "18:00", "The stage is taken down", "Pentas dirobohkan"),
]
# Session, and when the person who speaks in it is in Kuala Lumpur; the first one has to leave before the end.
AVAILABILITIES = [
    ("Procuring software without regret", (10, "09:00", "14:30")),
    ("What a flood sensor cannot tell you", (9, "08:00", "18:00")),
]
# Whom the meeting cannot do without, and where.
REQUIRED = {
    "head-of-delegation": (
        "Opening by",
        "Adoption of the agenda",
        "Country reports",
        "Adoption of the report",
        "Shepherd",
    ),
    "chief-smart-city-officer": ("Briefing for Chief Smart City Officers", "Workshop: one indicator"),
}


def make_board_facts() -> None:
    """Meals and prayers, closed times, ways, fire limits, availabilities, and who must attend."""
    places = {place.slug: place for place in Place.objects.all()}
    for slug, limit in FIRE_LIMITS.items():
        Place.objects.filter(slug=slug).update(fire_limit=limit)
    QuietWindow.objects.bulk_create(
        QuietWindow(kind=kind, name_en=name_en, name_ms=name_ms, starts_at=moment(day, start), ends_at=moment(day, end))
        for kind, name_en, name_ms, day, start, end in WINDOWS
    )
    for one, other, minutes in WAYS:
        a, b = sorted((places[one], places[other]), key=lambda place: place.pk)
        TravelTime.objects.create(a=a, b=b, minutes=minutes)
    for slug, day, start, end, reason_en, reason_ms in CLOSURES:
        times = {"starts_at": moment(day, start), "ends_at": moment(day, end)}
        PlaceClosure.objects.create(place=places[slug], reason_en=reason_en, reason_ms=reason_ms, **times)
    for title, (day, start, end) in AVAILABILITIES:
        person = Speaker.objects.get(appearances__session__title_en=title)
        Availability.objects.create(speaker=person, starts_at=moment(day, start), ends_at=moment(day, end))
    for slug, titles in REQUIRED.items():
        category = Category.objects.get(slug=slug)
        for title in titles:
            for session in Session.objects.filter(title_en__startswith=title):
                session.required_categories.add(category)
