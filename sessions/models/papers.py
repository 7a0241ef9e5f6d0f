"""Papers of the meeting: symbol, languages, revisions, who may read them and who has."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.lib.languages import pick
from delegates.models import Delegation, Registration, User
from delegates.models.registration import Standing
from sessions.models.programme import Session


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser, *, at: dt.datetime) -> Self:
        """What `user` may open at this moment: the one rule, asked by every list, every file and every ZIP.

        Staff with the permission: everything. A focal point: what the own delegation submitted, until it is
        withdrawn. Everybody: what is published and no longer held back, as far as its classification reaches them.
        """
        if user.has_perm("agenda.view_document"):
            return self
        free = Q(embargo_until__isnull=True) | Q(embargo_until__lte=at)
        readable = Q(state=Document.State.PUBLISHED, classification__in=_classifications_for(user)) & free
        if isinstance(user, User):
            own = Delegation.objects.filter(focal_points=user)
            readable |= Q(delegation__in=own) & ~Q(state=Document.State.WITHDRAWN)
        return self.filter(readable)

    def listed(self) -> Self:
        """What everybody may read of, title and symbol: published, and not for heads only."""
        return self.filter(state=Document.State.PUBLISHED).exclude(classification=Document.Classification.HEADS)

    def waiting(self) -> Self:
        """What delegations submitted and nobody has answered."""
        return self.filter(state=Document.State.SUBMITTED)


def heads() -> models.QuerySet[Registration]:
    """The registrations of the heads of delegation and their alternates who attend."""
    return Registration.objects.attending().filter(
        standing__in=[Standing.HEAD, Standing.ALTERNATE], delegation__isnull=False, principal__isnull=True
    )


def _classifications_for(user: User | AnonymousUser) -> list[str]:
    """The classifications that reach `user`: by the own registration, as it is now. Companions make nobody a reader."""
    found = [str(Document.Classification.OPEN)]
    if isinstance(user, User):
        attending = Registration.objects.attending().filter(user=user, principal__isnull=True)
        if attending.exists():
            found.append(Document.Classification.PARTICIPANTS)
        if heads().filter(user=user).exists():
            found.append(Document.Classification.HEADS)
    return found


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
        RETURNED = "returned", _("Sent back to the delegation")
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
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Before it only the secretariat opens the paper, and the delegation that submitted it."),
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
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # What the focal point reads where the paper is sent back.
    answer = models.TextField(_("answer to the delegation"), blank=True, default="")

    objects = DocumentQuerySet.as_manager()

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

    @property
    def tone(self) -> str:
        """The tone in which the state is shown."""
        return _LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        """The icon of the state."""
        return _LOOKS[self.state][1]


# state -> tone and icon
_LOOKS = {
    "submitted": ("info", "inbox"),
    "draft": ("neutral", "square-pen"),
    "published": ("good", "circle-check"),
    "returned": ("warn", "undo-2"),
    "withdrawn": ("bad", "ban"),
}


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
