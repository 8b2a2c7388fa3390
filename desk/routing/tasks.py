"""What waits for somebody is given out as soon as somebody may have it."""

from celery import shared_task

from desk.routing import waiting


@shared_task(ignore_result=True)
def give_out_what_waits() -> None:
    waiting.give_out()
