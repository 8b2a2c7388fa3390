"""Telling as a task. Beat only wakes; who is still to be told stands in PostgreSQL."""

from celery import shared_task

from desk.defects import looking, telling


@shared_task(ignore_result=True)
def tell_the_affected() -> None:
    """Whoever has not been written to yet."""
    telling.tell_untold()


@shared_task(ignore_result=True)
def look_again() -> None:
    """Whom later visits and imports have added."""
    looking.look_after()
