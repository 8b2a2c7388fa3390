"""Surveys as tasks. Beat only wakes; who is due stands in PostgreSQL, and twice is once."""

from celery import shared_task

from desk.surveys import limits, sending


@shared_task(ignore_result=True)
def send_surveys() -> None:
    """Ask after what has happened, remind once, forget who knocked."""
    sending.send_due()
    sending.remind_due()
    limits.forget()
