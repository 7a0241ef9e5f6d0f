"""The whole suite on real parts: `python3 manage.py test [pytest's arguments]`."""

import importlib.util
import os
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

MOST_WORKERS = 5  # each opens a browser and a database of its own


class Command(BaseCommand):
    help = (
        "Runs pytest on a PostgreSQL, a Redis, a mail server, a Celery worker and a browser of its own. "
        "Before that, what is marked `locks` on SQLite. With arguments of pytest: only those, on PostgreSQL "
        "(ASCN8_TEST_DATABASE=sqlite: on SQLite)."
    )

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after `test` is pytest's; Django's own options would take its -v and -h away."""
        if argv[2:] in (["-h"], ["--help"]):
            self.print_help(argv[0], argv[1])
            return
        if importlib.util.find_spec("pytest") is None:
            sys.exit(f"pytest is not installed in {sys.prefix}. Run:  pip install -r requirements-dev.txt")
        sys.exit(self.run_some(argv[2:]) if argv[2:] else self.run_all())

    def run_all(self) -> int:
        """The short run on SQLite first: the last line, and the exit code, are then those of the long one."""
        # One more than there are cores: many tests wait for processes that they killed, and need no core for it.
        workers = ["-n", str(min((os.cpu_count() or 1) + 1, MOST_WORKERS))]
        print("On SQLite: what is marked `locks`", flush=True)
        if code := self.pytest(["-m", "locks", *workers], ASCN8_TEST_DATABASE="sqlite"):
            return code
        print("\nOn PostgreSQL: everything", flush=True)
        return self.pytest(workers)

    def run_some(self, arguments: list[str]) -> int:
        return self.pytest(arguments)

    def pytest(self, arguments: list[str], **environment: str) -> int:
        """One run of pytest; returns its exit code."""
        command = [sys.executable, "-m", "pytest", *arguments]
        run = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **environment})  # noqa: S603
        while True:
            try:
                return run.wait()
            except KeyboardInterrupt:
                continue  # pytest got it, too, and now stops what it started
