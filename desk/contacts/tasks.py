"""What the beat wakes."""

from celery import shared_task

from desk.contacts import hearing


@shared_task(ignore_result=True)
def hear_replies() -> None:
    """Answers of customers become contacts."""
    hearing.hear_replies()
