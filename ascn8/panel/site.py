"""The secretariat's admin panel: Django's admin with our own face."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class SecretariatSite(AdminSite):
    site_header = _("ASCN8 Secretariat")
    site_title = _("ASCN8 Secretariat")
    index_title = _("Today")
