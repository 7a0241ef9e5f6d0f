"""Booths: the places on the floor plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.languages import pick
from exhibition.models.exhibitor import Exhibitor


class Hall(models.Model):
    """A floor with booths; sizes in centimetres."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_ms = models.CharField(_("name (Malay)"), max_length=80, blank=True)
    width = models.PositiveIntegerField(_("width in cm"))
    depth = models.PositiveIntegerField(_("depth in cm"))
    # Doors, stages, columns: [{"kind": "door|stage|column|cafe", "x":, "y":, "w":, "h":, "label_en":, "label_ms":}]
    fixtures = models.JSONField(_("doors, stages, columns"), default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("hall")
        verbose_name_plural = _("halls")

    def __str__(self) -> str:
        return pick(self, "name")


class Booth(models.Model):
    """A place on the floor plan. It names its exhibitor: two exhibitors can never hold one booth."""

    class State(models.TextChoices):
        FREE = "free", _("free")
        HELD = "held", _("held")
        ASSIGNED = "assigned", _("assigned")
        BLOCKED = "blocked", _("blocked")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="booths", verbose_name=_("hall"))
    number = models.CharField(_("number"), max_length=12)
    x = models.PositiveIntegerField(_("from the left, cm"))
    y = models.PositiveIntegerField(_("from the top, cm"))
    width = models.PositiveIntegerField(_("width, cm"))
    depth = models.PositiveIntegerField(_("depth, cm"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.FREE)
    exhibitor = models.ForeignKey(
        Exhibitor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="booths",
        verbose_name=_("exhibitor"),
    )

    class Meta:
        ordering = ["hall", "number"]
        verbose_name = _("booth")
        verbose_name_plural = _("booths")
        permissions = [("assign_booth", _("Can assign booths"))]
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="booth_number_once_a_hall"),
            models.CheckConstraint(
                condition=Q(state__in=["assigned", "held"], exhibitor__isnull=False)
                | Q(state__in=["free", "blocked"], exhibitor__isnull=True),
                name="booth_exhibitor_matches_state",
            ),
            models.CheckConstraint(condition=Q(width__gt=0, depth__gt=0), name="booth_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.number
