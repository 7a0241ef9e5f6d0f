"""Groups and their permissions, from ascn8/roles.py."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ascn8.roles import ROLES


class Command(BaseCommand):
    help = "Makes the groups of ascn8/roles.py and gives each exactly the permissions of the table."

    def handle(self, *args: Any, **options: Any) -> None:
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        wanted = {name for names in ROLES.values() for name in names}
        if unknown := sorted(wanted - known.keys()):
            raise CommandError(f"ascn8/roles.py names permissions that no model has: {', '.join(unknown)}")
        with transaction.atomic():
            for role, names in ROLES.items():
                Group.objects.get_or_create(name=role)[0].permissions.set(known[name] for name in names)
        self.stdout.write(f"{len(ROLES)} roles in place")
