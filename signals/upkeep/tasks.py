"""Upkeep of the learned model as a task. Beat only wakes; what is due stands in the ledger."""

from celery import shared_task

from signals.upkeep import schedule


@shared_task(ignore_result=True)
def look_after_model() -> None:
    """Whether the model holds true, and a new one where it is time."""
    schedule.look_after_model()
