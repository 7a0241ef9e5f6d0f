"""The project itself as an app (it owns commands, tags and checks), and the secretariat's admin panel."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.checks import register
from django.core.files.base import File
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ascn8.lib.clock import move_clock, unmoved_now
from ascn8.typeset.checks import check_fonts

# `ModelAdmin[Booth]` tells mypy what is edited. At run time querysets take such an argument in Django, these do not.
for _generic in (BaseModelAdmin, BaseForm, BaseFormSet, File):
    setattr(_generic, "__class_getitem__", classmethod(lambda cls, _kind: cls))  # noqa: B010 - mypy knows no such name


class ProjectConfig(AppConfig):
    name = "ascn8"
    label = "ascn8"
    verbose_name = "ASCN8"

    def ready(self) -> None:
        register(check_fonts)
        if settings.CLOCK_OFFSET:
            move_clock(settings.CLOCK_OFFSET)
            self.move_defaults()

    def move_defaults(self) -> None:
        """A field whose default is the clock itself took hold of it before it was moved."""
        for model in apps.get_models():
            for field in model._meta.fields:
                if field.default is unmoved_now:
                    field.default = timezone.now


class SecretariatAdminConfig(AdminConfig):
    default_site = "ascn8.panel.site.SecretariatSite"
    verbose_name = _("Secretariat")


class CollectedFilesConfig(StaticFilesConfig):
    # htmx's extensions import "htmx" by a bare name, which no hashed file can answer; we use none of them.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
