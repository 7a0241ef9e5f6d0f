"""The real web server on a database of its own, for the time of a measurement."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ascn8.management.processes import web_command


def environment(folder: Path, database: str) -> dict[str, str]:
    """The environment of a demonstration in `folder`, on `database` (a URL; empty: SQLite in the folder)."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    env |= {"ASCN8_DEMO": "1", "ASCN8_VAR": str(folder), "ASCN8_NO_BOOTSTRAP": "1", "LOG_LEVEL": "ERROR"}
    env |= {"ASCN8_STATIC": str(folder / "static"), "DJANGO_SETTINGS_MODULE": "ascn8.settings"}
    if database:
        env["DATABASE_URL"] = database
    return env


def manage(*arguments: str, env: dict[str, str]) -> str:
    """Run a management command to its end; returns what it printed. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", "django", *arguments]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout.rstrip()


@contextlib.contextmanager
def served(env: dict[str, str]) -> Iterator[int]:
    """Start the web server; yields its port; ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(  # noqa: S603
        web_command(port), env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the web server ended at once")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise RuntimeError("the web server did not answer within 30 seconds")
