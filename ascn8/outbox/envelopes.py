"""A message as the bytes that travel. No value of a header can end its line."""

import hashlib
import mimetypes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from ascn8.meeting.facts import current_meeting
from ascn8.outbox.models import Message
from ascn8.outbox.transports import Parcel

# Every server takes seven bits; nothing has to be asked for.
_policy = SMTP.clone(cte_type="7bit", max_line_length=78)


def name_of(key: str) -> str:
    """What a promise is called outside: the same key has the same name, and the key cannot be read from it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def pack(message: Message) -> Parcel:
    """The parcel for `message`. Reads its attachments; raises OSError where one is missing."""
    mail = EmailMessage(policy=_policy)
    sender = _address(settings.DEFAULT_FROM_EMAIL)
    mail["From"] = sender
    mail["To"] = Address(addr_spec=_ascii(message.to))
    if contact := _contact():
        mail["Reply-To"] = Address(addr_spec=_ascii(contact))
    mail["Subject"] = clean_line(message.subject)
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = f"<{name_of(message.key)}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
    # Holiday notices and ticket systems leave such mails alone.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        _attach(mail, attachment)
    mail["Content-Language"] = message.language
    return Parcel(sender=sender.addr_spec, to=_ascii(message.to), name=name_of(message.key), data=mail.as_bytes())


def _attach(mail: EmailMessage, attachment: dict[str, str]) -> None:
    kind = attachment.get("type") or mimetypes.guess_type(attachment["name"])[0] or "application/octet-stream"
    main, _slash, sub = kind.partition("/")
    with default_storage.open(attachment["file"]) as file:
        mail.add_attachment(file.read(), maintype=main, subtype=sub, filename=clean_line(attachment["name"]))


def _contact() -> str:
    try:
        return current_meeting().contact_email
    except Refused:
        return ""


def _address(value: str) -> Address:
    name, address = parseaddr(clean_line(value))
    return Address(display_name=name, addr_spec=_ascii(address))


def _ascii(address: str) -> str:
    """The address with its domain as DNS knows it (bücher.example becomes xn--bcher-kva.example)."""
    local, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"
