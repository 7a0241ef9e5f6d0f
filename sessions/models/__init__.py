from sessions.models.board import (
    Availability,
    BoardAction,
    DayTemplate,
    PlaceClosure,
    QuietWindow,
    RuleSetting,
    TravelTime,
)
from sessions.models.following import (
    CalendarFeed,
    Feedback,
    ProgrammeLook,
    Star,
)
from sessions.models.interpreting import (
    Interpretation,
    InterpreterTurn,
)
from sessions.models.papers import (
    Document,
    DocumentFile,
    DocumentReading,
)
from sessions.models.printing import (
    PrintedProgramme,
)
from sessions.models.programme import (
    Appearance,
    Place,
    Session,
    Speaker,
    Track,
    Visit,
)
from sessions.models.releases import (
    PlannedRelease,
    Release,
)
from sessions.models.seats import (
    Seating,
    Signup,
)
from sessions.models.speaking import (
    SpeakerInvitation,
)

__all__ = [
    "Appearance",
    "Availability",
    "BoardAction",
    "CalendarFeed",
    "DayTemplate",
    "Document",
    "DocumentFile",
    "DocumentReading",
    "Feedback",
    "Interpretation",
    "InterpreterTurn",
    "Place",
    "PlaceClosure",
    "PlannedRelease",
    "PrintedProgramme",
    "ProgrammeLook",
    "QuietWindow",
    "Release",
    "RuleSetting",
    "Seating",
    "Session",
    "Signup",
    "Speaker",
    "SpeakerInvitation",
    "Star",
    "Track",
    "TravelTime",
    "Visit",
]
