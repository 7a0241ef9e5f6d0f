"""Real processes around a test: a mail server, a Celery worker, the web server. None knows that it is tested."""

import contextlib
import email
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from ascn8.management.processes import web_command, worker_command
from tests.real_services import die_with_parent, free_port

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def wait_until(what: str, look: Callable[[], T], *, seconds: float = 30) -> T:
    """Ask `look` until it answers something true, and return that; fails, saying `what`, when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        if seen := look():
            return seen
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}; last seen: {seen!r}"
        time.sleep(0.05)


class Mailbox:
    """A real SMTP server on 127.0.0.1 that keeps what it is given.

    `before_answer(envelope)`, when set, runs after a message came in and before the server says so: it may sleep, or
    return another answer than "250".
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.before_answer: Callable[[Any], str | None] | None = None
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self._controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=modern)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        answer = self.before_answer(envelope) if self.before_answer else None
        return answer or "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages for one address, in the order in which they came."""
        return [message for message in self.messages if message["X-Envelope-To"] == address]

    def wait_for(self, address: str, *, subject: str = "", seconds: float = 30) -> EmailMessage:
        """The first message to `address` whose subject contains `subject`, as soon as it is there."""

        def look() -> EmailMessage | None:
            return next((message for message in self.to(address) if subject in str(message["Subject"])), None)

        return wait_until(f"a mail to {address} about {subject!r}", look, seconds=seconds)

    def stop(self) -> None:
        self._controller.stop()


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    part = message.get_body(preferencelist=("plain",))
    assert part is not None, "the message has no text part"
    return str(part.get_content())


class Process:
    """One of our programs on the test's database, in a process group of its own."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log = Path(settings.VAR_DIR) / f"{name}-{time.monotonic_ns()}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def output(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        """End it as an operator would (SIGTERM), in the end by force; none of its children is left."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9 of the process and of all its children, at this moment."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if how == signal.SIGKILL:
            self._kill_group()
        elif self.is_running:
            self._process.send_signal(how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self._process.wait()
        self._kill_group()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def environment(**more: str) -> dict[str, str]:
    """What a process needs to work on this test's database, Redis and files."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{facts['NAME']}"
    else:
        url = f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    return {"ASCN8_TESTING": "1", "DATABASE_URL": url, "EMAIL_URL": settings.EMAIL_URL, "LOG_LEVEL": "WARNING", **more}


class Site(Process):
    """The web server as it runs in production: granian, two workers."""

    def __init__(self, **more: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__("web", web_command(self.port), environment(SITE_URL=self.url, **more))

    def start(self) -> None:
        """Start it and return when it answers."""
        super().start()
        wait_until(f"the web server; its log is {self.log}", self._answers)

    def _answers(self) -> bool:
        assert self.is_running, f"the web server ended:\n{self.output()}"
        with contextlib.suppress(OSError):
            with contextlib.suppress(urllib.error.HTTPError):  # an error page is an answer, too
                urllib.request.urlopen(f"{self.url}/health/live", timeout=5).close()
            return True
        return False


class Worker(Process):
    """A real Celery worker with two children; with `beat`, also the clock that sends the recurring tasks."""

    def __init__(self, *, beat: bool = False, **more: str) -> None:
        super().__init__("worker", worker_command(children=2, beat=beat, log_level="INFO"), environment(**more))

    def start(self) -> None:
        """Start it and return when it takes tasks."""
        before = self.output().count(" ready.") if self.log.exists() else 0
        super().start()
        wait_until(f"the worker; its log is {self.log}", lambda: self._is_ready(before))

    def kill_child(self) -> None:
        """kill -9 of one process of its pool, the one that was born last."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)

    def _is_ready(self, before: int) -> bool:
        assert self.is_running, f"the worker ended:\n{self.output()}"
        return self.output().count(" ready.") > before
