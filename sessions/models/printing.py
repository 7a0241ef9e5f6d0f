"""The programme on paper: which files there are, each made once from one state of the programme."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code


class PrintedProgramme(models.Model):
    """A PDF of one release (or of the draft) in one form. `key` says all that it was made from: it is made once."""

    class Form(models.TextChoices):
        BOOKLET = "booklet", _("Full booklet")
        DAYS = "days", _("One page a day")
        POCKET = "pocket", _("Pocket fold")

    class Paper(models.TextChoices):
        A5 = "a5", _("A5 pages")
        A4_FOLDED = "a4-folded", _("A4 sheets, two pages on each side, to fold")
        A4 = "a4", _("A4")
        A3 = "a3", _("A3")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)
    form = models.CharField(_("form"), max_length=8, choices=Form.choices)
    paper = models.CharField(_("paper"), max_length=10, choices=Paper.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    # Dates and slugs of tracks; empty: all.
    days = models.JSONField(_("days"), default=list, blank=True)
    tracks = models.JSONField(_("tracks"), default=list, blank=True)
    release = models.PositiveIntegerField(_("release"), db_index=True)
    # The content version of the facts of the meeting: names, venue and dates stand on paper too.
    meeting_version = models.PositiveBigIntegerField(default=0)
    is_draft = models.BooleanField(_("draft"), default=False)
    # Everybody may have it: the whole programme as published.
    is_public = models.BooleanField(_("public"), default=False)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    file = models.FileField(_("file"), max_length=160, upload_to="programme/")
    made_at = models.DateTimeField(_("printed"))

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("printed programme")
        verbose_name_plural = _("printed programmes")

    def __str__(self) -> str:
        return f"{self.get_form_display()} ({self.language})"
