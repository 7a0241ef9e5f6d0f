"""The processes that ASCN8 consists of, and a way to run them as one.

The command lines stand here once: the demo and the tests start what production starts (Procfile).
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from django.db import connection

_PYTHON = [sys.executable, "-m"]


def web_command(port: int) -> list[str]:
    """The web server: two processes of eight threads, so at most sixteen connections to the database.

    On SQLite two threads each: its writers wait without an order, and among sixteen the unluckiest waits longest.
    """
    threads = "2" if connection.vendor == "sqlite" else "8"
    return [
        *(*_PYTHON, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "2", "--blocking-threads", threads, "--no-ws", "--log-level", "warning"),
        # A worker that dies is replaced; ending takes at most five seconds even while a request runs.
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "ascn8.wsgi:application"),
    ]


def worker_command(*, children: int, beat: bool, log_level: str) -> list[str]:
    """A Celery worker; `beat` puts the clock into it, which is right only where there is one worker."""
    clock = ["--beat", "--schedule", os.path.join(os.environ.get("ASCN8_VAR", "var"), "beat")] if beat else []
    return [
        *(*_PYTHON, "celery", "--quiet", "--app", "ascn8", "worker", "--concurrency", str(children)),
        *("--loglevel", log_level),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", *clock),
    ]


class ProcessTree:
    """Programs that start together and end together, whatever happens to any of them.

    They share a process group of their own. A guard outside that group holds the end of a pipe whose other end is ours
    alone: when we die, even by `kill -9`, it reads the end of the pipe and ends the group. Descendants that a program
    starts belong to the group as well, so nobody is left behind. What they say goes into one file each, in `logs`.
    """

    def __init__(self, commands: dict[str, list[str]], *, logs: Path) -> None:
        self._commands, self._logs = commands, logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        guard = [sys.executable, "-I", str(Path(__file__).with_name("guard.py"))]  # a file: it imports nothing of ours
        self._guard = subprocess.Popen(guard, stdin=subprocess.PIPE, process_group=0)  # noqa: S603 - our own words
        group = 0
        for name, command in self._commands.items():
            child = self._start(command, self.log_of(name), group)
            self._children[name] = child
            if not group:
                group = child.pid
                self._tell_guard(group)
        return self

    def __exit__(self, *_exception: object) -> None:
        """End all of them: each is asked to end its own children, and after ten seconds nobody is asked."""
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + 10
        while self.dead() != set(self._children) and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(next(iter(self._children.values())).pid, signal.SIGKILL)
        self._guard.communicate()

    def log_of(self, name: str) -> Path:
        """The file into which the program `name` writes."""
        return self._logs / f"{name.replace(' ', '-')}.log"

    def dead(self) -> set[str]:
        """The names of the programs that have ended; of the guard, too."""
        programs = {**self._children, "guard": self._guard}
        return {name for name, child in programs.items() if child.poll() is not None}

    def _start(self, command: list[str], log: Path, group: int) -> "subprocess.Popen[bytes]":
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            return subprocess.Popen(  # noqa: S603 - as above
                command,
                # No terminal to read from: a process group in the background would be stopped for trying.
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                process_group=group,
            )

    def _tell_guard(self, group: int) -> None:
        pipe = self._guard.stdin
        assert pipe is not None  # noqa: S101 - we asked for it
        pipe.write(f"{group}\n".encode())
        pipe.flush()
