"""Work for Celery: fetch by primary key, one call. Every task may run twice, late, or in two workers at once."""

from celery import shared_task

from delegates.badges.issue import issue
from delegates.papers.issuing import issue_letter


@shared_task(name="delegates.tasks.draw_badge")
def draw_badge(badge_pk: int) -> None:
    """Draw one ordered badge and promise its mail."""
    issue(badge_pk)


@shared_task(name="delegates.tasks.draw_letter")
def draw_letter(letter_pk: int) -> None:
    """Draw one ordered letter and promise its mail."""
    issue_letter(letter_pk)
