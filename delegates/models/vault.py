"""The vault: what must not lie open in the database. Rows hold sealed text; delegates/vault/ opens it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegates.models.registration import Registration


class Purpose(models.TextChoices):
    """Why something is in the vault. Retention, roles and audit go by it."""

    PASSPORT = "passport", _("Travel document")
    VISIT = "visit", _("Identity data for a visit")
    MEDICAL = "medical", _("Medical notes")


class VaultItem(models.Model):
    """Sealed data of one person for one purpose.

    `sealed` is a Fernet token over JSON, made with the key `key_id`; empty after the purge. The two indexes are keyed
    hashes (HMAC-SHA-256): they find equal values and say nothing else.
    """

    Purpose = Purpose

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="vault", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices)
    # Which visit the data belong to; empty for the others.
    occasion = models.CharField(_("occasion"), max_length=12, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    key_id = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    # A sealed file in private storage (the scan).
    file = models.CharField(max_length=120, blank=True, editable=False)
    number_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    person_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    changed_at = models.DateTimeField(_("last changed"))
    purged_at = models.DateTimeField(_("purged"), null=True, blank=True)

    class Meta:
        ordering = ["registration", "purpose"]
        verbose_name = _("vault item")
        verbose_name_plural = _("vault items")
        default_permissions = ()
        permissions = [
            ("read_passport", _("Can read travel documents, with a stated purpose")),
            ("read_visit", _("Can read identity data for visits, with a stated purpose")),
            ("read_medical", _("Can read medical notes, with a stated purpose")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["registration", "purpose", "occasion"], name="vault_once_a_purpose"),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True)
                | Q(sealed="", file="", number_index="", person_index="", key_id=""),
                name="vault_purged_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.purpose}"


class RetentionRule(models.Model):
    """How long after the meeting something is kept."""

    class Kind(models.TextChoices):
        PASSPORT = "passport", _("Travel document")
        VISIT = "visit", _("Identity data for a visit")
        MEDICAL = "medical", _("Medical notes")
        PHOTO = "photo", _("Photographs")
        NEEDS = "needs", _("Food and access needs")
        PAPERS = "papers", _("Files of withdrawn papers")

    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices, primary_key=True)
    days = models.PositiveSmallIntegerField(_("days after the meeting"))

    class Meta:
        ordering = ["kind"]
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")

    def __str__(self) -> str:
        return str(self.get_kind_display())
