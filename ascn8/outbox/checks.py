"""What an operator has to hear before the first mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from ascn8.outbox.transports import open_transport


def check_mail_url(**options: Any) -> list[CheckMessage]:
    """EMAIL_URL names a way out that we know."""
    try:
        open_transport(settings.EMAIL_URL)
    except ValueError as error:
        return [Error(str(error), hint="See the table in README.md.", id="outbox.E001")]
    return []


def check_mail_leaves(**options: Any) -> list[CheckMessage]:
    """In production mails go to people, not into a directory. Only for `check --deploy`."""
    if settings.PRODUCTION and settings.EMAIL_URL.startswith("file:"):
        return [
            Warning(
                "Mails are written into files and reach nobody.",
                hint="Set EMAIL_URL, for example smtp://user:password@host:587/?tls=1",
                id="outbox.W001",
            )
        ]
    return []
