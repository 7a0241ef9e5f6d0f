"""Badges: what was ordered, what was drawn, which one is valid."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import badge_token, new_code
from delegates.models.registration import Registration

if TYPE_CHECKING:
    from delegates.models.user import User


class BadgeQuerySet(models.QuerySet["Badge"]):
    def visible_to(self, user: "User") -> Self:
        if user.has_perm("delegates.view_badge"):
            return self
        return self.filter(Q(registration__user=user) | Q(registration__delegation__focal_points=user)).distinct()

    def valid(self) -> Self:
        return self.filter(voided_at__isnull=True)


class Badge(models.Model):
    """The badge of one person. The row is the job: ORDERED rows are drawn by a worker, whoever asked.

    A registration has at most one badge that is not voided. `fingerprint` is the hash of everything on it:
    the same content is never drawn twice.
    """

    class State(models.TextChoices):
        ORDERED = "ordered", _("ordered")
        DRAWN = "drawn", _("ready")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="badges")
    token = models.CharField(max_length=29, unique=True, default=badge_token, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ORDERED, db_index=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    file = models.FileField(_("file"), max_length=160, blank=True, upload_to="badges/")
    ordered_at = models.DateTimeField(_("ordered"))
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        ordering = ["registration__sort_name"]
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(voided_at__isnull=True), name="badge_one_valid"
            ),
            models.CheckConstraint(
                condition=Q(state="ordered") | ~Q(file="") & ~Q(fingerprint="") & Q(drawn_at__isnull=False),
                name="badge_drawn_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.code
