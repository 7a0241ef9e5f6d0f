"""What people are asked to agree to, and what they answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ascn8.lib.languages import pick
from delegates.models.registration import Registration


class ConsentText(models.Model):
    """One version of what people are asked to agree to. Never edited: a change is a new version."""

    purpose = models.SlugField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_ms = models.CharField(_("title (Malay)"), max_length=120)
    text_en = models.TextField(_("text (English)"))
    text_ms = models.TextField(_("text (Malay)"))
    is_required = models.BooleanField(_("needed to register"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(_("in use since"))

    class Meta:
        ordering = ["position", "purpose", "-version"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"

    @property
    def title(self) -> str:
        return pick(self, "title")

    @property
    def text(self) -> str:
        return pick(self, "text")


class Consent(models.Model):
    """One answer to one version of one text, in the language in which it was read. Rows are only added."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="answers")
    given = models.BooleanField()
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.text_id} {self.given}"
