"""What people ask of us about their data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from delegates.models.registration import Registration


class ErasureRequest(models.Model):
    """Somebody asks that the own data be erased. What had to be kept, and by which rule, stands in `kept`."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the secretariat")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="erasures", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN, db_index=True)
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(_("asked for"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    # [{"rule": name of the rule, "what": ..., "why": ...}], in the language of the person.
    kept = models.JSONField(_("kept"), default=list, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        permissions = [("erase_registration", _("Can erase personal data on request"))]
        constraints = [
            models.UniqueConstraint(fields=["registration"], condition=Q(state="open"), name="erasure_one_open"),
        ]

    def __str__(self) -> str:
        return self.code
