"""What recurs. Each body is one call; every task may run twice, late, or in two workers at once."""

from celery import shared_task

from ascn8.sweeping import clean_all, remind_all, sweep_all


@shared_task(name="ascn8.tasks.sweep")
def sweep() -> None:
    """Every minute: whatever was promised and not yet done."""
    sweep_all()


@shared_task(name="ascn8.tasks.remind")
def remind() -> None:
    """Every five minutes: whoever has to be reminded of something."""
    remind_all()


@shared_task(name="ascn8.tasks.clean")
def clean() -> None:
    """Every night: whatever was kept long enough."""
    clean_all()
