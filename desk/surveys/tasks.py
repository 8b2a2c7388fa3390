"""Surveys as tasks. Beat only wakes; who is due stands in PostgreSQL, and twice is once."""

from celery import shared_task

from desk.surveys import limits, sending, shipped


@shared_task(ignore_result=True)
def send_surveys() -> None:
    """Ask after what has happened, remind once, forget who knocked; the first time with the first survey."""
    shipped.ship()
    sending.send_due()
    sending.remind_due()
    limits.forget()
