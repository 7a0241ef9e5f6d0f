"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ascn8.lib.errors import Refused
from ascn8.meeting.facts import current_meeting


def meeting(request: HttpRequest) -> dict[str, Any]:
    """`meeting`, or None on an installation that has none yet; `is_demo`: mails go to a page instead of to people.

    `offline_pages`: public pages may be kept on the reader's device.
    """
    facts = {"is_demo": settings.DEMO, "offline_pages": settings.OFFLINE_PAGES}
    try:
        return {"meeting": current_meeting(), **facts}
    except Refused:
        return {"meeting": None, **facts}
