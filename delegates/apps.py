from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DelegatesConfig(AppConfig):
    name = "delegates"
    verbose_name = _("People")

    def ready(self) -> None:
        """Name the kinds of long work: importing the modules does it, and models exist only now."""
        from delegates.importing import jobs as importing_jobs  # noqa: F401, PLC0415
