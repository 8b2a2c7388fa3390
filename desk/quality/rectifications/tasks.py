"""What the beat wakes."""

from celery import shared_task

from desk.quality.rectifications import watching


@shared_task(ignore_result=True)
def look_after_rectifications() -> None:
    """Remind of rectifications, and tell of those that are over their deadline."""
    watching.look_after()
