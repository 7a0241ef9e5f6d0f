"""A real SMTP server that misbehaves on demand."""

import asyncio
import email
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.real_services import free_port

DROP = "drop"
HANG = "hang"


class FaultyServer:
    """Keeps what it accepted. `faults` says for a step ("MAIL", "RCPT", "DATA", "354") what to do instead: answer so,
    DROP (cut the line) or HANG; "AFTER" means: the mail is accepted, but the answer never arrives (DROP or HANG).

    A list of faults is used up one by one, None meaning none. `meanwhile[step]` is called at that step.
    """

    def __init__(self, *, seconds: float = 0.6, **options: Any) -> None:
        self.faults: dict[str, Any] = {}
        self.meanwhile: dict[str, Callable[[], None]] = {}
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.port, self.seconds = free_port(), seconds
        self.scheme = "smtps" if "ssl_context" in options else "smtp"
        outer = self

        class Server(Controller):
            def factory(self) -> SMTP:
                return _Session(outer, self.handler, **self.SMTP_kwargs)

        self._controller = Server(self, hostname="127.0.0.1", port=self.port, ready_timeout=20, **options)
        self._controller.start()
        self.connections = 0  # the controller has looked whether it works

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/?timeout={self.seconds}"

    def stop(self) -> None:
        if self._controller.server:
            self._controller.stop()

    async def at(self, step: str, server: SMTP) -> str | None:
        if step in self.meanwhile:
            await asyncio.get_running_loop().run_in_executor(None, self.meanwhile[step])
        fault = self.faults.get(step)
        if isinstance(fault, list):
            fault = fault.pop(0) if fault else None
        if fault == HANG:
            await asyncio.sleep(self.seconds * 4)
        if fault in (DROP, HANG):
            server.transport.abort()
            return "421 gone"
        return fault

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if said := await self.at("MAIL", server):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if said := await self.at("RCPT", server):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if said := await self.at("DATA", server):
            return said
        self.accepted.append(email.message_from_bytes(envelope.content, policy=modern))
        await self.at("AFTER", server)
        return "250 OK"


class _Session(SMTP):
    """Counts connections, and can drop the line after it asked for the data and before it has any."""

    def __init__(self, outer: FaultyServer, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._outer = outer

    def connection_made(self, transport: Any) -> None:
        # A line that turns into TLS is made twice; it is one line.
        self._outer.connections += self.transport is None
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith("354") and await self._outer.at("354", self):
            self.transport.abort()
