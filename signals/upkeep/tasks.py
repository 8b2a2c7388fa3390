"""Upkeep of the learned model as a task. Beat only wakes; what is due stands in the ledger."""

from celery import shared_task

from signals.models import Training
from signals.upkeep import schedule


@shared_task(ignore_result=True)
def look_after_model() -> None:
    """Whether the model holds true, and a new one where it is time."""
    schedule.look_after_model()


@shared_task(ignore_result=True)
def learn_ordered(training_id: int) -> None:
    """What somebody ordered. A second delivery, or one after it is done, does nothing."""
    schedule.learn_begun(Training.objects.filter(pk=training_id))
