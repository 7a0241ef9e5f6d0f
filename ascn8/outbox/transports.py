"""The two ways out: a mail server, and (in the demonstration) a directory."""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

_SECONDS = 20
# The server wants us to sign in, or differently: nothing that a single mail could help.
_SIGN_IN_FIRST = (530, 534, 535, 538)


class Undelivered(Exception):
    """A mail did not go out, or may not have."""


class ServerAway(Undelivered):
    """No mail can be handed over now; this one is as good as it was."""


class TryLater(Undelivered):
    """The server refused this mail for the time being (4xx)."""


class Rejected(Undelivered):
    """The server refused this mail for good (5xx)."""


class Unknown(Undelivered):
    """The connection was lost after the last byte: nobody can know whether the mail arrived."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a transport needs to know of one mail."""

    sender: str
    to: str
    name: str  # made from the key: the same promise has the same name
    data: bytes


class Transport(Protocol):
    def send(self, parcel: Parcel, *, hand_over: Callable[[], None]) -> None:
        """Deliver one mail or raise Undelivered.

        `hand_over` is called once, just before the step after which the mail may have arrived. What it raises stops
        the mail from being sent.
        """

    def close(self) -> None: ...


def open_transport(url: str) -> Transport:
    """The transport for settings.EMAIL_URL. Connects with the first mail."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Directory(Path(unquote(parts.path)))
    if parts.scheme in ("smtp", "smtps"):
        return MailServer(parts)
    raise ValueError("EMAIL_URL starts with smtp://, smtps:// or file://")


class Directory:
    """One .eml for one mail under the name of its promise: written twice, it is still one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel, *, hand_over: Callable[[], None]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.folder / f".{parcel.name}"
        unfinished.write_bytes(parcel.data)
        unfinished.replace(self.folder / f"{parcel.name}.eml")

    def close(self) -> None:
        pass


class MailServer:
    """SMTP in single steps, so that the moment of handing over is known. One connection serves many mails."""

    def __init__(self, url: SplitResult) -> None:
        options = {key: values[-1] for key, values in parse_qs(url.query).items()}
        self.url = url
        self.wraps_in_tls = url.scheme == "smtps"
        self.starts_tls = options.get("tls") == "1"
        self.seconds = float(options.get("timeout", _SECONDS))
        self._connection: smtplib.SMTP | None = None

    def send(self, parcel: Parcel, *, hand_over: Callable[[], None]) -> None:
        server = self._connected()
        try:
            self._announce(server, parcel)
            # Everything but the last dot: until the dot is out, the server has not accepted anything.
            server.send(_as_lines(parcel.data))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ServerAway(str(error)) from error
        except ServerAway:
            self._drop()
            raise
        except Undelivered:
            self._forget(server)
            raise
        try:
            hand_over()
        except BaseException:
            self._drop()
            raise
        self._finish(server)

    def _finish(self, server: smtplib.SMTP) -> None:
        if _has_spoken(server.sock):
            self._drop()
            raise ServerAway("the server ended the conversation before the mail did")
        try:
            server.send(b".\r\n")
            code, words = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unknown(str(error)) from error
        if code == 421:
            self._drop()
        _judge(code, words, wanted=250)

    def _announce(self, server: smtplib.SMTP, parcel: Parcel) -> None:
        _judge(*server.mail(parcel.sender), wanted=250)
        _judge(*server.rcpt(parcel.to), wanted=250)
        _judge(*server.docmd("DATA"), wanted=354)

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerAway(str(error)) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "localhost", self.url.port or (465 if self.wraps_in_tls else 25)
        # Our own name is given, because asking the resolver for it can take longer than the mail.
        common: dict[str, Any] = {"local_hostname": _our_name(), "timeout": self.seconds}
        server = (
            smtplib.SMTP_SSL(host, port, context=ssl.create_default_context(), **common)
            if self.wraps_in_tls
            else smtplib.SMTP(host, port, **common)
        )
        try:
            server.ehlo_or_helo_if_needed()
            if self.starts_tls:
                server.starttls(context=ssl.create_default_context())
                server.ehlo()  # what was said in the open does not count any more
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _forget(self, server: smtplib.SMTP) -> None:
        """Keep the connection after a refusal, if it can be kept."""
        try:
            if server.rset()[0] != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Say goodbye, without waiting long for the answer."""
        server, self._connection = self._connection, None
        if server is None:
            return
        try:
            if server.sock:
                server.sock.settimeout(2)
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _our_name() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _has_spoken(line: socket.socket | None) -> bool:
    """Whether an answer, or the end of the line, is there before it is due: then nothing can have been accepted.

    TLS sends words of its own, so there we do not ask.
    """
    return line is not None and not isinstance(line, ssl.SSLSocket) and bool(select.select([line], [], [], 0)[0])


def _judge(code: int, words: bytes, *, wanted: int) -> None:
    """Raises what the server's answer means for the mail, unless it is the wanted one."""
    if code == wanted or (wanted == 250 and code in (251, 252)):
        return
    said = f"{code} {words.decode(errors='replace')}"
    if code in _SIGN_IN_FIRST or code == 421:
        raise ServerAway(said)
    if code >= 500:
        raise Rejected(said)
    raise TryLater(said)


def _as_lines(data: bytes) -> bytes:
    """CRLF at every end, and a dot at the start of a line doubled, as SMTP wants it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")
