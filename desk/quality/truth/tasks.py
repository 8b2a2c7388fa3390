"""What the beat wakes."""

from celery import shared_task

from desk.quality.truth import moving, raising


@shared_task(ignore_result=True)
def check_truth() -> None:
    """Check what was rated until yesterday. Running again on the same day finds the same.

    Calls of people who are not there are moved first, so that the new ones go to whoever has room then.
    """
    moving.move_calls()
    raising.look_after()
