from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from delegates.vault.deploying import check_vault_keys

# Modules that name kinds of long work: a worker finds them by their name only once they are imported.
_LONG_WORK = [
    "delegates.bulk",
    "delegates.data_export.jobs",
    "delegates.importing.jobs",
    "delegates.list_of_registrations",
    "delegates.papers.participants",
]
# Modules that say what is held about a person, and what an erasure does with it.
_PERSONAL_DATA = [
    "delegates.data_export.parts",
    "delegates.data_export.parts_files",
    "delegates.erasing.parts",
]


class DelegatesConfig(AppConfig):
    name = "delegates"
    verbose_name = _("People")

    def ready(self) -> None:
        """Make the kinds of long work, the parts of personal data and the check of the vault's keys known."""
        for module in _LONG_WORK:
            import_module(module)
        for module in _PERSONAL_DATA:
            import_module(module).tell_all()
        register(check_vault_keys, deploy=True)
