"""What we promised to tell people: one row for one promise."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# How long a mail server may refuse or be away before we give up.
TRIED_FOR = dt.timedelta(days=3)

# Mails that carry a code or a link to get in: staff never read them, and nothing is kept once they are out.
SECRET_KINDS = frozenset({"account", "delegation_invitation"})
# Mails to somebody whose data was erased with this mail: once they are out, or cannot go out, the address goes too.
FORGOTTEN = "farewell"
NO_ADDRESS = "forgotten@invalid"


class Message(models.Model):
    """One promise to tell one person one thing once.

    `key` states the promise ("seat:<signup code>:<ticket>"): a second row with the same key cannot exist.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        # The connection broke after the data was handed over: nobody can know whether it arrived.
        UNCERTAIN = "uncertain", _("uncertain")
        EXPIRED = "expired", _("too late")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # [{"file": name in the default storage, "name": file name for the reader, "type": MIME type}]
    attachments = models.JSONField(_("attachments"), default=list, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(_("promised"))
    not_before = models.DateTimeField(_("not before"))
    useful_until = models.DateTimeField(_("useful until"), null=True, blank=True)
    # After this moment a refusal is final, until staff send again.
    give_up_at = models.DateTimeField(_("tried until"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["state", "not_before"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"

    @property
    def is_secret(self) -> bool:
        """Whether the text lets its reader in somewhere."""
        return self.kind in SECRET_KINDS or self.is_forgotten

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing of it stays once its fate is known."""
        return self.kind == FORGOTTEN


class Tick(models.Model):
    """When something that recurs ran last, so that a silent beat is noticed."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
