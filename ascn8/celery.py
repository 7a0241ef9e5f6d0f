"""The Celery application and everything that recurs, in one table."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from ascn8 import folder_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ascn8.settings")

folder_queue.use()
app = Celery("ascn8")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Threads that never imported this module (a live server, a console) must still find this app, not an AMQP default.
app.set_default()
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sweep": {"task": "ascn8.tasks.sweep", "schedule": settings.SWEEP_SECONDS},
    # 19:00 UTC is three in the morning at the venue.
    "clean": {"task": "ascn8.tasks.clean", "schedule": crontab(hour="19", minute="0")},
    "remind": {"task": "ascn8.tasks.remind", "schedule": settings.REMIND_SECONDS},
}
