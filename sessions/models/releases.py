"""What is published: releases, those that are planned, and who was told of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code


class Release(models.Model):
    """A numbered, published version of the programme. `programme` holds all of it: the public reads only this.

    A release is never changed; what was wrong is put right by the next one. Only what is told of it is decided later.
    """

    class Kind(models.TextChoices):
        WHOLE = "whole", _("The whole programme")
        DAY = "day", _("One day")
        ROLLBACK = "rollback", _("Back to an earlier release")
        ROLLBACK_ONE = "rollback1", _("One session back to an earlier release")

    class Telling(models.TextChoices):
        PENDING = "pending", _("Not told yet")
        TOLD = "told", _("Told")
        SKIPPED = "skipped", _("Nobody is told")

    number = models.PositiveIntegerField(_("number"), unique=True)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)
    note_ms = models.CharField(_("note (Malay)"), max_length=300, blank=True)
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices, default=Kind.WHOLE)
    day = models.DateField(_("day"), null=True, blank=True)
    # A roll back: the number of the release that it goes back to.
    back_to = models.PositiveIntegerField(_("back to release"), null=True, blank=True)
    programme = models.JSONField()
    # How it differs from the release before (sessions/releases/differences.py), so that a page of many releases reads
    # no programme. Null in releases of before: then it is worked out when it is asked for.
    changes: "models.JSONField[list[dict[str, Any]] | None]" = models.JSONField(null=True, editable=False)

    telling = models.CharField(_("people"), max_length=8, choices=Telling.choices, default=Telling.PENDING)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("told by"),
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return gettext("Release %(number)s") % {"number": self.number}


class PlannedRelease(models.Model):
    """A release that publishes itself: at `due_at` the draft as it is then goes out."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("Not published")
        CANCELLED = "cancelled", _("Cancelled")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    due_at = models.DateTimeField(_("publishes itself at"))
    day = models.DateField(_("only this day"), null=True, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)
    note_ms = models.CharField(_("note (Malay)"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField(_("planned"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("planned by"),
    )
    finished_at = models.DateTimeField(_("done"), null=True, blank=True)
    release = models.OneToOneField(
        Release, models.SET_NULL, null=True, blank=True, related_name="plan", verbose_name=_("release")
    )
    # Why it was not published, in words for staff.
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-due_at"]
        verbose_name = _("planned release")
        verbose_name_plural = _("planned releases")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", finished_at__isnull=True)
                | (~Q(state="planned") & Q(finished_at__isnull=False)),
                name="planned_release_finished_has_time",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Release planned for %(time)s") % {"time": f"{self.due_at:%Y-%m-%d %H:%M}"}
