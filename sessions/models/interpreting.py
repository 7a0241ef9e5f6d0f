"""Interpretation: into which languages, on which channel, and who sits in the booth when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.programme import Session, Speaker


class Interpretation(models.Model):
    """One language into which a session is interpreted."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="interpretations", verbose_name=_("session"))
    language = models.CharField(_("language"), max_length=10, help_text=_("A code: ms, km, th"))
    channel = models.PositiveSmallIntegerField(
        _("channel"), null=True, blank=True, help_text=_("Of the receiver; empty while none is assigned.")
    )

    class Meta:
        ordering = ["channel", "pk"]
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretation")
        constraints = [
            models.UniqueConstraint(fields=["session", "language"], name="interpretation_once"),
            models.UniqueConstraint(
                fields=["session", "channel"], condition=Q(channel__isnull=False), name="interpretation_channel_once"
            ),
        ]

    def __str__(self) -> str:
        return self.language


class InterpreterTurn(models.Model):
    """One turn of one interpreter, counted from the beginning of the session, so that it moves with it."""

    interpretation = models.ForeignKey(
        Interpretation, models.CASCADE, related_name="turns", verbose_name=_("interpretation")
    )
    interpreter = models.ForeignKey(Speaker, models.CASCADE, related_name="turns", verbose_name=_("interpreter"))
    begins_after = models.PositiveSmallIntegerField(_("begins after (minutes)"), default=0)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)

    class Meta:
        ordering = ["interpretation", "begins_after", "pk"]
        verbose_name = _("turn of an interpreter")
        verbose_name_plural = _("turns of interpreters")
        constraints = [
            models.UniqueConstraint(
                fields=["interpretation", "interpreter", "begins_after"], name="interpreter_turn_once"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="interpreter_turn_has_length"),
        ]

    def __str__(self) -> str:
        return str(self.interpreter)
