"""`manage.py import_schedule FILE`: a schedule of another system becomes the draft of the programme."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ascn8.lib.errors import Refused
from sessions.exchange.importing import Report, import_schedule


class Command(BaseCommand):
    help = (
        "Import a schedule (frab or C3VOC XML, C3VOC, pretalx or COSCUP JSON, iCalendar) into the draft. "
        "All of it or nothing; a second import of the same file changes nothing. "
        "Exit code 0: done, or nothing to do. 1: the file has faults or cannot be read, and nothing was written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--source", default="", help="name of the source; the file's acronym by default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            report = import_schedule(
                data, actor=None, at=timezone.now(), source=options["source"], dry_run=options["dry_run"]
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.write_rows(report, everything=options["verbosity"] > 1)
        if report.faults:
            raise CommandError(f"Faults: {len(report.faults)}. Nothing was written.")
        self.write_summary(report)

    def write_rows(self, report: Report, *, everything: bool) -> None:
        """One line a row that does something; with -v 2 also those that are as they were."""
        for fault in report.faults:
            self.stderr.write(f"line {fault.line}: {fault.field} {fault.message}")
        for row in report.rows:
            if everything or row.outcome != "unchanged":
                fields = f" ({', '.join(row.fields)})" if row.fields else ""
                where = f"line {row.line}: " if row.line else ""
                self.stdout.write(f"{where}{row.what} {row.outcome}: {row.name}{fields}")

    def write_summary(self, report: Report) -> None:
        for what in ("track", "place", "speaker", "session"):
            counts = [f"{report.count(what, outcome)} {outcome}" for outcome in ("created", "changed", "unchanged")]
            self.stdout.write(f"{what}s: {', '.join(counts)}")
        for name, count in report.left.items():
            self.stdout.write(f"not taken over: {name} ({count})")
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
