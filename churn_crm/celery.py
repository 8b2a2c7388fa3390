"""The Celery application and the whole schedule, in code.

PostgreSQL holds the work; a task carries ids and may run twice. Beat only wakes: whether something is due is
decided by the run ledger, so two beats make one run and a late start catches up.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")

app = Celery("churn_crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["customers.duplicates"])

app.conf.beat_schedule = {
    "start the nightly run where it is due": {
        "task": "retention.tasks.start_due_night",
        "schedule": crontab(minute="*/5"),
    },
    "resume nights that stopped": {
        "task": "retention.tasks.resume_nights",
        "schedule": crontab(minute="*/5"),
    },
    "alarm about missing nights": {
        "task": "retention.tasks.alarm_about_missing_nights",
        "schedule": crontab(minute="*/10"),
    },
    "search for duplicates once a day": {
        "task": "customers.duplicates.tasks.search_due_duplicates",
        "schedule": crontab(minute="*/15"),
    },
}
