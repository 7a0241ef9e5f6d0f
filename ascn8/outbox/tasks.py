"""Work for Celery: primary keys in, one call. Every task may run twice, late, or in two workers at once."""

from celery import shared_task

from ascn8.outbox.delivery import deliver_batch


@shared_task(name="ascn8.outbox.tasks.deliver")
def deliver(pks: list[int]) -> None:
    """Send these messages, as far as they are still queued and due."""
    deliver_batch(pks)
