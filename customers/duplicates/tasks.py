"""The search for duplicates as a task. Beat only wakes; whether it is due is decided by the ledger."""

from celery import shared_task

from customers.duplicates import search


@shared_task(ignore_result=True)
def search_due_duplicates() -> None:
    """Look for duplicates once after each business day. A second delivery finds nothing to do."""
    day = search.due_day()
    if day:
        search.find_duplicates(day=day)
