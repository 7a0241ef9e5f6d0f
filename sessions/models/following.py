"""What a reader keeps of the programme: stars, where they last looked, a calendar of their own, an opinion."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegates.models import Registration
from sessions.models.programme import Session


class Star(models.Model):
    """A session that an account marked for its own agenda."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stars", verbose_name=_("account"))
    session = models.ForeignKey(Session, models.CASCADE, related_name="stars", verbose_name=_("session"))
    starred_at = models.DateTimeField(_("starred"))

    class Meta:
        ordering = ["session__starts_at", "pk"]
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        constraints = [models.UniqueConstraint(fields=["user", "session"], name="star_once")]

    def __str__(self) -> str:
        return f"{self.session}: {self.user}"


class ProgrammeLook(models.Model):
    """Up to which release an account has looked at the changes."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="programme_look", verbose_name=_("account")
    )
    number = models.PositiveIntegerField(_("release"))
    looked_at = models.DateTimeField(_("looked"))

    class Meta:
        verbose_name = _("look at the programme")
        verbose_name_plural = _("looks at the programme")

    def __str__(self) -> str:
        return f"{self.user}: {self.number}"


class CalendarFeed(models.Model):
    """The address under which a person's own calendar is read by programs. A new token revokes the old one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("account")
    )
    # A secret of 130 bits. It stands in an address, opens this one feed only, and is shown to its owner again.
    token = models.CharField(max_length=40, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user)


class Feedback(models.Model):
    """What somebody who was there says of a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="feedback", verbose_name=_("session"))
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="feedback", verbose_name=_("delegate"))
    rating = models.PositiveSmallIntegerField(_("rating"))
    words = models.TextField(_("words"), max_length=2000, blank=True)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["session", "registration"], name="feedback_once"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="feedback_rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.rating}"
