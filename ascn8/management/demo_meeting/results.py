"""What people did in the demonstration: the published programme, seats taken, badges drawn."""

import datetime as dt

from django.core.files.storage import default_storage

from ascn8.lib.storing import store_whole
from ascn8.management.demo_meeting.meeting import attending
from delegates.badges.draw import draw_badge
from delegates.badges.issue import card_of
from delegates.models import Badge, Registration, User
from sessions.models import Seating
from sessions.release import publish as publish_release
from sessions.signups import sign_up

# Each badge is a file of its own; at 20,000 delegates drawing them all takes minutes and shows nothing new.
MOST_BADGES = 1000


def publish(*, actor: User, at: dt.datetime) -> None:
    """The first release."""
    publish_release(
        actor=actor,
        note_en="First programme of the demonstration",
        note_ms="Program pertama demonstrasi",
        at=at,
    )


def fill_visits(*, at: dt.datetime) -> None:
    """Sign-ups through the real engine: one departure full with a waiting list, the others with seats left."""
    people = attending()
    wanted = {0: 34, 1: 12, 2: 51, 3: 27}
    first = 1  # the demo's own delegate keeps the choice
    people = [person for person in people if not person.user.email.startswith("delegate@")]
    for index, seating in enumerate(Seating.objects.filter(session__kind="visit").order_by("session", "starts_at")):
        for person in people[first : first + wanted[index % 4]]:
            sign_up(seating=seating, registration=person, at=at)
        first += wanted[index % 4]


def draw_badges(*, at: dt.datetime) -> None:
    """Badges of those who are approved, the first MOST_BADGES, as the worker draws them; their mails went out."""
    rows = []
    people = Registration.objects.attending().select_related("category", "country", "user").order_by("-pk")
    for registration in people[:MOST_BADGES]:
        badge = Badge(registration=registration, state=Badge.State.DRAWN, ordered_at=at, drawn_at=at)
        card = card_of(registration, token=badge.token)
        badge.fingerprint = card.fingerprint()
        badge.file.name = f"badges/{badge.code}-{badge.fingerprint[:20]}.pdf"
        store_whole(default_storage, badge.file.name, draw_badge(card))
        rows.append(badge)
    Badge.objects.bulk_create(rows)
