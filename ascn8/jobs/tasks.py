"""Work for Celery: a primary key in, one call."""

from celery import shared_task

from ascn8.jobs.running import run


# An hour: an import of a country's whole list is long, a job that hangs is not.
@shared_task(name="ascn8.jobs.tasks.run_job", time_limit=3600)
def run_job(job_pk: int) -> None:
    """Do one job, unless another worker has it."""
    run(job_pk)
