"""How often somebody tried something, counted in the database so that it holds without Redis and over all workers."""

from django.db import models


class Tally(models.Model):
    """Attempts under one key within one window of time."""

    key = models.CharField(max_length=64)  # hash of purpose and who: no address or e-mail is stored
    window = models.PositiveBigIntegerField()  # Unix time // length of the window
    spent = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="tally_once_a_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.spent}"
