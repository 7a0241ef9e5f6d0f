"""Every check that needs no test, cheapest first: `python3 manage.py lint`."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGES = ["ascn8", "delegates", "sessions", "exhibition", "manage.py"]
# Nothing real: only what the settings of a production site demand before they can be checked.
PRODUCTION = {
    "ASCN8_TESTING": "",
    "SECRET_KEY": "only-for-the-checks-of-the-settings-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "ascn8.example",
    "DATABASE_URL": "postgres://ascn8@127.0.0.1:5432/ascn8",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SITE_URL": "https://ascn8.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "VAULT_KEYS": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
}


class Command(BaseCommand):
    help = "ruff, import-linter, migrations, deployment checks, mypy, translations. Changes nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        scripts, manage = Path(sys.prefix) / "bin", [sys.executable, "manage.py"]
        failed = [
            self.fails("ruff check", [str(scripts / "ruff"), "check", "."]),
            self.fails("ruff format", [str(scripts / "ruff"), "format", "--check", "."]),
            self.fails("imports point down", [str(scripts / "lint-imports")]),
            self.fails("migrations match the models", [*manage, "makemigrations", "--check", "--dry-run"]),
            self.fails("settings of production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
            self.fails("translations", [*manage, "check_translations"]),
            self.fails("types", [str(scripts / "mypy"), *PACKAGES]),
        ]
        if any(failed):
            raise CommandError(f"{sum(failed)} of {len(failed)} checks failed")

    def fails(self, name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
        """Run one check, and show what it said where it fails. Returns whether it failed."""
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603 - our own command lines
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        failed = done.returncode != 0
        self.stdout.write(f"{'FAILED' if failed else 'ok':<7}{name} ({time.monotonic() - began:.1f} s)")
        if failed:
            self.stdout.write(f"{done.stdout}{done.stderr}")
        self.stdout.flush()
        return failed
