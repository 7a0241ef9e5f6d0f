from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitionConfig(AppConfig):
    name = "exhibition"
    verbose_name = _("Exhibition")

    def ready(self) -> None:
        """Say what the exhibition holds about a person; models exist only now."""
        from exhibition import personal_data  # noqa: PLC0415

        personal_data.tell_all()
