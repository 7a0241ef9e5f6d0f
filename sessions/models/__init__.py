from sessions.models.programme import Appearance, Place, Release, Session, Speaker, Track, Visit
from sessions.models.seats import Seating, Signup

__all__ = [
    "Appearance",
    "Place",
    "Release",
    "Seating",
    "Session",
    "Signup",
    "Speaker",
    "Track",
    "Visit",
]
