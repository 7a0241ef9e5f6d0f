from sessions.admin.facts import QuietWindowAdmin, TravelTimeAdmin
from sessions.admin.feedback import FeedbackAdmin
from sessions.admin.papers import DocumentAdmin
from sessions.admin.plans import PlannedReleaseAdmin
from sessions.admin.printing import PrintedProgrammeAdmin
from sessions.admin.programme import PlaceAdmin, SessionAdmin, TrackAdmin
from sessions.admin.releases import ReleaseAdmin
from sessions.admin.rules import RuleSettingAdmin
from sessions.admin.seats import SeatingAdmin, SignupAdmin
from sessions.admin.speakers import SpeakerAdmin

__all__ = [
    "DocumentAdmin",
    "FeedbackAdmin",
    "PlaceAdmin",
    "PlannedReleaseAdmin",
    "PrintedProgrammeAdmin",
    "QuietWindowAdmin",
    "ReleaseAdmin",
    "RuleSettingAdmin",
    "SeatingAdmin",
    "SessionAdmin",
    "SignupAdmin",
    "SpeakerAdmin",
    "TrackAdmin",
    "TravelTimeAdmin",
]
