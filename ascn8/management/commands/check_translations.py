"""Says what the Malay translation lacks: `python3 manage.py check_translations`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SHOWN = 40
COPIED = ["ascn8", "delegates", "sessions", "exhibition", "templates", "static", "locale", "manage.py"]


class Command(BaseCommand):
    help = "Fails where a string of the source is missing, untranslated or fuzzy in a catalogue, or a .mo is stale."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not shutil.which("xgettext"):
            raise CommandError("gettext is not installed. Run:  apt-get install -y gettext")
        with tempfile.TemporaryDirectory(prefix="ascn8-messages-") as folder:
            copy = Path(folder)
            self.copy_source(copy)
            self.make_messages(copy)
            problems = [
                problem
                for catalogue in sorted((copy / "locale").glob("*/LC_MESSAGES/*.po"))
                if "en" not in catalogue.parts
                for problem in self.problems_of(catalogue)
            ]
        problems += self.stale_binaries()
        if problems:
            more = f"\n… and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
            raise CommandError("\n".join(problems[:SHOWN]) + more + "\nMend with:  make messages")
        self.stdout.write("Every string is translated.")

    def copy_source(self, copy: Path) -> None:
        """Extracting rewrites the catalogues, so it works on a copy."""
        unwanted = shutil.ignore_patterns("__pycache__", "*.ttf", "*.woff2", "*.png", "*.jpg", "vendor")
        for name in COPIED:
            source = settings.BASE_DIR / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=unwanted)
            else:
                shutil.copy(source, copy / name)

    def make_messages(self, copy: Path) -> None:
        """Bring the copy's catalogues up to date with the copy's source."""
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            command = [sys.executable, "manage.py", "makemessages", "--locale", language, "--no-location"]
            done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                raise CommandError(f"makemessages failed:\n{done.stderr[-3000:]}")

    def problems_of(self, catalogue: Path) -> list[str]:
        """One line for each string that has no finished translation."""
        language = catalogue.parts[-3]
        return [
            f"{language}: {kind}: {message}"
            for kind, flag in (("untranslated", "--untranslated"), ("fuzzy", "--only-fuzzy"))
            for message in self.messages(catalogue, flag)
        ]

    def messages(self, catalogue: Path, flag: str) -> list[str]:
        """The msgids of a catalogue that msgattrib selects by `flag`."""
        command = ["msgattrib", flag, "--no-obsolete", "--no-wrap", str(catalogue)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        entries = [entry for entry in said.split("\n\n") if "\nmsgid " in f"\n{entry}"]
        return [found for entry in entries if (found := self.msgid(entry))]

    def msgid(self, entry: str) -> str:
        """The msgid of one entry of a catalogue; empty for its header."""
        lines = entry[entry.index("msgid ") + 6 :].split("\n")
        quoted = [lines[0]]
        for line in lines[1:]:
            if not line.startswith('"'):
                break
            quoted.append(line)
        return "".join(line.strip().strip('"') for line in quoted)

    def stale_binaries(self) -> list[str]:
        """Catalogues whose .mo is missing or holds something else than its .po."""
        return [
            f"{catalogue.relative_to(settings.BASE_DIR)}: the .mo beside it is not made from it"
            for catalogue in sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po"))
            if self.binary_of(catalogue) != self.content(catalogue.with_suffix(".mo"))
        ]

    def binary_of(self, catalogue: Path) -> bytes:
        command = ["msgfmt", "--check-format", "-o", "-", str(catalogue)]
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603

    def content(self, path: Path) -> bytes:
        return path.read_bytes() if path.exists() else b""
