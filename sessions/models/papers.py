"""Papers of the meeting: symbol, languages, revisions, who may read them and who has."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.lib.languages import pick
from delegates.models import Delegation
from sessions.models.programme import Session


class Document(models.Model):
    """One paper under one symbol: ASCN8/2025/INF.3. A revision or an addendum is a paper that names the first."""

    class Classification(models.TextChoices):
        OPEN = "open", _("Open to everybody")
        PARTICIPANTS = "participants", _("Participants only")
        HEADS = "heads", _("Heads of delegation only")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted by a delegation")
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Revision(models.TextChoices):
        REV = "rev", _("Revision")
        ADD = "add", _("Addendum")
        CORR = "corr", _("Corrigendum")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    # Empty while a delegation has submitted it and the secretariat has not given it one.
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=300)
    title_ms = models.CharField(_("title (Malay)"), max_length=300, blank=True)
    # `title`s and symbol, folded (ascn8/lib/text.py): what a search reads.
    search = models.TextField(blank=True, default="", editable=False)
    sessions: "models.ManyToManyField[Session, Session]" = models.ManyToManyField(
        Session, blank=True, related_name="documents", verbose_name=_("sessions")
    )
    classification = models.CharField(
        _("who may read it"), max_length=12, choices=Classification.choices, default=Classification.PARTICIPANTS
    )
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Nobody but the secretariat opens it before.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name=_("belongs to")
    )
    revision = models.CharField(_("as"), max_length=4, choices=Revision.choices, blank=True, default="")
    revision_number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("submitted by")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("made"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        ordering = ["symbol", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["symbol"], condition=~Q(symbol=""), name="document_symbol_once"),
            models.UniqueConstraint(
                fields=["revises", "revision", "revision_number"],
                condition=Q(revises__isnull=False),
                name="document_revision_once",
            ),
            models.CheckConstraint(
                condition=Q(revises__isnull=True, revision="", revision_number__isnull=True)
                | (Q(revises__isnull=False, revision_number__gt=0) & ~Q(revision="")),
                name="document_revision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(symbol=""), name="document_published_has_symbol"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {pick(self, 'title')}".strip()


class DocumentFile(models.Model):
    """One language version of a document, in the private storage."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name=_("document"))
    language = models.CharField(_("language"), max_length=10, default="en")
    file = models.FileField(_("file"), max_length=160, upload_to="papers/")
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    class Meta:
        ordering = ["document", "language"]
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        constraints = [models.UniqueConstraint(fields=["document", "language"], name="document_language_once")]

    def __str__(self) -> str:
        return self.name


class DocumentReading(models.Model):
    """That somebody opened a language version of a document: the first time and the last."""

    file = models.ForeignKey(DocumentFile, models.CASCADE, related_name="readings", verbose_name=_("file"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="document_readings", verbose_name=_("reader")
    )
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        ordering = ["-last_at"]
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        constraints = [models.UniqueConstraint(fields=["file", "user"], name="document_reading_once")]

    def __str__(self) -> str:
        return f"{self.file}: {self.user}"
