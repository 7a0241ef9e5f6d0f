"""The whole of ASCN8 on one machine, with embedded parts and invented people: set up, run, and leave nothing behind."""

import contextlib
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ascn8.management.collected import collect_when_changed
from ascn8.management.folders import make_folders
from ascn8.management.processes import ProcessTree, web_command, worker_command
from delegates.models import User

ACCOUNTS = [
    ("secretariat@ascn8.example", "everything, in the admin panel"),
    ("registration@ascn8.example", "registrations and badges"),
    ("programme@ascn8.example", "sessions, speakers, site visits"),
    ("exhibition@ascn8.example", "exhibitors and booths"),
    ("protocol@ascn8.example", "delegations and protocol"),
    ("door@ascn8.example", "the door crew"),
    ("delegate@ascn8.example", "a delegate"),
    ("focal@ascn8.example", "the focal point of a delegation"),
    ("exhibitor@ascn8.example", "an exhibitor"),
]


class Command(BaseCommand):
    help = "Sets up and runs everything, embedded: web server, Celery worker and clock. Ctrl-C ends all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--delegates", type=int, default=400, help="invented people, when the demo is made")

    def handle(self, *args: Any, port: int, delegates: int, **options: Any) -> None:
        try:
            self.refuse_taken_port(port)
            self.set_up(delegates)
            self.run(port)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def refuse_taken_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    f"Port {port} is taken or not allowed. Choose another one: "
                    f"python3 manage.py demo --port {8001 if port == 8000 else 8000}"
                ) from error

    # --- Setting up ---------------------------------------------------------------------------------------------

    def set_up(self, delegates: int) -> None:
        """Bring files, tables and invented people into place; what is there already is kept."""
        unfinished = Path(settings.VAR_DIR) / "demo.unfinished"
        if unfinished.exists():
            self.forget_unfinished()
        make_folders()
        with self.step("database"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        with self.step("style sheets, scripts, pictures"):
            collect_when_changed()
        if not User.objects.exists():
            unfinished.touch()
            with self.step("invented people and programme", says_more=True):
                call_command("demo_data", delegates=delegates, stdout=self.stdout)
            unfinished.unlink()
        connection.close()

    def forget_unfinished(self) -> None:
        """A demonstration whose making was interrupted holds half of its people: it is made again."""
        root = Path(settings.VAR_DIR)
        for database in root.glob("ascn8.sqlite3*"):
            database.unlink()
        for name in ("queue", "mail", "private"):
            shutil.rmtree(root / name, ignore_errors=True)

    @contextlib.contextmanager
    def step(self, what: str, *, says_more: bool = False) -> Iterator[None]:
        """Say what is being done, and how long it took."""
        began = time.monotonic()
        self.stdout.write(f"  {what} …", ending="\n" if says_more else "")
        self.stdout.flush()
        yield
        self.stdout.write(f" {time.monotonic() - began:.1f} s" if not says_more else "")

    # --- Running ------------------------------------------------------------------------------------------------

    def run(self, port: int) -> None:
        """Run the three programs until a signal comes or one of them ends."""
        signals: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: signals.append(received))
        for name, value in (("LOG_LEVEL", "WARNING"), ("SWEEP_SECONDS", "10")):
            os.environ.setdefault(name, value)
        commands = {
            "web server": web_command(port),
            "worker": worker_command(children=2, beat=True, log_level="WARNING"),
        }
        with ProcessTree(commands, logs=Path(settings.VAR_DIR) / "log") as tree:
            with self.step("web server and worker"):
                while not signals and not tree.dead() and not self.answers(port):
                    time.sleep(0.05)
            if not signals and not tree.dead():
                self.say_where(port)
            while not signals and not (dead := sorted(tree.dead())):
                time.sleep(0.1)
            if signals:  # the worker ends what it has in hand, which takes seconds
                self.stdout.write("\nStopping …", ending="")
                self.stdout.flush()
        if not signals:
            raise CommandError(
                f"The {' and the '.join(dead)} ended by itself, so everything was stopped. "
                f"Its last words stand in {tree.log_of(dead[0])}."
            )
        self.stdout.write(" stopped.")

    def answers(self, port: int) -> bool:
        with contextlib.suppress(OSError):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
            return True
        return False

    def say_where(self, port: int) -> None:
        """The last lines of the setting-up: the address and the accounts."""
        self.stdout.write(f"\nASCN8 runs at  {self.style.SUCCESS(f'http://localhost:{port}/')}")
        self.stdout.write(f"Admin panel    http://localhost:{port}/admin/\n")
        self.stdout.write("\nAccounts (the password of each is  ascn8-demo )")
        for email, what in ACCOUNTS:
            self.stdout.write(f"  {email:<28} {what}")
        self.stdout.write("\nEverybody in it is invented. Ctrl-C ends all of it; data and logs stay in var/.")
        self.stdout.flush()
