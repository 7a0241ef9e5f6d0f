"""What beat does, once."""

from typing import Any

from django.core.management.base import BaseCommand

from ascn8.sweeping import clean_all, remind_all, sweep_all


class Command(BaseCommand):
    help = (
        "Sends what is due, frees what hangs, writes the reminders that are due, deletes what was kept long enough. "
        "Safe to run at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in {**remind_all(), **sweep_all(), **clean_all()}.items():
            self.stdout.write(f"{kind}: {count}")
