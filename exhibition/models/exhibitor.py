"""Exhibitors, the people who act for them, and their public pages."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code
from ascn8.meeting.models import City, Country, FocusArea

if TYPE_CHECKING:
    from delegates.models import User


class ExhibitorQuerySet(models.QuerySet["Exhibitor"]):
    def visible_to(self, user: "User") -> Self:
        """All for staff with the permission, the own ones for members, none for others."""
        if user.has_perm("exhibition.view_exhibitor"):
            return self
        return self.filter(members=user)


class Exhibitor(models.Model):
    """An organisation that takes part in the exhibition."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=160, unique=True)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exhibitors",
        verbose_name=_("country"),
    )
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exhibitors",
        verbose_name=_("city"),
    )
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="ExhibitorMember",
        related_name="exhibitors",
        verbose_name=_("people"),
    )
    # Where an import found it: "<source>:<their id>".
    origin = models.CharField(max_length=160, blank=True, editable=False)

    objects = ExhibitorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="exhibitor_origin_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExhibitorMember(models.Model):
    """Somebody who may edit an exhibitor's listing."""

    exhibitor = models.ForeignKey(Exhibitor, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exhibitor_memberships")

    class Meta:
        verbose_name = _("member of an exhibitor")
        verbose_name_plural = _("members of exhibitors")
        constraints = [models.UniqueConstraint(fields=["exhibitor", "user"], name="exhibitor_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.exhibitor_id}"


class Listing(models.Model):
    """The public page of an exhibitor. `version` is raised by every change and guards against lost edits."""

    exhibitor = models.OneToOneField(Exhibitor, models.CASCADE, related_name="listing", verbose_name=_("exhibitor"))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    is_published = models.BooleanField(_("public"), default=True)
    tagline_en = models.CharField(_("in one line (English)"), max_length=140, blank=True)
    tagline_ms = models.CharField(_("in one line (Malay)"), max_length=140, blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_ms = models.TextField(_("description (Malay)"), blank=True)
    logo = models.FileField(_("logo"), max_length=120, blank=True, upload_to="logos/")
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    phone = models.CharField(_("public phone"), max_length=20, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)  # [{"title": ..., "url": https...}]
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="listings", verbose_name=_("focus areas"))
    # Name, tagline and description, folded (ascn8.lib.text.fold).
    search = models.TextField(editable=False, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        ordering = ["exhibitor__name"]
        verbose_name = _("listing")
        verbose_name_plural = _("listings")

    def __str__(self) -> str:
        return self.slug
