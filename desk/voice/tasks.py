"""Answering as a task. Beat only wakes; who still waits for his answer stands in PostgreSQL."""

from celery import shared_task

from desk.voice import answering


@shared_task(ignore_result=True)
def answer_who_said_it() -> None:
    """Whoever has not been written to yet."""
    answering.tell_untold()
