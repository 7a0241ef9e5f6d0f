"""Questions that the secretariat writes itself, and what people answered."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ascn8.lib.languages import pick
from delegates.models.delegation import Category
from delegates.models.registration import Registration


class FormSection(models.Model):
    """A page of questions: part of the registration form, or a task after the approval."""

    class Phase(models.TextChoices):
        REGISTRATION = "registration", _("In the registration form")
        FOLLOW_UP = "follow_up", _("A task after the approval")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    phase = models.CharField(_("when"), max_length=12, choices=Phase.choices, default=Phase.REGISTRATION)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_ms = models.CharField(_("title (Malay)"), max_length=120)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    intro_ms = models.TextField(_("introduction (Malay)"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("page of questions")
        verbose_name_plural = _("pages of questions")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self, "title")

    @property
    def intro(self) -> str:
        return pick(self, "intro")


class Question(models.Model):
    """One question. A change of its words or choices is a new `version`; answers keep the one they answered."""

    class Kind(models.TextChoices):
        TEXT = "text", _("One line")
        LONG = "long", _("Several lines")
        NUMBER = "number", _("Number")
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Any of several")
        DATE = "date", _("Date")
        COUNTRY = "country", _("Country")
        PHONE = "phone", _("Telephone number")
        FILE = "file", _("File (PDF or picture)")
        YES_NO = "yes_no", _("Yes or no")

    section = models.ForeignKey(FormSection, models.CASCADE, related_name="questions", verbose_name=_("page"))
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    label_en = models.CharField(_("question (English)"), max_length=200)
    label_ms = models.CharField(_("question (Malay)"), max_length=200)
    help_en = models.CharField(_("help (English)"), max_length=300, blank=True)
    help_ms = models.CharField(_("help (Malay)"), max_length=300, blank=True)
    # [{"value": "bus", "en": "By coach", "ms": "Dengan bas"}]
    choices = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("needed"), default=False)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("only for"), help_text=_("None: for everybody.")
    )
    shown_when = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="depending", verbose_name=_("shown when")
    )
    shown_values = models.JSONField(_("has one of the values"), default=list, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        ordering = ["section__position", "position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return pick(self, "label")

    @property
    def help(self) -> str:
        return pick(self, "help")


class QuestionVersion(models.Model):
    """A question as it was asked under one version: rows are only added."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    asked: "models.JSONField[dict[str, Any]]" = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["question", "version"]
        constraints = [models.UniqueConstraint(fields=["question", "version"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.version}"


class Answer(models.Model):
    """What one person answered to one question. `value` by kind: a text, a number, a list of values, true or false."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers", verbose_name=_("person"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    version = models.PositiveSmallIntegerField(_("version"))
    value = models.JSONField(_("answer"), null=True)
    file = models.FileField(_("file"), max_length=120, blank=True, upload_to="answers/")
    at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ["registration", "question__section__position", "question__position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.question_id}"


class FreezeDate(models.Model):
    """From when a group of fields can no longer be changed by the person: the name when badges are printed."""

    class Group(models.TextChoices):
        NAME = "name", _("Names")
        WORK = "work", _("What the person represents")
        PHOTO = "photo", _("Photograph")
        NEEDS = "needs", _("Food and access")
        CONTACT = "contact", _("Contact")
        PASSPORT = "passport", _("Travel document")
        TRAVEL = "travel", _("Flights and hotel")
        QUESTIONS = "questions", _("Questions of the secretariat")

    group = models.CharField(_("fields"), max_length=9, choices=Group.choices, primary_key=True)
    freezes_at = models.DateTimeField(_("fixed from"))

    class Meta:
        ordering = ["freezes_at"]
        verbose_name = _("freeze date")
        verbose_name_plural = _("freeze dates")

    def __str__(self) -> str:
        return str(self.get_group_display())
