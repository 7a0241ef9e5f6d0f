"""Inviting speakers: what was sent, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models.programme import Speaker


class SpeakerInvitation(models.Model):
    """A letter that asks a speaker to complete the own page and to answer; its link works without an account."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="invitations", verbose_name=_("speaker"))
    # The row keeps the hash: nobody who reads the database can answer for the speaker.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    to = models.EmailField(_("sent to"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("invitation of a speaker")
        verbose_name_plural = _("invitations of speakers")

    def __str__(self) -> str:
        return f"{self.speaker}: {self.to}"
