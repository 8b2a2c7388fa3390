"""The Celery application and the whole schedule, in code.

PostgreSQL holds the work; a task carries ids and may run twice. Beat only wakes: whether something is due is
decided by the run ledger, so two beats make one run and a late start catches up.
"""

import os
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")


class RecordedTask(Task):
    """What a task changes is recorded in the history as done by a job."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from customers.recording import recorded  # not before the apps are there

        with recorded(way="job", job=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("churn_crm", task_cls=RecordedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["customers.agreements", "customers.duplicates"])
for topic in ("complaints", "contacts", "defects", "follow_ups", "promises", "routing", "surveys", "voice"):
    app.autodiscover_tasks([f"desk.{topic}"])
for topic in ("index", "rectifications", "truth"):
    app.autodiscover_tasks([f"desk.quality.{topic}"])
app.autodiscover_tasks(["signals.backtests", "signals.keeping", "signals.upkeep"])

SENDING_EVERY = 2.0  # seconds; a wake-up that nobody took in time is not wanted any more
MAIL_EVERY = 60.0  # seconds
# A queue and a worker of its own: a long night must not keep an answer to a customer waiting.
app.conf.task_routes = {"outbox.tasks.*": {"queue": "outbox"}}

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
    "settle bookings, quotes, inquiries and contracts": {
        "task": "customers.agreements.tasks.settle_agreements",
        "schedule": crontab(minute=20, hour="*/6"),
    },
    "take the files of recurring sources": {
        "task": "customers.tasks.look_into_inbox",
        "schedule": crontab(minute="*"),
    },
    "look after imports": {
        "task": "customers.tasks.look_after_imports",
        "schedule": crontab(minute="*/2"),
    },
    "look after complaints": {
        "task": "desk.complaints.tasks.look_after_complaints",
        "schedule": crontab(minute="*"),
    },
    "tell customers of defects": {
        "task": "desk.defects.tasks.tell_the_affected",
        "schedule": crontab(minute="*"),
    },
    # After each import that has ended, else once a night.
    "look again whom defects concern": {
        "task": "desk.defects.tasks.look_again",
        "schedule": crontab(minute="*/10"),
    },
    "answer who said it": {
        "task": "desk.voice.tasks.answer_who_said_it",
        "schedule": crontab(minute="*"),
    },
    "send what is due": {
        "task": "outbox.tasks.send",
        "schedule": SENDING_EVERY,
        "options": {"queue": "outbox", "expires": SENDING_EVERY},
    },
    "find out what became of messages": {
        "task": "outbox.tasks.settle",
        "schedule": SENDING_EVERY,
        "options": {"queue": "outbox", "expires": SENDING_EVERY},
    },
    "read what customers answered by e-mail": {
        "task": "outbox.tasks.read_mail",
        "schedule": MAIL_EVERY,
        "options": {"queue": "outbox", "expires": MAIL_EVERY},
    },
    "ask customers how it was, and remind once": {
        "task": "desk.surveys.tasks.send_surveys",
        "schedule": crontab(minute=35),
    },
    "remind of promises and break what nobody recorded": {
        "task": "desk.promises.tasks.look_after_promises",
        "schedule": crontab(minute="*/5"),
    },
    "remind of rectifications": {
        "task": "desk.quality.rectifications.tasks.look_after_rectifications",
        "schedule": crontab(minute="*/5"),
    },
    "write answers of customers down as contacts": {
        "task": "desk.contacts.tasks.hear_replies",
        "schedule": 60.0,
    },
    "plan third-day calls": {
        "task": "desk.follow_ups.tasks.look_after_third_day_calls",
        "schedule": crontab(minute="*/15"),
    },
    # By night, and again by day in case the beat was not there; it finds the same.
    "check whether ratings are true": {
        "task": "desk.quality.truth.tasks.check_truth",
        "schedule": crontab(minute=10, hour="4,10,16"),
    },
    "measure the quality index": {
        "task": "desk.quality.index.tasks.measure_quality",
        "schedule": crontab(minute="*/15"),
    },
    "give out what waits for somebody": {
        "task": "desk.routing.tasks.give_out_what_waits",
        "schedule": crontab(minute="*/5"),
    },
    "see whether the learned model holds true, and learn anew": {
        "task": "signals.upkeep.tasks.look_after_model",
        "schedule": crontab(minute="*/15"),
    },
    "let go of old snapshots": {
        "task": "signals.keeping.tasks.let_go_of_old_snapshots",
        "schedule": crontab(minute="*/15"),
    },
    "go on with back-tests": {
        "task": "signals.backtests.tasks.look_after_back_tests",
        "schedule": crontab(minute="*/2"),
    },
    "search for duplicates once a day": {
        "task": "customers.duplicates.tasks.search_due_duplicates",
        "schedule": crontab(minute="*/15"),
    },
}
