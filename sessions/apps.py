from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    # Django's own session framework owns the label "sessions".
    label = "agenda"
    verbose_name = _("Programme")

    def ready(self) -> None:
        # Models exist only now.
        from delegates.signals import registration_withdrawn  # noqa: PLC0415
        from sessions import personal_data  # noqa: PLC0415
        from sessions.receivers import free_seats  # noqa: PLC0415

        registration_withdrawn.connect(free_seats, dispatch_uid="free_seats")
        personal_data.tell_all()
