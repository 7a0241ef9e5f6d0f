"""What readers keep of the programme and say of it: a clash in the delegate's agenda, and what people thought."""

import datetime as dt

from ascn8.management.demo_meeting.meeting import attending
from delegates.models import User
from sessions.models import Feedback, Session, Star

# At the same time as a plenary that the delegate must attend or has starred.
_CLASHING = ("What a flood sensor cannot tell you", "Adoption of the agenda and report of the outgoing Chair")
_SAID = {
    "Briefing for Chief Smart City Officers": (
        (5, "Clear and short. The checklist alone was worth it."),
        (4, ""),
        (4, "Ringkas dan jelas. Minta salinan slaid."),
        (3, "The room was too warm."),
        (5, ""),
        (2, "I could not hear the questions from the floor."),
        (4, ""),
    ),
    # Of two nothing is shown but the number.
    "What a flood sensor cannot tell you": ((5, "More of this"), (3, "")),
}


def make_following(delegate: User, *, at: dt.datetime) -> None:
    """Stars that clash, and feedback: the demo's clock stands before the meeting, so it is said ahead of time."""
    for title in _CLASHING:
        if session := Session.objects.filter(title_en=title).first():
            Star.objects.get_or_create(user=delegate, session=session, defaults={"starred_at": at})
    people = attending()[20:]
    for title, answers in _SAID.items():
        session = Session.objects.filter(title_en=title).first()
        if session is None or session.ends_at is None:
            continue
        at_end = session.ends_at
        Feedback.objects.bulk_create(
            Feedback(session=session, registration=row, rating=rating, words=words, given_at=at_end)
            for row, (rating, words) in zip(people, answers, strict=False)
        )
