"""What the rules of retention delete, shown or done."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from delegates.vault.purging import Line, plan, purge, sweep_files


class Command(BaseCommand):
    help = "Empties what was kept long enough (rules: Retention in the panel). --dry-run shows the same table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be emptied, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            lines = plan(at=now)
            self._table([line for line in lines if line.is_due and line.total])
            for line in lines:
                if not line.is_due:
                    self.stdout.write(f"not yet: {line.kind}, kept until the end of {line.kept_until}")
            self.stdout.write("Nothing was changed.")
            return
        self._table(purge(at=now))
        self.stdout.write(f"files without a row: {sweep_files(at=now)}")

    def _table(self, lines: list[Line]) -> None:
        self.stdout.write(f"{'what':10} {'kept until':11} {'rows':>6} {'files':>6}  which")
        for line in lines:
            which = ", ".join(f"{count} {name}" for name, count in line.rows.items() if count)
            self.stdout.write(f"{line.kind:10} {line.kept_until!s:11} {line.total:6} {line.files:6}  {which}")
        if not lines:
            self.stdout.write("nothing is due")
