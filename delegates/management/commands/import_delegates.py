"""`manage.py import_delegates FILE`: a list of people becomes accounts and registrations."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ascn8.lib.errors import Refused
from delegates.importing.receiving import receive
from delegates.importing.running import Report, check, import_list
from delegates.models import Category, PeopleFile


class Command(BaseCommand):
    help = (
        "Import a list of people (CSV, or an Excel workbook) as accounts and registrations; nobody gets a mail. "
        "The same list again changes nothing. "
        "Exit code 0: done, or nothing to do. 1: the list has faults or cannot be read, and nothing was written; "
        "with --mode good the good rows were written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--mode", choices=PeopleFile.Mode.values, default="all", help="all rows or none, or the good"
        )
        parser.add_argument("--category", default="", help="category (short name) of those whose row names none")
        parser.add_argument("--system", default="", help="name of the other system, before its numbers")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        category = self._category(options["category"])
        try:
            report = self._run(data, category, options)
        except Refused as refused:
            if refused.code != "same_file":
                raise CommandError(str(refused)) from None
            self.stdout.write(str(refused))
            return
        self._write(report, everything=options["verbosity"] > 1)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
        if report.faults and (options["dry_run"] or options["mode"] == PeopleFile.Mode.ALL):
            raise CommandError(f"{report.faults} rows have faults; nothing was written.")

    def _category(self, slug: str) -> Category | None:
        if not slug:
            return None
        found = Category.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Category.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no category {slug}. There are: {known}.")
        return found

    def _run(self, data: bytes, category: Category | None, options: dict[str, Any]) -> Report:
        at = timezone.now()
        file = receive(data=data, name=options["file"].name, actor=None, at=at)
        file.category, file.system = category, options["system"] or file.system
        file.save(update_fields=["category", "system"])
        report = check(file, at=at, step=self._step)
        if options["dry_run"]:
            self._forget(file)
            return report
        if report.faults and options["mode"] == PeopleFile.Mode.ALL:
            return report
        return import_list(file, mode=options["mode"], actor=None, at=at, step=self._step)

    def _forget(self, file: PeopleFile) -> None:
        """A dry run leaves nothing behind, unless the list was uploaded before in the panel."""
        if file.uploaded_by is None:
            file.file.delete(save=False)
            file.delete()

    def _step(self, done: int, total: int, note: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{note} {done} / {total}", ending="")

    def _write(self, report: Report, *, everything: bool) -> None:
        """A line for each remark; with -v 2 one for every row."""
        for row, email, outcome, column, remark in report.lines():
            if remark or everything:
                where = f", {column}" if column else ""
                said = f": {remark}" if remark else ""
                self.stdout.write(f"row {row}{where} ({email or '-'}): {outcome}{said}")
        self.stdout.write(report.summary)
