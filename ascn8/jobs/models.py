"""Long work: one row is one job, from the button to the result."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ascn8.lib.codes import new_code


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> Self:
        """Everybody's own; all for those who watch over the machine. Who has left the panel has left its results."""
        if user.has_perm("jobs.view_job"):
            return self
        own = self.filter(owner=user)
        return own if user.is_staff else own.filter(in_panel=False)

    def unfinished(self) -> Self:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """Work that takes longer than a request. The row is the job: a worker that dies leaves it to the next one.

    `input` says what to do, in JSON and without personal data; `output` what came of it, for the owner to read:
    {"summary": text, "columns": [text], "rows": [[text]], "links": [{"url", "label"}]}, all optional.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waits")
        RUNNING = "running", _("runs")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    title = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("asked for by"),
    )
    # What was asked for, stated once: a second press finds the first one's job.
    key = models.CharField(_("key"), max_length=120, blank=True)
    in_panel = models.BooleanField(default=False)
    # In which language the owner reads the result.
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    input: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED, db_index=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    note = models.CharField(_("doing"), max_length=200, blank=True)
    output: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    file = models.FileField(_("file"), max_length=160, blank=True, upload_to="jobs/")
    file_name = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked for"))
    # The last sign of life of the worker that runs it.
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="job_key_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, state__in=["queued", "running"])
                | Q(finished_at__isnull=False, state__in=["done", "failed"]),
                name="job_finished_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.state in (Job.State.DONE, Job.State.FAILED)
