"""What the beat wakes."""

from celery import shared_task

from desk.quality.truth import raising


@shared_task(ignore_result=True)
def check_truth() -> None:
    """Check what was rated until yesterday. Running again on the same day finds the same."""
    raising.look_after()
