from sessions.admin.programme import PlaceAdmin, SessionAdmin, TrackAdmin
from sessions.admin.releases import ReleaseAdmin
from sessions.admin.seats import SeatingAdmin, SignupAdmin
from sessions.admin.speakers import SpeakerAdmin

__all__ = ["PlaceAdmin", "ReleaseAdmin", "SeatingAdmin", "SessionAdmin", "SignupAdmin", "SpeakerAdmin", "TrackAdmin"]
