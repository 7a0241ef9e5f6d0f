"""The facts of the meeting and of the places people come from. Staff edit them; no code knows them."""

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ascn8.lib.languages import pick


def validate_time_zone(value: str) -> None:
    """Raises ValidationError unless `value` is an IANA zone name."""
    if value not in available_timezones():
        raise ValidationError(_("Give a time zone such as Asia/Kuala_Lumpur."))


class Meeting(models.Model):
    """The one meeting that this installation runs: always the row with primary key 1."""

    class HostOrder(models.TextChoices):
        ALPHABETICAL = "alphabetical", _("In its alphabetical place")
        FIRST = "first", _("First among the members")
        LAST = "last", _("Last among the members")

    name_en = models.CharField(_("name (English)"), max_length=200)
    name_ms = models.CharField(_("name (Malay)"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=20)
    theme_en = models.CharField(_("theme (English)"), max_length=250, blank=True)
    theme_ms = models.CharField(_("theme (Malay)"), max_length=250, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="Asia/Kuala_Lumpur", validators=[validate_time_zone]
    )
    city = models.CharField(_("city"), max_length=80)
    venue = models.CharField(_("venue"), max_length=120)
    venue_address = models.CharField(_("address of the venue"), max_length=200)
    venue_latitude = models.FloatField(_("latitude"), null=True, blank=True)
    venue_longitude = models.FloatField(_("longitude"), null=True, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"))
    registration_closes_at = models.DateTimeField(_("registration closes"))
    contact_email = models.EmailField(_("contact e-mail"))
    organiser_en = models.CharField(_("organiser (English)"), max_length=160)
    organiser_ms = models.CharField(_("organiser (Malay)"), max_length=160, blank=True)
    host_country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host country")
    )
    host_order = models.CharField(
        _("place of the host in protocol order"),
        max_length=12,
        choices=HostOrder.choices,
        default=HostOrder.ALPHABETICAL,
    )
    # Who signs letters of invitation.
    signatory_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_title_en = models.CharField(_("office of who signs (English)"), max_length=160, blank=True)
    signatory_title_ms = models.CharField(_("office of who signs (Malay)"), max_length=160, blank=True)
    badge_during_review = models.BooleanField(
        _("badges stay valid while a change is reviewed"),
        default=True,
        help_text=_("Otherwise the badge is void from the moment somebody asks for another name or photograph."),
    )
    is_demo = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Every page says that the people and sessions are invented."),
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meeting")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="meeting_is_one"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="meeting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def name(self) -> str:
        return pick(self, "name")

    @property
    def theme(self) -> str:
        return pick(self, "theme")

    @property
    def organiser(self) -> str:
        return pick(self, "organiser")

    @property
    def signatory_title(self) -> str:
        return pick(self, "signatory_title")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def days(self) -> list[dt.date]:
        """Every day of the meeting, first to last."""
        length = (self.ends_on - self.starts_on).days
        return [self.starts_on + dt.timedelta(days=n) for n in range(length + 1)]


class ContentVersion(models.Model):
    """A number for each kind of public content, raised in the transaction that changes it.

    Public pages are cached under these numbers, so that they are never stale and never timed out.
    """

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class CountryQuerySet(models.QuerySet["Country"]):
    def in_role(self, role: str, *, on: dt.date) -> Self:
        """Countries that have `role` (a CountryRole.Role) on the day `on`."""
        live = models.Q(roles__until__isnull=True) | models.Q(roles__until__gt=on)
        return self.filter(live, roles__role=role, roles__since__lte=on).distinct()


class Country(models.Model):
    """A country under the name ASEAN uses for it, in English alphabetical order: that order is protocol."""

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name (English)"), max_length=60)
    name_ms = models.CharField(_("name (Malay)"), max_length=60)
    calling_code = models.CharField(_("calling code"), max_length=6, blank=True)
    han_variant = models.CharField(
        _("form of Han characters"),
        max_length=4,
        blank=True,
        choices=[("Hans", "简"), ("Hant", "繁"), ("Jpan", "日"), ("Kore", "한")],
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self, "name")


class CountryRole(models.Model):
    """What a country is to ASEAN from a day on: Timor-Leste was an observer until 26 October 2025, then a member."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member State")
        OBSERVER = "observer", _("Observer")
        PARTNER = "partner", _("External partner")

    country = models.ForeignKey(Country, models.CASCADE, related_name="roles", verbose_name=_("country"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["country", "since"]
        verbose_name = _("role of a country")
        verbose_name_plural = _("roles of countries")
        constraints = [
            models.UniqueConstraint(fields=["country", "since"], name="country_role_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.role}"


class City(models.Model):
    """A city of the network."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="cities", verbose_name=_("country"))
    joined = models.PositiveSmallIntegerField(_("joined in"), null=True, blank=True)
    native_name = models.CharField(_("name in its own script"), max_length=80, blank=True)

    class Meta:
        ordering = ["country__name_en", "name"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.name


class FocusArea(models.Model):
    """One of the six focus areas of the network; tracks of the programme and listings of exhibitors point here."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60)
    name_ms = models.CharField(_("name (Malay)"), max_length=60)
    icon = models.CharField(_("icon"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "name_en"]
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self, "name")
