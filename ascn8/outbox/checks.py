"""A deployment check: mails of a production site must leave the machine."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_mails_leave(**kwargs: Any) -> list[CheckMessage]:
    """An error where production would write its mails into files, as the demonstration does."""
    if not settings.PRODUCTION or not settings.EMAIL_URL.startswith("file:"):
        return []
    hint = "Set EMAIL_URL to smtp://user:password@host:587/?tls=1."
    return [Error("Mails are written into files; nobody receives them.", hint=hint, id="outbox.E001")]
