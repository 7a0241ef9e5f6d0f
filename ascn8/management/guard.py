"""Ends a process group when whoever started us is gone: reads the group's number, waits for the pipe's end."""

import contextlib
import os
import signal
import sys
import time

PATIENCE = 6.0  # seconds between SIGTERM and SIGKILL


def main() -> None:
    """Guard one process group; see ProcessTree."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    line = sys.stdin.readline()
    sys.stdin.read()
    if line:
        end(int(line))


def end(group: int) -> None:
    """SIGTERM, and SIGKILL for what has not ended in time."""
    deadline = time.monotonic() + PATIENCE
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        while time.monotonic() < deadline:
            time.sleep(0.05)
            os.killpg(group, 0)
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
