"""The processes that ASCN8 consists of, and a way to run them as one.

The command lines stand here once: the demo and the tests start what production starts (Procfile).
"""

import os
import signal
import subprocess
import sys
from types import TracebackType
from typing import Self

_PYTHON = [sys.executable, "-m"]


def web_command(port: int) -> list[str]:
    """The web server: two processes of eight threads, so at most sixteen connections to the database."""
    return [
        *(*_PYTHON, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning"),
        # A worker that dies is replaced; ending takes at most five seconds even while a request runs.
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "ascn8.wsgi:application"),
    ]


def worker_command(*, children: int, beat: bool, log_level: str) -> list[str]:
    """A Celery worker; `beat` puts the clock into it, which is right only where there is one worker."""
    clock = ["--beat", "--schedule", os.path.join(os.environ.get("ASCN8_VAR", "var"), "beat")] if beat else []
    return [
        *(*_PYTHON, "celery", "--app", "ascn8", "worker", "--concurrency", str(children), "--loglevel", log_level),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", *clock),
    ]
