"""The programme as staff edit it: the draft. What the public reads are releases (releases.py)."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code, session_code
from ascn8.lib.languages import pick
from ascn8.meeting.models import Country, FocusArea
from delegates.models import Category, Registration
from sessions.models.constraints import NoDoubleBooking


class Track(models.Model):
    """A strand of the programme; at ASCN8 the six focus areas."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_ms = models.CharField(_("name (Malay)"), max_length=120, blank=True)
    focus_area = models.ForeignKey(
        FocusArea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tracks",
        verbose_name=_("focus area"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "name_en"]
        verbose_name = _("track")
        verbose_name_plural = _("tracks")

    def __str__(self) -> str:
        return pick(self, "name")


class Place(models.Model):
    """Where a session happens: a room of the venue, or a site outside it."""

    guid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_ms = models.CharField(_("name (Malay)"), max_length=120, blank=True)
    is_outside = models.BooleanField(_("outside the venue"), default=False)
    capacity = models.PositiveIntegerField(_("people it holds"), null=True, blank=True)
    fire_limit = models.PositiveIntegerField(
        _("fire limit"), null=True, blank=True, help_text=_("The most people that the fire certificate allows.")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    access_en = models.TextField(_("accessibility (English)"), blank=True)
    access_ms = models.TextField(_("accessibility (Malay)"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "name_en"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return pick(self, "name")


class Speaker(models.Model):
    """Somebody who appears in the programme; may be a registered delegate, need not have an account."""

    class Recording(models.TextChoices):
        YES = "yes", _("May be recorded")
        NO = "no", _("Not to be recorded")

    guid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    title = models.CharField(_("title"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=160)
    native_name = models.CharField(_("name in its own script"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speakers",
        verbose_name=_("country"),
    )
    biography_en = models.TextField(_("biography (English)"), blank=True)
    biography_ms = models.TextField(_("biography (Malay)"), blank=True)
    photo = models.FileField(_("photo"), max_length=120, blank=True, upload_to="speakers/")
    # For the secretariat only: never published, never exported.
    email = models.EmailField(_("email"), blank=True)
    recording = models.CharField(
        _("consent to recording"), max_length=3, choices=Recording.choices, blank=True, default=""
    )
    recording_answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    registration = models.OneToOneField(
        Registration,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="speaker",
        verbose_name=_("registration"),
    )
    # Title, name, position and organisation are then those of the registration (sessions/speaking/following.py).
    follows_registration = models.BooleanField(
        _("follows the registration"),
        default=False,
        help_text=_("Title, name, position and organisation are taken from the registration and change with it."),
    )
    # Photographs of registrations are for badges; the speaker alone may have one shown to the public.
    photo_agreed_at = models.DateTimeField(
        _("agreed to show the registration's photo"), null=True, blank=True, editable=False
    )
    # Where an import found the person: "<source>:<their id>"; a second import finds the row again.
    origin = models.CharField(max_length=160, blank=True, editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="speaker_origin_once"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.name) if part)


class SessionQuerySet(models.QuerySet["Session"]):
    def visits(self) -> Self:
        return self.filter(kind=Session.Kind.VISIT)

    def scheduled(self) -> Self:
        return self.timed().filter(is_cancelled=False)

    def timed(self) -> Self:
        """Those with a time, cancelled ones too: what a release holds."""
        return self.filter(starts_at__isnull=False)


class Session(models.Model):
    """One item of the programme, as staff have it now. The public sees it as the last release had it."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("Plenary")
        POLICY = "policy", _("Policy dialogue")
        TECHNICAL = "technical", _("Technical dialogue")
        TALK = "talk", _("Expert talk")
        CLOSED = "closed", _("Closed meeting")
        CEREMONY = "ceremony", _("Ceremony")
        BREAK = "break", _("Break")
        SOCIAL = "social", _("Social event")
        VISIT = "visit", _("Site visit")

    guid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, default=session_code, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PLENARY)
    title_en = models.CharField(_("title (English)"), max_length=300)
    title_ms = models.CharField(_("title (Malay)"), max_length=300, blank=True)
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True)
    abstract_en = models.TextField(_("abstract (English)"), blank=True)
    abstract_ms = models.TextField(_("abstract (Malay)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_ms = models.TextField(_("description (Malay)"), blank=True)
    track = models.ForeignKey(
        Track,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("track"),
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("place"),
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("Codes with commas between them: en, ms")
    )
    is_open = models.BooleanField(_("open to all participants"), default=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    is_recorded = models.BooleanField(_("recorded"), default=False)
    shares_place = models.BooleanField(
        _("shares its place"),
        default=False,
        help_text=_("Other sessions may be in the same place at the same time: a coffee break in the hall."),
    )
    expected = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    required_categories = models.ManyToManyField(
        Category, blank=True, related_name="required_sessions", verbose_name=_("who must attend")
    )
    papers_due_at = models.DateTimeField(
        _("papers until"),
        null=True,
        blank=True,
        help_text=_("Until then delegations may submit papers for this session. Empty: they may not."),
    )
    links = models.JSONField(_("links"), default=list, blank=True)  # [{"title": ..., "url": https...}]
    bring_en = models.TextField(_("what to bring (English)"), blank=True)
    bring_ms = models.TextField(_("what to bring (Malay)"), blank=True)
    # As of speaker.origin.
    origin = models.CharField(max_length=160, blank=True, editable=False, db_index=True)
    # Rises with every change of the row; who saves an older one is told who was faster (sessions/editing.py).
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    speakers = models.ManyToManyField(Speaker, through="Appearance", related_name="sessions")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "place__position", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        permissions = [("publish_release", _("Can publish the programme"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="session_origin_once"),
            NoDoubleBooking(name="session_no_double_booking"),
        ]

    def __str__(self) -> str:
        return pick(self, "title")

    @property
    def duration(self) -> dt.timedelta:
        """Length; zero while the session has no time yet."""
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else dt.timedelta()


class Appearance(models.Model):
    """What a speaker does in a session, in the order in which the names are read out."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        CO_CHAIR = "co_chair", _("Co-chair")
        MODERATOR = "moderator", _("Moderator")
        SPEAKER = "speaker", _("Speaker")
        PANELLIST = "panellist", _("Panellist")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        INTERPRETER = "interpreter", _("Interpreter")

    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances", verbose_name=_("session"))
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="appearances", verbose_name=_("speaker"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    # Empty: nobody asked yet.
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    words = models.CharField(_("in the speaker's words"), max_length=400, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("The speaker's share of the time; empty: none is agreed.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker", "role"], name="appearance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.speaker}"


class Visit(Session):
    """A session of kind *site visit*."""

    class Meta:
        proxy = True
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
