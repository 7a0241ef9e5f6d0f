"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting


def meeting(request: HttpRequest) -> dict[str, Any]:
    """`meeting`, or None on an installation that has none yet."""
    try:
        return {"meeting": current_meeting()}
    except Refused:
        return {"meeting": None}
