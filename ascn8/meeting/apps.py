from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingConfig(AppConfig):
    name = "ascn8.meeting"
    label = "meeting"
    verbose_name = _("The meeting")
