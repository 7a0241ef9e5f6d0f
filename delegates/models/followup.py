"""Tasks after the approval: flights, passport, pages of questions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.languages import pick
from delegates.models.delegation import Category
from delegates.models.question import FormSection
from delegates.models.registration import Registration


class FollowUp(models.Model):
    """Something that people have to tell us after they were approved, until a day."""

    class Form(models.TextChoices):
        TRAVEL = "travel", _("Flights and hotel")
        PASSPORT = "passport", _("Travel document")
        QUESTIONS = "questions", _("A page of questions")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_ms = models.CharField(_("title (Malay)"), max_length=120)
    form = models.CharField(_("what is asked"), max_length=9, choices=Form.choices)
    section = models.ForeignKey(
        FormSection, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("page of questions")
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("only for"), help_text=_("None: for everybody.")
    )
    due_at = models.DateTimeField(_("due"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["due_at", "position", "pk"]
        verbose_name = _("task after approval")
        verbose_name_plural = _("tasks after approval")
        constraints = [
            models.CheckConstraint(
                condition=~Q(form="questions") | Q(section__isnull=False), name="follow_up_questions_have_a_page"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self, "title")


class FollowUpDone(models.Model):
    """That one person has done one task."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="done_follow_ups")
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="done")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "follow_up"], name="follow_up_done_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.follow_up_id}"
