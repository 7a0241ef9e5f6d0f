"""Sealing everything anew with the first key of VAULT_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegates.vault.rotating import remaining, rotate


class Command(BaseCommand):
    help = (
        "Seals rows and files anew with the first of VAULT_KEYS: put the new key before the old one, restart, run it, "
        "take the old key away when nothing remains. May be interrupted and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remaining()} rows are sealed with an older key")
        done, locked = rotate(tell=lambda left: self.stdout.write(f"{left} remain"))
        left = remaining()
        self.stdout.write(f"{done} sealed anew, {left} remain")
        if locked:
            raise CommandError(
                f"{locked} rows could not be opened: their key is not among VAULT_KEYS. Put it back and run this again."
            )
