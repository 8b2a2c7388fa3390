"""What the beat wakes."""

from celery import shared_task

from desk.quality.index import measuring


@shared_task(ignore_result=True)
def measure_quality() -> None:
    """Measure the index of the last finished day, and of months that are not up to date."""
    measuring.measure_due()
