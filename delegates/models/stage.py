"""How a stage of the accreditation runs: what staff may set without touching the table of moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StageRule(models.Model):
    """The clock and the skip rule of one stage. Who owns it stands in delegates/stages.py."""

    class Stage(models.TextChoices):
        ENDORSED = "endorsed", _("Endorsed")
        APPROVED = "approved", _("Approved")
        CLEARED = "cleared", _("Cleared")

    class Skip(models.TextChoices):
        NEVER = "never", _("Never")
        NO_DELEGATION = "no_delegation", _("Where the person has no delegation, or it has no focal point")
        NOMINATED = "nominated", _("Where the focal point nominated the person")
        EITHER = "either", _("In both cases")

    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, primary_key=True)
    target_days = models.PositiveSmallIntegerField(
        _("target in days"), default=2, help_text=_("Whoever waits longer is shown in red.")
    )
    skip = models.CharField(_("passed by itself"), max_length=13, choices=Skip.choices, default=Skip.NEVER)

    class Meta:
        ordering = ["stage"]
        verbose_name = _("rule of a stage")
        verbose_name_plural = _("rules of the stages")

    def __str__(self) -> str:
        return str(self.get_stage_display())
