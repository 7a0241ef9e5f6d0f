"""Work for Celery: fetch by primary key, one call. Every task may run twice, late, or in two workers at once."""

from celery import shared_task

from delegates.badges.issue import issue


@shared_task(name="delegates.tasks.draw_badge")
def draw_badge(badge_pk: int) -> None:
    """Draw one ordered badge and promise its mail."""
    issue(badge_pk)
