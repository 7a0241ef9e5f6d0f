"""Delegations, and the categories of people that a meeting accredits."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.lib.languages import pick
from ascn8.meeting.models import City, Country

if TYPE_CHECKING:
    from delegates.models.user import User

hex_colour = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Give a colour such as #0B4F9E."))


STAGES = ["endorsed", "approved", "cleared"]


def validate_stages(value: object) -> None:
    """Some of the stages in their order; nobody comes without an approval."""
    if not isinstance(value, list) or "approved" not in value or value != [stage for stage in STAGES if stage in value]:
        raise ValidationError(
            _("Write some of these, in this order, “approved” always: %(stages)s.") % {"stages": STAGES}
        )


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_endorsement(self) -> Self:
        """Those whose first stage is the endorsement by the focal point."""
        return self.filter(stages__0="endorsed")

    def with_clearance(self) -> Self:
        """Those whose last stage is the security clearance. Written so that PostgreSQL and SQLite both know it."""
        last = Q(stages__0="cleared") | Q(stages__1="cleared") | Q(stages__2="cleared")
        return self.filter(last)


class Category(models.Model):
    """What somebody is accredited as: Head of Delegation, Chief Smart City Officer, media, ...

    Carries what follows from it: the word and colours on the badge, the zones it opens, the stages it passes.
    """

    class Passport(models.TextChoices):
        NO = "no", _("Not asked for")
        OPTIONAL = "optional", _("For those who need a letter")
        REQUIRED = "required", _("Always needed")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60)
    name_ms = models.CharField(_("name (Malay)"), max_length=60)
    colour = models.CharField(_("colour"), max_length=7, validators=[hex_colour])
    text_colour = models.CharField(
        _("colour of the text on it"), max_length=7, default="#FFFFFF", validators=[hex_colour]
    )
    zones = models.JSONField(_("zones"), default=list, blank=True)
    # Which stages after "submitted" the category passes: endorsed, approved, cleared.
    stages = models.JSONField(_("stages"), default=list, validators=[validate_stages])
    is_open = models.BooleanField(_("people may choose it themselves"), default=True)
    needs_photo = models.BooleanField(_("photo needed"), default=True)
    passport = models.CharField(
        _("travel document"),
        max_length=8,
        choices=Passport.choices,
        default=Passport.OPTIONAL,
        help_text=_("Whether the form asks for the passport. It is kept in the vault."),
    )
    is_accompanying = models.BooleanField(
        _("for accompanying persons"),
        default=False,
        help_text=_("Its people come with somebody else, and their attendance ends with that person's."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name_en"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self, "name")

    @property
    def needs_clearance(self) -> bool:
        """Whether security has the last word; the same rule as `with_clearance()`."""
        return "cleared" in self.stages


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, user: "User") -> Self:
        """All for staff with the permission, the own ones for a focal point, none for others."""
        if user.has_perm("delegates.view_delegation"):
            return self
        return self.filter(focal_points=user)


class Delegation(models.Model):
    """A Member State's, a city's, an organisation's group."""

    class Kind(models.TextChoices):
        STATE = "state", _("Member State")
        CITY = "city", _("City")
        SECRETARIAT = "secretariat", _("ASEAN Secretariat")
        PARTNER = "partner", _("Partner")
        OBSERVER = "observer", _("Observer")
        EXPERT = "expert", _("Experts")
        ORGANISATION = "organisation", _("Organisation")
        MEDIA = "media", _("Media")
        HOST = "host", _("Host")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name_en = models.CharField(_("name (English)"), max_length=120, unique=True)
    name_ms = models.CharField(_("name (Malay)"), max_length=120, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, verbose_name=_("country"))
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, verbose_name=_("city"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    focal_points = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="delegations",
        verbose_name=_("focal points"),
    )
    nominates_until = models.DateTimeField(
        _("nominations until"),
        null=True,
        blank=True,
        help_text=_("After it the focal point adds nobody. Empty: as long as registration is open."),
    )
    seals_at = models.DateTimeField(
        _("sealed from"),
        null=True,
        blank=True,
        help_text=_("After it only the secretariat changes the delegation."),
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self, "name")


class DelegationPlaces(models.Model):
    """How many people of one category a delegation may send. No row: no limit."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="places", verbose_name=_("delegation"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        ordering = ["delegation", "category__position"]
        verbose_name = _("places of a delegation")
        verbose_name_plural = _("places of delegations")
        constraints = [models.UniqueConstraint(fields=["delegation", "category"], name="delegation_places_once")]

    def __str__(self) -> str:
        return f"{self.delegation} · {self.category} · {self.places}"


class NominationLetter(models.Model):
    """A letter with which a delegation names its members: a PDF in private storage."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="letters", verbose_name=_("delegation"))
    file = models.FileField(_("file"), max_length=120, upload_to="nominations/")
    name = models.CharField(_("name of the file"), max_length=120)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("nomination letter")
        verbose_name_plural = _("nomination letters")

    def __str__(self) -> str:
        return self.name
