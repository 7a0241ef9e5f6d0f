from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from ascn8.outbox.checks import check_mail_url, check_mails_leave


class OutboxConfig(AppConfig):
    name = "ascn8.outbox"
    label = "outbox"
    verbose_name = _("Messages")

    def ready(self) -> None:
        register(check_mail_url)
        register(check_mails_leave, deploy=True)
