"""Files of people from other systems, and people who seem to be here twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.jobs.models import Job
from ascn8.lib.codes import new_code
from delegates.models.delegation import Category
from delegates.models.registration import Registration


class PeopleFile(models.Model):
    """One uploaded list of people: its file, how its columns are read, and what came of it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Failed")

    class Mode(models.TextChoices):
        ALL = "all", _("All rows or none")
        GOOD = "good", _("Only the good rows")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("file"), max_length=160)
    file = models.FileField(max_length=120, upload_to="imports/")
    sha256 = models.CharField(max_length=64, db_index=True)
    # The form of export that was recognised, or empty.
    form = models.CharField(_("recognised as"), max_length=60, blank=True)
    # {column number: field}; what is not named is left out.
    mapping = models.JSONField(default=dict)
    has_headings = models.BooleanField(default=True)
    # Before the number of a row, so that two systems may count alike: "indico:12".
    system = models.CharField(_("name of the other system"), max_length=40, blank=True)
    # For everybody whose row names none.
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category for all")
    )
    mode = models.CharField(_("what is imported"), max_length=4, choices=Mode.choices, default=Mode.ALL)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # {outcome: number of rows} of the last check or of the import.
    counts: "models.JSONField[dict[str, int]]" = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")

    def __str__(self) -> str:
        return self.name


class DuplicatePair(models.Model):
    """Two registrations that seem to be one person, until somebody has looked. `first` is the older row."""

    class Reason(models.TextChoices):
        PASSPORT = "passport", _("The same passport number")
        NAME_AND_BIRTH = "name", _("The same name and date of birth")

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        MERGED = "merged", _("Merged")
        DIFFERENT = "different", _("Two people")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    first = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    second = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=8, choices=Reason.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN, db_index=True)
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["found_at", "pk"]
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="duplicate_pair_in_order"),
        ]

    def __str__(self) -> str:
        return self.code
