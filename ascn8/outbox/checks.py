"""What an operator has to hear before the first mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ascn8.outbox.transports import open_transport

_HINT = "Set EMAIL_URL to smtp://user:password@host:587/?tls=1."


def check_mail_url(**kwargs: Any) -> list[CheckMessage]:
    """EMAIL_URL names a way out that we know."""
    try:
        open_transport(settings.EMAIL_URL)
    except ValueError as error:
        return [Error(str(error), hint=_HINT, id="outbox.E002")]
    return []


def check_mails_leave(**kwargs: Any) -> list[CheckMessage]:
    """An error of `check --deploy` where production would write its mails into files, as the demonstration does."""
    if not settings.PRODUCTION or not settings.EMAIL_URL.startswith("file:"):
        return []
    return [Error("Mails are written into files; nobody receives them.", hint=_HINT, id="outbox.E001")]
