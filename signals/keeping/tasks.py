"""Letting go of old snapshots as a task. Beat only wakes; what is due follows from the ledger."""

from celery import shared_task

from churn_crm import clock
from signals.keeping.letting_go import let_go_of_old_snapshots as let_go


@shared_task(ignore_result=True)
def let_go_of_old_snapshots() -> None:
    """What the policy no longer keeps, after the day's night."""
    let_go(day=clock.last_finished_day())
