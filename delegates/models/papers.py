"""Papers with a number: letters to people, and the list of participants."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from delegates.models.registration import Registration

if TYPE_CHECKING:
    from delegates.models.user import User


class NumberSeries(models.Model):
    """The last number given out under a name. Locked while a number is taken, so there is no gap and none twice."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: "User") -> Self:
        """All for staff with the permission; everybody else's own."""
        if user.has_perm("delegates.view_letter"):
            return self
        return self.filter(registration__user=user)

    def current(self) -> Self:
        return self.filter(state__in=[Letter.State.ORDERED, Letter.State.MADE])


class Letter(models.Model):
    """An invitation or a letter of support for a visa. The row is the job; the file is sealed by the vault.

    `code` stands in the QR code: /verify/<code>/ says whether the letter is genuine and in force.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Letter of invitation")
        VISA = "visa", _("Letter of support for a visa")

    class State(models.TextChoices):
        ORDERED = "ordered", _("Being made")
        MADE = "made", _("In force")
        SUPERSEDED = "superseded", _("Superseded")
        VOID = "void", _("Void")

    code = models.CharField(_("code"), max_length=16, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="letters", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=40, unique=True)
    # The name as the verification page says it: kept, so that a later change of the person does not alter it.
    name = models.CharField(_("name"), max_length=170)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ORDERED, db_index=True)
    # Keyed hash of what the letter says: other passport data need another letter.
    content_index = models.CharField(max_length=64, editable=False)
    file = models.CharField(max_length=120, blank=True, editable=False)
    key_id = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    ordered_at = models.DateTimeField(_("ordered"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"], condition=Q(state__in=["ordered", "made"]), name="letter_one_current"
            ),
            models.CheckConstraint(condition=~Q(state="made") | ~Q(file=""), name="letter_made_has_file"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {"ordered": "info", "made": "good", "superseded": "warn", "void": "bad"}[self.state]

    @property
    def icon(self) -> str:
        """The sign of its state."""
        return {"ordered": "clock", "made": "circle-check", "superseded": "triangle-alert", "void": "circle-x"}[
            self.state
        ]


class ParticipantList(models.Model):
    """One version of the list of participants: a snapshot. Rows are only added."""

    class Kind(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        REVISED = "revised", _("Revised")
        FINAL = "final", _("Final")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The groups in protocol order with their people, as printed.
    snapshot: "models.JSONField[Any]" = models.JSONField()
    pdf = models.FileField(_("PDF"), max_length=120, blank=True, upload_to="lists/")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Nothing comes after a final version before somebody has opened it again.
    reopened_at = models.DateTimeField(_("opened again"), null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = _("list of participants")
        verbose_name_plural = _("lists of participants")

    def __str__(self) -> str:
        return _("Version %(number)s: %(kind)s") % {"number": self.number, "kind": self.get_kind_display()}
