"""Reading back what the demonstration "sent": the files that the directory transport wrote."""

import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a letter."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A mail as its reader gets it."""

    name: str
    headers: list[tuple[str, str]]
    subject: str
    text: str
    html: str
    enclosures: list[Enclosure]


def is_shown() -> bool:
    """Whether sent mails may be looked at by everybody: only in a demonstration or a test that writes files."""
    return bool(settings.DEMO or settings.TESTING) and str(settings.EMAIL_URL).startswith("file:")


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def read(name: str) -> SentLetter | None:
    """The letter with this name (envelopes.name_of), or None."""
    path = Path(unquote(urlsplit(settings.EMAIL_URL).path)) / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    mail = email.message_from_bytes(path.read_bytes(), policy=modern)
    return SentLetter(
        name=name,
        headers=[(header, str(mail[header])) for header in ("From", "To", "Reply-To", "Date", "Message-ID")],
        subject=str(mail["Subject"]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        enclosures=[
            Enclosure(part.get_filename() or "file", part.get_content_type(), _payload(part))
            for part in mail.iter_attachments()
        ],
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""
