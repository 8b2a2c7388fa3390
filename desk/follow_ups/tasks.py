"""What the beat wakes."""

from celery import shared_task

from desk.follow_ups import planning


@shared_task(ignore_result=True)
def look_after_third_day_calls() -> None:
    """Plan the calls after new visits, and tell the leads what is late."""
    planning.look_after()
