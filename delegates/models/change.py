"""What somebody wants changed after the approval, until the secretariat has decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from delegates.models.registration import Registration


class ChangeRequest(models.Model):
    """New values of reviewed fields beside the old ones. The registration holds the old ones until it is accepted."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a decision")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="changes", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN, db_index=True)
    # {field: {"old": value, "new": value}}; categories by slug, delegations and people by code, countries by ISO code.
    values = models.JSONField(_("values"), default=dict)
    photo = models.FileField(_("new photo"), max_length=120, blank=True, upload_to="photos/")
    photo_print = models.FileField(max_length=120, blank=True, upload_to="photos/", editable=False)
    # New passport data, sealed by the vault under `key_id`; empty where the passport stays.
    sealed = models.TextField(blank=True, editable=False)
    key_id = models.CharField(max_length=16, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("change after approval")
        verbose_name_plural = _("changes after approval")
        constraints = [
            models.UniqueConstraint(fields=["registration"], condition=Q(state="open"), name="change_one_open"),
        ]

    def __str__(self) -> str:
        return self.code
