from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that name kinds of long work: a worker finds them by their name only once they are imported.
_LONG_WORK = [
    "sessions.exchange.jobs",
    "sessions.releases.digest_mails",
    "sessions.speaking.brief_files",
    "sessions.speaking.inviting_many",
]


class SessionsConfig(AppConfig):
    name = "sessions"
    # Django's own session framework owns the label "sessions".
    label = "agenda"
    verbose_name = _("Programme")

    def ready(self) -> None:
        # Models exist only now.
        from delegates.signals import registration_withdrawn  # noqa: PLC0415
        from sessions import personal_data  # noqa: PLC0415
        from sessions.papers.keeping import keep_papers_by_rule  # noqa: PLC0415
        from sessions.print import printing  # noqa: F401, PLC0415 - names a kind of long work
        from sessions.receivers import free_seats  # noqa: PLC0415

        registration_withdrawn.connect(free_seats, dispatch_uid="free_seats")
        personal_data.tell_all()
        for module in _LONG_WORK:
            import_module(module)
        keep_papers_by_rule()
