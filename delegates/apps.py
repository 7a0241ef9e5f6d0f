from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from delegates.vault.deploying import check_vault_keys

# Modules that name kinds of long work: a worker finds them by their name only once they are imported.
_LONG_WORK = [
    "delegates.bulk",
    "delegates.importing.jobs",
    "delegates.papers.participants",
]


class DelegatesConfig(AppConfig):
    name = "delegates"
    verbose_name = _("People")

    def ready(self) -> None:
        """Make the kinds of long work and the check of the vault's keys known."""
        for module in _LONG_WORK:
            import_module(module)
        register(check_vault_keys, deploy=True)
