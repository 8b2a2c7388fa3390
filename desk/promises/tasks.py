"""What the beat wakes."""

from celery import shared_task

from desk.promises import watching


@shared_task(ignore_result=True)
def look_after_promises() -> None:
    """Remind of promises, and break those that nobody recorded in time."""
    watching.look_after()
