"""Who did and who read what: rows that are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One act of one person (or of the system, where `actor` is empty)."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    # Kept beside the key, so that the row still says who when the account is gone.
    actor_name = models.CharField(_("name"), max_length=254, blank=True)
    action = models.CharField(_("what"), max_length=60, db_index=True)
    subject = models.CharField(_("to what"), max_length=120, db_index=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
