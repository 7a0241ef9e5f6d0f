"""Exhibitors from another system's file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ascn8.lib.errors import Refused
from exhibition.importing import import_exhibitors


class Command(BaseCommand):
    help = "Imports exhibitors, listings and booths from JSON. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="name of the other system; the file's name by default")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        source = options["source"] or file.name.split(".")[0][:40]
        try:
            report = import_exhibitors(
                content, source=source, actor=None, at=timezone.now(), dry_run=options["dry_run"]
            )
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal} Nothing was changed.") from None
        for number, name, what, remarks in report.rows:
            if what != "unchanged" or remarks or options["verbosity"] > 1:
                self.stdout.write(f"row {number}: {what}: {name}{''.join(f'; {remark}' for remark in remarks)}")
        counts = ", ".join(f"{report.count(what)} {what}" for what in ("created", "changed", "unchanged"))
        self.stdout.write(f"{counts}{' (dry run: nothing was written)' if report.dry_run else ''}")
